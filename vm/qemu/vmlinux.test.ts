import { gzipSync } from 'node:zlib'

import t from 'tap'

import { filter, payloadOf, releaseOf, unpackVmlinux } from './vmlinux.ts'

/** A bzImage with nothing in it but what the header must say. */
function bzImage(payload: Buffer, release = '6.1.0-41-amd64 (a@b)'): Buffer {
  const image = Buffer.alloc(1024 + 64 + payload.length)
  image.writeUInt8(1, 0x1f1)
  image.writeUInt32LE(0x53726448, 0x202)
  image.writeUInt16LE(0x300 - 0x200, 0x20e)
  image.writeUInt32LE(64, 0x248)
  image.writeUInt32LE(payload.length, 0x24c)
  image.write(`${release}\0`, 0x300)
  payload.copy(image, 1024 + 64)
  return image
}

const elf = Buffer.concat([
  Buffer.from('7f454c46', 'hex'),
  Buffer.alloc(200, 7),
])

t.test('unpackVmlinux() finds the kernel by the header', async (t) => {
  t.same(await unpackVmlinux(bzImage(gzipSync(elf))), elf)
})

t.test('payloadOf() leaves out the size behind a stream', async (t) => {
  const stream = Buffer.from('fd377a585a00aabbcc', 'hex')
  const image = bzImage(Buffer.concat([stream, Buffer.from([204, 0, 0, 0])]))
  t.same(payloadOf(image).data, stream)
  // gzip says how long it is by itself.
  const gzip = gzipSync(elf)
  t.same(payloadOf(bzImage(gzip)).data, gzip)
})

t.test('unpackVmlinux() refuses what unpacks to no ELF', async (t) => {
  const image = bzImage(gzipSync('text'))
  await t.rejects(unpackVmlinux(image), { name: 'MachineError' })
})

t.test('payloadOf() refuses other files and other compressions', async (t) => {
  t.throws(() => payloadOf(Buffer.alloc(4096)), {
    message: 'Expected a bzImage but found another kind of file',
  })
  t.throws(() => payloadOf(bzImage(Buffer.from('BZh91AY'))), {
    message: 'Cannot unpack a kernel that begins with "425a68393141"',
  })
})

t.test('releaseOf() reads the version of the build', async (t) => {
  t.equal(await releaseOf(bzImage(Buffer.alloc(1))), '6.1.0-41-amd64')
})

/** An arm64 Image with nothing in it but what is looked for. */
const image = Buffer.alloc(256)
image.write('MZ')
image.write('ARMd', 56)
image.write('Linux version %s\0Linux version 6.1.0-41-arm64 (a@b) #1', 100)

function zimg(payload: Buffer): Buffer {
  const head = Buffer.alloc(64)
  head.write('MZ\0\0zimg')
  head.writeUInt32LE(64, 8)
  head.writeUInt32LE(payload.length, 12)
  return Buffer.concat([head, payload, Buffer.alloc(9, 9)])
}

t.test('an arm64 Image is found as it is, and in two forms', async (t) => {
  for (const file of [image, gzipSync(image), zimg(gzipSync(image))]) {
    t.same(await unpackVmlinux(file), image)
    t.equal(await releaseOf(file), '6.1.0-41-arm64')
  }
})

t.test('unpackVmlinux() refuses what is no kernel at all', async (t) => {
  for (const file of [Buffer.alloc(9), Buffer.alloc(4096), gzipSync('text')]) {
    await t.rejects(unpackVmlinux(file), {
      message:
        'Expected a bzImage or an arm64 Image but found another kind of file',
    })
  }
})

t.test('filter() names a program that fails or is missing', async (t) => {
  await t.rejects(filter(['false'], Buffer.alloc(9)), { message: /"false"/ })
  await t.rejects(filter(['no-such-program'], Buffer.alloc(9)), {
    message: /"no-such-program".*ENOENT/s,
  })
})
