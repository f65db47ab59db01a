/** The checks of the lab on this computer's own kernel; see lab-suite.ts. */
import { hostname } from 'node:os'
import t from 'tap'
import { scriptProgram } from '#checker/test/judged.ts'
import { having, judgeIn, testLab } from '#checker/test/lab-suite.ts'
import { lab } from './lab.ts'

const judge = judgeIn(lab)

testLab(lab, {
  draws: ['uts.hostname', /^box-/],
  // No member of runtime-spec 1.1, no time namespace, and --init is ours.
  runcLacks: [
    'uts.domainname',
    'pid.init-reaps',
    'pid.init-forwards',
    'pid.init-status',
    'time.offsets',
    'time.clocks',
  ],
})

/** Runs the program of the bundle on the host, as any script could. */
const ON_HOST = `
for bundle; do [ -f "$bundle/config.json" ] && break; done
cd "$bundle/rootfs"
exec ".$(grep -o '/bin/probe-[0-9a-f]*' ../config.json | head -n 1)"
`

t.test('a program that isolates nothing passes nothing', async (t) => {
  const before = hostname()
  const report = await judge(scriptProgram(t.testdir(), ON_HOST))
  t.same(having(report, 'error'), [])
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'UTS_SHARED' })
  const passed = having(report, 'pass').map((line) => line.split(':')[0])
  t.same(passed, [])
  t.equal(hostname(), before, 'its attack renamed the test and nobody else')
})

t.test('a program that hears nothing is told so', async (t) => {
  const script = ON_HOST.replace('exec ', 'exec </dev/null ')
  const report = await judge(scriptProgram(t.testdir(), script), {
    only: ['uts.own'],
  })
  t.match(report.checks[0], { verdict: 'fail', diagnosis: 'CUT_SHORT' })
})
