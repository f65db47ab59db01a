import t from 'tap'
import { cgroupCalls } from '../oci/cgroup-calls.ts'
import { plainSpec } from '../spec/default-spec.ts'
import { AT_FDCWD, AT_RECURSIVE } from '../sys/constants/files.ts'
import {
  MNT_DETACH,
  MOUNT_ATTR_NOSUID,
  MS_PRIVATE,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import { CLONE_NEWNS, CLONE_NEWUTS } from '../sys/constants/processes.ts'
import { Program } from '../sys/program.ts'
import { mountAttr } from '../sys/structs.ts'
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

t.test('the birth stands first, where it makes namespaces', async (t) => {
  const program = small()
  program.bornInto(CLONE_NEWNS | CLONE_NEWUTS)
  t.match(explainTable(program).split('\n').slice(1, 4), [
    '# Born into new namespaces',
    '# see namespaces(7), "Namespace types"',
    /^ {3}clone3\(2\) {2}clone3\(CLONE_NEWNS\|CLONE_NEWUTS\)$/,
  ])
  const { birth, steps } = JSON.parse(explainJson(program))
  t.match(birth, { syscall: 'clone3', manual: 'clone3(2)' })
  t.equal(steps[0].step, 0)
  t.notMatch(explainTable(small()), /clone3/)
})

t.test('where to read is told at the first call of a kind', async (t) => {
  const program = new Program()
  program.umount2('/a', MNT_DETACH)
  program.umount2('/b', MNT_DETACH)
  const table = explainTable(program)
  t.equal(table.split('# see umount2(2), "MNT_DETACH"').length, 2)
  const { steps } = JSON.parse(explainJson(program))
  for (const { section } of steps) t.equal(section, 'umount2(2), "MNT_DETACH"')
})

t.test('no line is longer than the terminal is wide', async (t) => {
  const program = new Program()
  for (let index = 0; index < 90; index++) {
    program.note(
      `Why step ${index} is there, said in so many words that it is long`,
    )
    program.open_tree(
      AT_FDCWD,
      '/srv/bundle/rootfs',
      OPEN_TREE_CLONE | AT_RECURSIVE,
    )
    const attributes = mountAttr({
      set: MOUNT_ATTR_NOSUID,
      propagation: MS_PRIVATE,
    })
    program.mount_setattr(index, '', AT_RECURSIVE, attributes)
  }
  const outcomes = program.steps.map(({ index }) => ({
    step: index,
    result: -1n,
    microseconds: 1,
  }))
  for (const width of [80, 120])
    for (const line of explainTable(program, outcomes, width).split('\n'))
      if (line.length > width) t.fail(line)
  t.match(
    explainTable(program, outcomes, 80),
    /\n {27,}\(operation not permitted\)\n/,
  )
})

t.test('what the parent does stands before the birth', async (t) => {
  const child = small()
  child.bornInto(CLONE_NEWNS, 7)
  const spec = {
    ...plainSpec(),
    linux: {
      namespaces: [],
      cgroupsPath: '/pod/box',
      resources: { cpu: { quota: 20_000 }, devices: [{ allow: false }] },
    },
  }
  const { steps, flags, cgroup } = child
  const parent = cgroupCalls(spec, 'box')
  const program = { steps, flags, cgroup, parent }
  const lines = explainTable(program).split('\n').slice(1)
  const birth = lines.findIndex((line) => line.includes('clone3('))
  const calls = lines
    .map((line) => line.trim())
    .filter((s) => !s.startsWith('#'))
  t.match(calls, [
    'mkdir(2)   mkdir("/sys/fs/cgroup/pod")',
    'mkdir(2)   mkdir("/sys/fs/cgroup/pod/box")',
    'write(2)   write("/sys/fs/cgroup/cgroup.subtree_control", "+cpu")',
    'write(2)   write("/sys/fs/cgroup/pod/cgroup.subtree_control", "+cpu")',
    /write\("\/sys\/fs\/cgroup\/pod\/box\/cpu.max", "20000/,
    'bpf(2)     bpf(BPF_PROG_LOAD, BPF_PROG_TYPE_CGROUP_DEVICE)',
    'bpf(2)     bpf(BPF_PROG_ATTACH, "/sys/fs/cgroup/pod/box", BPF_CGROUP_DEVICE)',
    'clone3(2)  clone3(CLONE_NEWNS|CLONE_INTO_CGROUP)',
  ])
  t.match(lines.slice(0, birth).join('\n'), /# see clone\(2\), "CLONE_INTO_/)
  t.equal(JSON.parse(explainJson(program)).parent.length, 7)
  t.same(cgroupCalls(plainSpec(), 'box'), [])
})
