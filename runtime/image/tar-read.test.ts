import t, { type Test } from 'tap'
import type { TarEntry } from './tar-entry.ts'
import { readTar } from './tar-read.ts'
import { archive, END, entry, type Fields, sourceOf } from './test/archive.ts'

/** Entries with the text that is in them. */
async function read(bytes: Buffer, piece?: number) {
  const found: (TarEntry & { body: string })[] = []
  for await (const { entry, body } of readTar(sourceOf(bytes, piece))) {
    const pieces: Buffer[] = []
    for await (const part of body) pieces.push(part)
    found.push({ ...entry, body: Buffer.concat(pieces).toString('latin1') })
  }
  return found
}

const refuses = (t: Test, bytes: Buffer, found: RegExp) =>
  t.rejects(read(bytes), { name: 'LayerError', message: found })

t.test('readTar() reads all fields, wherever the stream is cut', async (t) => {
  const fields: Fields = {
    name: 'd/f',
    mode: 0o4755,
    uid: 1,
    gid: 2,
    mtime: 3,
    body: 'b'.repeat(600),
  }
  const device = { name: 'dev', type: '3', major: 300, minor: 70_000 }
  for (const piece of [1, 511, 512, 513, 10_000]) {
    const found = await read(archive(fields, device), piece)
    t.match(found[0], { ...fields, kind: 'file', mtime: 3_000_000_000n })
    t.match(found[1], { kind: 'character-device', major: 300, minor: 70_000 })
  }
})

t.test('readTar() takes PAX records for the fields they replace', async (t) => {
  const pax = {
    path: 'caf\xe9\xff',
    linkpath: 'long',
    uid: '3000000',
    gid: '4000000',
    mtime: '-1.5',
    'SCHILY.xattr.user.a': Buffer.from([0, 255]),
    comment: 'nothing',
  }
  const [found] = await read(archive({ name: 'x', type: '2', pax }))
  t.match(found, { name: pax.path, target: 'long', uid: 3e6, gid: 4e6 })
  t.equal(found?.mtime, -1_500_000_000n)
  t.same(found?.xattrs, new Map([['user.a', Buffer.from([0, 255])]]))
})

t.test('PAX records are about one entry only', async (t) => {
  const first = { name: 'a', pax: { uid: '7' } }
  const [, second] = await read(archive(first, { name: 'b' }))
  t.match(second, { name: 'b', uid: 0 })
})

t.test('a size in PAX records is that of the body', async (t) => {
  const fields = { name: 'a', body: 'abc', size: 0, pax: { size: '3' } }
  const found = await read(archive(fields, { name: 'b' }))
  t.match(found, [{ body: 'abc' }, { name: 'b' }])
})

t.test('readTar() knows the long names of GNU tar', async (t) => {
  const long = 'n'.repeat(300)
  const found = await read(
    archive(
      { name: '././@LongLink', type: 'L', body: `${long}\0` },
      { name: '././@LongLink', type: 'K', body: 'to\0' },
      { name: 'short', type: '1' },
    ),
  )
  t.match(found, [{ name: long, target: 'to', kind: 'link' }])
})

t.test('readTar() passes over what is said of all entries', async (t) => {
  const global = { name: 'g', type: 'g', body: '13 path=evil\n' }
  t.match(await read(archive(global, { name: 'a' })), [{ name: 'a' }])
})

t.test('a name with "/" at its end is a directory of old', async (t) => {
  t.match(await read(archive({ name: 'd/' })), [{ kind: 'directory' }])
})

t.test('nothing follows what is no file, whatever its size says', async (t) => {
  const bytes = archive({ name: 'd/', type: '5', size: 512 }, { name: 'b' })
  t.match(await read(bytes), [{ name: 'd/' }, { name: 'b' }])
})

t.test('a body that nobody reads is passed over', async (t) => {
  const names: string[] = []
  const bytes = archive({ name: 'a', body: 'x'.repeat(5000) }, { name: 'b' })
  for await (const { entry } of readTar(sourceOf(bytes))) names.push(entry.name)
  t.same(names, ['a', 'b'])
})

t.test('readTar() refuses what is cut off', async (t) => {
  const whole = archive({ name: 'a', body: 'abc' })
  for (const size of [0, 1, 511, 512, 514, 1023, 1024])
    await refuses(t, whole.subarray(0, size), /but found its end/)
})

t.test('readTar() refuses what is no archive', async (t) => {
  await refuses(t, Buffer.alloc(1024, 'x'), /header/)
  const bytes = archive({ name: 'a' })
  bytes[0] = 'b'.charCodeAt(0)
  await refuses(t, bytes, /no header of one/)
})

t.test('readTar() refuses numbers that are none', async (t) => {
  const strange = (change: (header: Buffer) => void) => {
    const bytes = entry({ name: 'a' })
    change(bytes)
    const sum = bytes.subarray(0, 512).reduce((sum, byte) => sum + byte, 0)
    const own = bytes.subarray(148, 156).reduce((sum, byte) => sum + byte, 0)
    bytes.write((sum - own + 256).toString(8).padStart(6, '0'), 148)
    return Buffer.concat([bytes, END])
  }
  await refuses(
    t,
    strange((h) => h.write('99999999999', 124)),
    /letters/,
  )
  await refuses(
    t,
    strange((h) => h.fill(0xff, 124, 136)),
    /negative/,
  )
  await refuses(
    t,
    strange((h) => h.fill(0x80, 124, 136)),
    /too large/,
  )
})

t.test('readTar() refuses what layers do not have', async (t) => {
  await refuses(t, archive({ name: 'a', type: 'S' }), /type "S"/)
  await refuses(t, archive({ name: 'a', type: 'V' }), /type "V"/)
  const sparse = { name: 'a', pax: { 'GNU.sparse.major': '1' } }
  await refuses(t, archive(sparse), /a map of its holes/)
  const size = { name: 'a', pax: { size: '-1' } }
  await refuses(t, archive(size), /a size that is no number/)
  const time = { name: 'a', pax: { mtime: '1e99' } }
  await refuses(t, archive(time), /an mtime that is no time/)
})

t.test('a header about a header may not be endless', async (t) => {
  const bytes = entry({ name: 'x', type: 'x', size: 0o77777777777 })
  await refuses(t, bytes, /a header of 8589934591 bytes/)
})
