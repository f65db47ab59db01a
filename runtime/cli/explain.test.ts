import t from 'tap'
import { Program } from '../sys/program.ts'
import { explainJson, explainTable } from './explain.ts'

function small(): Program {
  const program = new Program()
  program.note('A new root')
  program.chroot('/srv/box')
  program.chdir('/')
  program.execve('/bin/true', ['true'], [])
  return program
}

function long(calls: number): Program {
  const program = new Program()
  for (let index = 0; index < calls; index++) program.close(index)
  program.chdir('/')
  return program
}

t.test('a plan is a table of calls with their manual pages', async (t) => {
  t.equal(
    explainTable(small()),
    [
      '#  manual     call',
      '              # A new root',
      '0  chroot(2)  chroot("/srv/box")',
      '1  chdir(2)   chdir("/")',
      '2  execve(2)  execve("/bin/true", ["true"], [])',
      '',
    ].join('\n'),
  )
})

t.test('a run adds results and times', async (t) => {
  const outcomes = [
    { step: 0, result: 0n, microseconds: 11.4 },
    { step: 1, result: -2n, microseconds: 120 },
  ]
  t.equal(
    explainTable(small(), outcomes),
    [
      '#   µs  manual     call',
      '                   # A new root',
      '0   11  chroot(2)  chroot("/srv/box") = 0',
      '1  120  chdir(2)   chdir("/") = -1 ENOENT (no such file or directory)',
      '2       execve(2)  execve("/bin/true", ["true"], [])',
      '',
    ].join('\n'),
  )
})

t.test(
  'many calls of a kind are shown by the first and the last',
  async (t) => {
    t.equal(
      explainTable(long(9)),
      [
        '#  manual    call',
        '0  close(2)  close(0)',
        '             … 7 more',
        '8  close(2)  close(8)',
        '9  chdir(2)  chdir("/")',
        '',
      ].join('\n'),
    )
  },
)

t.test('a failure among many is shown', async (t) => {
  const outcomes = [{ step: 4, result: -9n }]
  t.match(explainTable(long(9), outcomes), /close\(4\) = -1 EBADF/)
})

t.test('a note among many is shown', async (t) => {
  const program = long(9)
  program.note('Once more')
  program.chdir('/')
  for (let index = 0; index < 9; index++) program.chdir('/tmp')
  t.match(explainTable(program), /# Once more/)
})

t.test('attempts that may fail are shown one by one', async (t) => {
  const program = new Program()
  for (let index = 0; index < 9; index++)
    program.close(index, { ignore: ['EBADF'] })
  t.notMatch(explainTable(program), /more/)
})

t.test('the result of a step stands where it is used', async (t) => {
  const program = new Program()
  const fd = program.openat(-100, '/etc', 0)
  program.fchdir(fd)
  t.match(explainTable(program), /fchdir\(\$0\)/)
  const outcomes = [
    { step: 0, result: 7n },
    { step: 1, result: 0n },
  ]
  t.match(explainTable(program, outcomes), /fchdir\(7\) = 0/)
})

t.test('JSON has one object for each step', async (t) => {
  const outcomes = [{ step: 0, result: 0n, microseconds: 11.4 }]
  const { steps } = JSON.parse(explainJson(small(), outcomes))
  t.equal(steps.length, 3)
  t.same(steps[0], {
    step: 0,
    call: 'chroot("/srv/box")',
    syscall: 'chroot',
    manual: 'chroot(2)',
    note: 'A new root',
    result: 0,
    microseconds: 11.4,
  })
  t.same(steps[1], {
    step: 1,
    call: 'chdir("/")',
    syscall: 'chdir',
    manual: 'chdir(2)',
  })
})
