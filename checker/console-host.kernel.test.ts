import t from 'tap'
import { hostConsole, MASTER } from './console-host.ts'
import {
  AF_UNIX,
  AT_FDCWD,
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_PRIVATE,
  O_NOCTTY,
  O_RDWR,
  PROT_READ,
  PROT_WRITE,
  SOCK_STREAM,
  unixAddress,
} from './kernel.ts'
import { nativeBench } from './test/native-bench.ts'
import { type Visitor, visit } from './visitor.ts'

const OPTIONS = { rows: 24, columns: 80, keys: 'x' }
const MEMORY = 0x2000_0000

/** Connect; the socket has the number that comes next. */
function connect({ program }: Visitor, socket: string) {
  const address = unixAddress(socket)
  const end = program.socket(AF_UNIX, SOCK_STREAM)
  program.syscall('connect', [end, address, address.length])
  return end
}

/** `struct msghdr` with some descriptors, for memory at a fixed address. */
function message(text: string, descriptors: readonly number[]): Buffer {
  const bytes = Buffer.alloc(256)
  const word = (value: number, at: number) =>
    bytes.writeBigUInt64LE(BigInt(value), at)
  const length = 16 + 4 * descriptors.length
  word(MEMORY + 64, 16)
  word(1, 24)
  word(MEMORY + 128, 32)
  word((length + 7) & ~7, 40)
  word(MEMORY + 80, 64)
  word(text.length, 72)
  bytes.write(text, 80)
  word(length, 128)
  bytes.writeInt32LE(1, 136)
  bytes.writeInt32LE(1, 140)
  for (const [at, fd] of descriptors.entries())
    bytes.writeInt32LE(fd, 144 + at * 4)
  return bytes
}

/** Put bytes where their address is known. */
function place({ program }: Visitor, bytes: Buffer): void {
  const protection = PROT_READ | PROT_WRITE
  const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED
  program.mmap(MEMORY, 4096, protection, flags, -1, 0)
  const pipe = program.memfd_create('bytes', 0)
  program.write(pipe, bytes)
  program.syscall('pread64', [pipe, MEMORY, bytes.length, 0])
}

t.test('text alone is no descriptor', async (t) => {
  const bench = await nativeBench(t)
  const host = await hostConsole(bench, 'text', OPTIONS)
  await visit(bench, {
    record: (visitor) => {
      visitor.program.write(connect(visitor, host.socket), 'a name')
      return {}
    },
  })
  t.ok(await host.tell('received'))
  t.same(await host.sent(), { text: 'a name', descriptors: [] })
  t.notOk((await host.look())?.descriptors[MASTER])
  await host.leave()
})

t.test('descriptors are counted, and can be looked at', async (t) => {
  const bench = await nativeBench(t)
  const host = await hostConsole(bench, 'two', OPTIONS)
  const found = await visit(bench, {
    record: (visitor) => {
      const { program } = visitor
      const flags = O_RDWR | O_NOCTTY
      const master = program.openat(AT_FDCWD, '/dev/ptmx', flags)
      program.syscall('dup3', [master, 30, 0])
      place(visitor, message('two', [30, 0]))
      const end = connect(visitor, host.socket)
      return {
        sent: visitor.result((options) =>
          program.syscall('sendmsg', [end, MEMORY, 0], options),
        ),
      }
    },
  })
  t.match(found, { sent: { error: null } })
  t.ok(await host.tell('received'))
  t.match(await host.sent(), { text: 'two', descriptors: [3, 4] })
  t.match((await host.look())?.descriptors, { [MASTER]: { path: /ptmx$/ } })
  t.ok(await host.tell('resized'))
  t.ok(await host.tell('typed'))
  await host.leave()
})

t.test('one that nobody comes to says so', async (t) => {
  const bench = await nativeBench(t)
  const host = await hostConsole(bench, 'nobody', OPTIONS)
  t.equal(await host.tell('received'), false)
  t.same((await host.sent()).descriptors, [])
  await host.leave()
})
