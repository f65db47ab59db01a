import t from 'tap'
import { AT_EMPTY_PATH } from './constants/files.ts'
import { MOUNT_ATTR_IDMAP } from './constants/mounts.ts'
import { type Layout, layOut } from './layout.ts'
import { Program } from './program.ts'
import { FIELD, NOT_RUN } from './records.ts'
import { MOUNT_ATTR_USERNS_FD, mountAttr, openHow } from './structs.ts'
import { syscallNumber } from './syscall-numbers.ts'

const BASE = 0x7000_0000n
const OPTIONS = { arch: 'x64', base: BASE, statusFd: 9 } as const

const word = (layout: Layout, address: bigint) =>
  layout.bytes.readBigInt64LE(Number(address - BASE))

const field = (layout: Layout, record: bigint, name: keyof typeof FIELD) =>
  word(layout, record + BigInt(FIELD[name]))

const text = (layout: Layout, address: bigint) => {
  const start = Number(address - BASE)
  const end = layout.bytes.indexOf(0, start)
  return layout.bytes.toString('utf8', start, end)
}

/** Names of the calls on the way from the entry, following one exit. */
function walk(layout: Layout, exit: 'next' | 'ifZero' | 'ifError'): string[] {
  const names: string[] = []
  for (let at = layout.entry; at !== 0n; at = field(layout, at, exit)) {
    const number = Number(field(layout, at, 'number'))
    const name = ['write', 'close', 'getpid', 'exit_group', 'clock_gettime']
      .concat('chdir', 'seccomp', 'ppoll')
      .find((name) => syscallNumber(name, 'x64') === number)
    names.push(name ?? `${number}`)
  }
  return names
}

t.test('a record holds its call', async (t) => {
  const program = new Program()
  program.openat(-100, '/öl', 0o1, 0o644)
  const layout = layOut([program], OPTIONS)
  const record = layout.places[0]?.[0]?.record ?? 0n
  t.equal(record, layout.entry)
  t.equal(field(layout, record, 'number'), 257n)
  t.equal(field(layout, record, 'args'), -100n)
  t.equal(text(layout, word(layout, record + 16n)), '/öl')
  t.equal(word(layout, record + 24n), 1n)
  t.equal(word(layout, record + 32n), 0o644n)
  t.equal(field(layout, record, 'result'), NOT_RUN)
})

t.test('a list of texts ends with NULL', async (t) => {
  const program = new Program()
  program.execve('/a', ['b', 'c'], [])
  const layout = layOut([program], OPTIONS)
  const argv = word(layout, layout.entry + 16n)
  t.equal(text(layout, word(layout, argv)), 'b')
  t.equal(text(layout, word(layout, argv + 8n)), 'c')
  t.equal(word(layout, argv + 16n), 0n)
  const envp = word(layout, layout.entry + 24n)
  t.equal(word(layout, envp), 0n)
})

t.test('programs follow each other, then the exit', async (t) => {
  const [first, empty, second] = [new Program(), new Program(), new Program()]
  first.getpid()
  second.chdir('/')
  const layout = layOut([first, empty, second], OPTIONS)
  t.same(walk(layout, 'next'), ['getpid', 'chdir', 'exit_group'])
  t.same(walk(layOut([], OPTIONS), 'next'), ['exit_group'])
})

t.test('one can begin at any of them', async (t) => {
  const [first, empty, second] = [new Program(), new Program(), new Program()]
  first.getpid()
  second.chdir('/')
  const layout = layOut([first, empty, second], OPTIONS)
  const { entries, places } = layout
  const records = places.map(([place]) => place?.record)
  t.same(entries, [records[0], records[2], records[2]])
  t.equal(layout.entry, entries[0])
})

t.test('a failure is reported before the exit', async (t) => {
  const program = new Program()
  program.chdir('/')
  const layout = layOut([program], OPTIONS)
  t.same(walk(layout, 'ifError'), [
    'chdir',
    ...['write', 'close', 'ppoll'],
    'exit_group',
  ])
  const file = layOut([program], { arch: 'x64', base: BASE })
  t.same(walk(file, 'ifError'), ['chdir', 'exit_group'])
})

t.test('the clock is read around steps, until there is a filter', async (t) => {
  const program = new Program()
  program.getpid()
  program.seccomp(1, 0, null)
  program.chdir('/')
  const layout = layOut([program], { ...OPTIONS, timing: true })
  const clock = 'clock_gettime'
  t.same(walk(layout, 'next'), [
    ...[clock, 'getpid', clock],
    ...[clock, 'seccomp', clock],
    'chdir',
    'exit_group',
  ])
})

