import t from 'tap'
import { describe, Program } from '../sys/program.ts'
import { recordEscape, recordTheft } from './chroot-escape.ts'

const callsOf = (program: Program) => program.steps.map((s) => describe(s))

t.test(
  'recordEscape() puts the root below, climbs and stays there',
  async (t) => {
    const program = new Program()
    recordEscape(program, { climb: 3 })
    t.same(callsOf(program), [
      'mkdirat(AT_FDCWD, ".way-out", 0700)',
      'chroot(".way-out")',
      'unlinkat(AT_FDCWD, ".way-out", AT_REMOVEDIR)',
      'chdir("..")',
      'chdir("..")',
      'chdir("..")',
      'chroot(".")',
    ])
  },
)

t.test('recordTheft() reads until the end of the file', async (t) => {
  const program = new Program()
  recordTheft(program, '/root/secret')
  t.match(callsOf(program), [
    /^openat\(AT_FDCWD, "\/root\/secret", O_RDONLY/,
    /^read\(\$0, /,
    /^write\(1, .*, \$1\)$/,
  ])
  t.match(
    program.flow.map(({ kind }) => kind),
    ['step', 'step', 'step', 'jump'],
  )
})
