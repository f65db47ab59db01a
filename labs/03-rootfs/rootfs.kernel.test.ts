/** The checks of the lab on this computer's own kernel; see lab-suite.ts. */
import { testLab } from '#checker/test/lab-suite.ts'
import { lab } from './lab.ts'

testLab(lab, {
  draws: ['mounts.tmpfs', /size=\d+k,nr_inodes=\d+/],
  runcLacks: ['pivot.your-escape', 'hide.propagation'],
})
