import t from 'tap'
import { CLONE_NEWNS, CLONE_NEWPID } from './constants/processes.ts'
import { Program } from './program.ts'

t.test('a program remembers what was recorded', async (t) => {
  const child = new Program()
  child.note('so that "/" is the rootfs')
  child.chroot('/srv/root')
  child.chdir('/', { ignore: ['ENOENT'], label: 'enter' })
  t.match(child.steps, [
    {
      index: 0,
      name: 'chroot',
      args: ['/srv/root'],
      note: 'so that "/" is the rootfs',
      manual: 'chroot(2)',
    },
    { index: 1, name: 'chdir', ignore: ['ENOENT'], label: 'enter' },
  ])
  t.equal(child.steps[1]?.note, undefined, 'a note is for one step')
})

t.test('sizes are counted in bytes', async (t) => {
  const child = new Program()
  child.write(1, 'ö')
  child.sethostname('ö')
  child.setgroups([4, 5])
  t.same(
    child.steps.map(({ args }) => args.filter((arg) => arg === 2).length),
    [1, 1, 1],
  )
})

t.test('syscall() knows the names of Linux only', async (t) => {
  const child = new Program()
  t.doesNotThrow(() => child.syscall('landlock_restrict_self', [3, 0]))
  t.throws(() => child.syscall('spawn', []), {
    message: 'Expected a system call of Linux but found "spawn"',
  })
  t.throws(() => child.syscall('mmap', [1, 2, 3, 4, 5, 6, 7]), {
    message: 'Expected at most 6 arguments for mmap() but found 7',
  })
})

t.test('a result belongs to its program', async (t) => {
  const fd = new Program().getpid()
  t.throws(() => new Program().close(fd), {
    message:
      'Expected close() argument 1 to be a result of this program but found one of another',
  })
})

t.test('a mark is placed once', async (t) => {
  const child = new Program()
  const mark = child.ahead()
  child.place(mark)
  t.throws(() => child.place(mark), /without a place/)
})

t.test('methods have the order of the manual', async (t) => {
  const child = new Program()
  child.symlinkat('target', 3, 'path')
  child.linkat(3, 'a', 4, 'b', 0)
  child.pivot_root('new', 'old')
  child.mknodat(3, 'null', 0o20666, 0x103)
  t.same(
    child.steps.map(({ args }) => args),
    [
      ['target', 3, 'path'],
      [3, 'a', 4, 'b', 0],
      ['new', 'old'],
      [3, 'null', 0o20666, 0x103],
    ],
  )
})

t.test('a program says into which namespaces it is to be born', async (t) => {
  const program = new Program()
  t.equal(program.flags, 0n)
  program.bornInto(0x20000n)
  program.bornInto(0x4000000n)
  t.equal(program.flags, 0x4020000n)
})

t.test('bequeath() lets an heir go on after the end', async (t) => {
  const program = new Program()
  t.equal(program.heir, undefined)
  program.bequeath()
  program.getpid()
  t.same(
    program.steps.map(({ name }) => name),
    ['clone', 'exit_group', 'getpid'],
  )
  const [clone] = program.steps
  t.equal(clone?.args[2], program.heir)
  const heirs = program.flow[clone?.ifZero?.position ?? -1]
  t.match(heirs, { kind: 'step', step: { name: 'getpid' } })
})

t.test('a process is born into namespaces and one cgroup', async (t) => {
  const program = new Program()
  t.equal(program.cgroup, undefined)
  program.bornInto(CLONE_NEWNS)
  program.bornInto(CLONE_NEWPID, 7)
  t.equal(program.flags, CLONE_NEWNS | CLONE_NEWPID)
  t.equal(program.cgroup, 7)
  program.bornInto(0n)
  t.equal(program.cgroup, 7, 'until another one is named')
})
