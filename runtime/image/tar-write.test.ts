// What we write is what tar(1) and we read.
import { execFileSync } from 'node:child_process'
import t from 'tap'
import type { TarEntry } from './tar-entry.ts'
import { readTar } from './tar-read.ts'
import { type TarInput, writeTar } from './tar-write.ts'
import { allOf, sourceOf } from './test/archive.ts'

const PLAIN: TarEntry = {
  name: 'a',
  kind: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0n,
  size: 0,
  target: '',
  major: 0,
  minor: 0,
  xattrs: new Map(),
}

const SECOND = 1_000_000_000n

async function* each(inputs: readonly TarInput[]) {
  yield* inputs
}

const write = (...inputs: TarInput[]) => allOf(writeTar(each(inputs)))

async function readBack(bytes: Buffer): Promise<TarEntry[]> {
  const entries: TarEntry[] = []
  for await (const { entry } of readTar(sourceOf(bytes))) entries.push(entry)
  return entries
}

const ENTRIES: readonly TarEntry[] = [
  PLAIN,
  { ...PLAIN, mode: 0 },
  { ...PLAIN, mode: 0o7777, uid: 262_143, gid: 262_144 },
  { ...PLAIN, uid: 4_294_967_294, gid: 3_000_000 },
  { ...PLAIN, mtime: -5n * SECOND },
  { ...PLAIN, mtime: (2n ** 31n - 1n) * SECOND },
  { ...PLAIN, mtime: 2n ** 31n * SECOND },
  { ...PLAIN, name: 'n'.repeat(100) },
  { ...PLAIN, name: 'n'.repeat(101) },
  { ...PLAIN, name: `${'d/'.repeat(80)}f` },
  { ...PLAIN, name: `${'long directory '.repeat(15)}/f` },
  { ...PLAIN, name: 'caf\xc3\xa9' },
  { ...PLAIN, name: 'bytes\xff\x80' },
  { ...PLAIN, name: 'line\nfeed' },
  { ...PLAIN, name: 'd/', kind: 'directory', mode: 0o755 },
  { ...PLAIN, kind: 'symlink', target: 't'.repeat(4000) },
  { ...PLAIN, kind: 'link', target: 'ziel\xfc' },
  { ...PLAIN, kind: 'character-device', major: 4095, minor: 262_143 },
  { ...PLAIN, kind: 'block-device', major: 8, minor: 1 },
  { ...PLAIN, kind: 'fifo' },
  { ...PLAIN, xattrs: new Map([['user.x', Buffer.from([0, 10, 61, 255])]]) },
]

t.test('readTar() reads what writeTar() wrote', async (t) => {
  const bytes = await write(...ENTRIES.map((entry) => ({ entry })))
  const found = await readBack(bytes)
  for (const [index, entry] of ENTRIES.entries())
    t.same(found[index], entry, JSON.stringify(entry.name.slice(0, 20)))
})

t.test('tar(1) reads what writeTar() wrote', async (t) => {
  const long = `${'long directory '.repeat(15)}/f`
  const body = sourceOf(Buffer.from('abc'))
  const bytes = await write(
    { entry: { ...PLAIN, name: long, mode: 0, uid: 3_000_000, size: 3 }, body },
    { entry: { ...PLAIN, name: 'b', kind: 'link', target: long } },
  )
  const list = execFileSync('tar', ['tvf', '-', '--numeric-owner', '--utc'], {
    input: bytes,
    encoding: 'utf8',
  })
  t.equal(
    list,
    `---------- 3000000/0         3 1970-01-01 00:00 ${long}\n` +
      `hrw-r--r-- 0/0               0 1970-01-01 00:00 b link to ${long}\n`,
  )
})

t.test('writeTar() rounds a time down, before 1970 too', async (t) => {
  const times = [1n, 1_999_999_999n, -1n, -1_000_000_001n]
  const inputs = times.map((mtime) => ({ entry: { ...PLAIN, mtime } }))
  const found = await readBack(await write(...inputs))
  t.same(
    found.map(({ mtime }) => mtime / SECOND),
    [0n, 1n, -1n, -2n],
  )
})

t.test('writeTar() refuses numbers that no header holds', async (t) => {
  const entry = { ...PLAIN, kind: 'block-device', minor: 262_144 } as const
  await t.rejects(write({ entry }), { name: 'LayerError', found: '0:262144' })
})

t.test('writeTar() passes on an error of a body', async (t) => {
  const broken = new Error('broken')
  async function* body(): AsyncGenerator<Buffer> {
    yield Buffer.from('a')
    throw broken
  }
  await t.rejects(write({ entry: { ...PLAIN, size: 3 }, body: body() }), broken)
})

t.test('a body of another size is an error', async (t) => {
  for (const size of [2, 4]) {
    const body = sourceOf(Buffer.from('abc'))
    await t.rejects(write({ entry: { ...PLAIN, size }, body }), /mismatch/)
  }
})

t.test('what nobody reads any more is closed', async (t) => {
  let closed = false
  async function* body(): AsyncGenerator<Buffer> {
    try {
      for (;;) yield Buffer.alloc(1 << 16)
    } finally {
      closed = true
    }
  }
  const entry = { ...PLAIN, size: 2 ** 30 }
  for await (const _ of writeTar(each([{ entry, body: body() }]))) break
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.ok(closed)
})
