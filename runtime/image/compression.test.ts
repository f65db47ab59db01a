import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { COMPRESSIONS, compress, decompress } from './compression.ts'
import { allOf, sourceOf } from './test/archive.ts'

const CONTENT = Buffer.concat([
  randomBytes(300_000),
  Buffer.alloc(1_000_000, 'again and again'),
  randomBytes(5),
])

const packed = (compression: 'gzip' | 'zstd' | 'none', content = CONTENT) =>
  allOf(compress(sourceOf(content, 70_000), compression))

const unpacked = (bytes: Buffer, piece?: number) =>
  allOf(decompress(sourceOf(bytes, piece)))

for (const compression of COMPRESSIONS) {
  t.test(`${compression} comes back as it was`, async (t) => {
    for (const content of [CONTENT, Buffer.alloc(0), Buffer.from('a')])
      t.ok((await unpacked(await packed(compression, content))).equals(content))
  })

  t.test(`${compression} makes the same of the same`, async (t) => {
    t.ok((await packed(compression)).equals(await packed(compression)))
  })
}

t.test('decompress() finds out however the stream is cut', async (t) => {
  for (const compression of COMPRESSIONS) {
    const bytes = await packed(compression, CONTENT.subarray(299_000, 302_000))
    for (const piece of [1, 2, 3, 5])
      t.equal((await unpacked(bytes, piece)).length, 3000)
  }
})

t.test('decompress() refuses what is cut off', async (t) => {
  for (const compression of ['gzip', 'zstd'] as const) {
    const bytes = await packed(compression)
    for (const size of [5, 20, bytes.length - 1])
      await t.rejects(unpacked(bytes.subarray(0, size)), {
        name: 'LayerError',
        message: new RegExp(`to be a whole ${compression} stream but`),
      })
  }
})

t.test('decompress() refuses what is damaged', async (t) => {
  for (const compression of ['gzip', 'zstd'] as const) {
    const bytes = await packed(compression)
    bytes.fill(0xff, bytes.length - 200, bytes.length - 100)
    await t.rejects(unpacked(bytes), { name: 'LayerError' })
  }
})

t.test('decompress() reads frames and members one after another', async (t) => {
  const skipped = Buffer.from('502a4d1803000000616263', 'hex')
  const zstd = await packed('zstd', Buffer.from('a'))
  const twice = Buffer.concat([skipped, zstd, skipped, zstd])
  t.equal(`${await unpacked(twice)}`, 'aa')
  const gzip = gzipSync('a')
  t.equal(`${await unpacked(Buffer.concat([gzip, gzip]))}`, 'aa')
})

t.test('a window of gigabytes is refused before it is made', async (t) => {
  const huge = Buffer.from('28b52ffd00f0010000', 'hex')
  await t.rejects(unpacked(huge), {
    message: /a window of 1099511627776 bytes$/,
  })
})

t.test('a bomb goes off bit by bit', async (t) => {
  // Blocks of one byte, 128 KiB times: 4 bytes each.
  const block = Buffer.from('02001041', 'hex')
  const start = Buffer.from('28b52ffd0070', 'hex')
  const bomb = Buffer.concat([start, ...new Array(50_000).fill(block)])
  let size = 0
  for await (const piece of decompress(sourceOf(bomb, 65_536))) {
    size += piece.length
    if (size > 10 * 2 ** 20) break
  }
  t.ok(size < 11 * 2 ** 20, `${size} bytes were made`)
})