t.test('ready() closes the status descriptor, if there is one', async (t) => {
  const program = new Program()
  program.ready()
  program.chdir('/')
  const layout = layOut([program], OPTIONS)
  t.same(walk(layout, 'next'), ['close', 'chdir', 'exit_group'])
  const file = layOut([program], { arch: 'x64', base: BASE })
  t.same(walk(file, 'next'), ['chdir', 'exit_group'])
})

t.test('errors to forgive are bits', async (t) => {
  const program = new Program()
  program.chdir('/', { ignore: ['ENOENT', 'EOPNOTSUPP'] })
  const layout = layOut([program], OPTIONS)
  const mask = layout.entry + BigInt(FIELD.forgiven)
  t.equal(word(layout, mask), 1n << 2n)
  t.equal(word(layout, mask + 8n), 1n << (95n - 64n))
  t.equal(word(layout, mask + 16n), 0n)
  program.chdir('/', { ignore: ['ENOPE'] })
  t.throws(() => layOut([program], OPTIONS), RangeError)
})

t.test('equal texts and one Buffer are stored once', async (t) => {
  const program = new Program()
  const bytes = Buffer.alloc(8)
  program.rt_sigprocmask(0, bytes, bytes)
  program.rt_sigprocmask(0, Buffer.alloc(8), bytes)
  const layout = layOut([program], OPTIONS)
  const [first = 0n, second = 0n] = layout.places[0]?.map((p) => p.record) ?? []
  const address = word(layout, first + 16n)
  t.equal(word(layout, first + 24n), address)
  t.equal(word(layout, second + 24n), address)
  t.not(word(layout, second + 16n), address)
})

t.test('marks have to be placed, and loops to do something', async (t) => {
  const unplaced = new Program()
  unplaced.jump(unplaced.ahead())
  t.throws(() => layOut([unplaced], OPTIONS), /every mark to be placed/)
  const idle = new Program()
  idle.jump(idle.mark())
  t.throws(() => layOut([idle], OPTIONS), /loop to contain a step/)
})

t.test('flags of open are those of the architecture', async (t) => {
  const O_DIRECTORY = 0o200000
  const O_CLOEXEC = 0o2000000
  const program = new Program()
  program.openat(-100, '/', O_DIRECTORY | O_CLOEXEC)
  program.openat2(-100, '/', openHow({ flags: O_DIRECTORY, resolve: 8 }))
  const layout = layOut([program], { ...OPTIONS, arch: 'arm64' })
  t.equal(field(layout, layout.entry, 'number'), 56n)
  t.equal(word(layout, layout.entry + 24n), 0o2040000n)
  const how = word(layout, field(layout, layout.entry, 'next') + 24n)
  t.equal(word(layout, how), 0o40000n)
  t.equal(word(layout, how + 16n), 8n, 'the rest is as it was')
})

t.test('resultAt stores into a structure of another step', async (t) => {
  const program = new Program()
  const bytes = mountAttr({ set: MOUNT_ATTR_IDMAP })
  const resultAt = { bytes, offset: MOUNT_ATTR_USERNS_FD }
  program.openat(-100, '/proc/self/ns/user', 0, 0, { resultAt })
  program.mount_setattr(3, '', AT_EMPTY_PATH, bytes)
  const layout = layOut([program], OPTIONS)
  const next = field(layout, layout.entry, 'next')
  const attr = word(layout, next + BigInt(FIELD.args + 3 * 8))
  const patches = field(layout, layout.entry, 'patches')
  t.equal(word(layout, patches), attr + 24n)
  t.equal(word(layout, patches + 8n), 0n)
})

t.test('arm64 has the arguments of clone in another order', async (t) => {
  const program = new Program()
  program.clone(17, Buffer.alloc(4), Buffer.alloc(4))
  const argsOn = (arch: 'x64' | 'arm64') => {
    const layout = layOut([program], { ...OPTIONS, arch })
    return [2, 3, 4].map((index) =>
      word(layout, layout.entry + BigInt(FIELD.args + index * 8)),
    )
  }
  const [parent, child, tls] = argsOn('x64')
  t.equal(tls, 0n)
  t.not(child, 0n)
  t.same(argsOn('arm64'), [parent, 0n, child])
})
