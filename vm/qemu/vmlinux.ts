/**
 * The kernel proper, taken out of the file a boot loader starts. Under emulation
 * unpacking it costs three seconds of every boot, so it is done once, here.
 *
 *     x86-64   bzImage: a small real-mode program and a compressed ELF
 *     arm64    Image, as it is, or in gzip, or packed by the EFI loader `zimg`
 *
 * A header says where the payload is and how long.
 *
 * @see Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header"
 * @see Documentation/arch/arm64/booting.rst, "Call the kernel image"
 * @see drivers/firmware/efi/libstub/zboot-header.S of Linux
 */
import { execFile } from 'node:child_process'
import { gunzipSync } from 'node:zlib'

import { MachineError } from '../errors.ts'

const HEADER_MAGIC = 0x53726448 // 'HdrS'
const ELF_MAGIC = '7f454c46'
/** Of an arm64 Image, at `IMAGE_MAGIC_AT`. */
const IMAGE_MAGIC = 0x644d5241 // 'ARMd'
const IMAGE_MAGIC_AT = 56
const ZIMAGE_MAGIC = 0x676d697a // 'zimg'
const GZIP_MAGIC = '1f8b'

/** First bytes of a payload, and the program that unpacks it. */
const COMPRESSIONS = [
  { name: 'gzip', magic: GZIP_MAGIC, argv: null },
  {
    name: 'xz',
    magic: 'fd377a585a00',
    argv: ['xz', '-dc', '--single-stream'],
  },
  { name: 'zstd', magic: '28b52ffd', argv: ['zstd', '-dcq'] },
  { name: 'lz4', magic: '02214c18', argv: ['lz4', '-dc'] },
] as const

export interface Payload {
  readonly compression: (typeof COMPRESSIONS)[number]
  readonly data: Buffer
}

/**
 * Find the compressed kernel in a bzImage.
 *
 * @throws {MachineError} When the file is not a bzImage, or compressed in a
 *   way not known here.
 */
export function payloadOf(image: Buffer): Payload {
  if (!isBzImage(image)) {
    throw new MachineError('Expected a bzImage but found another kind of file')
  }
  const sectors = image.readUInt8(0x1f1) || 4
  const start = (sectors + 1) * 512 + image.readUInt32LE(0x248)
  const { compression, data } = packed(
    image.subarray(start, start + image.readUInt32LE(0x24c)),
  )
  return { compression, data: withoutSize(data, compression) }
}

function isBzImage(image: Buffer): boolean {
  return image.length >= 1024 && image.readUInt32LE(0x202) === HEADER_MAGIC
}

function packed(data: Buffer): Payload {
  const compression = COMPRESSIONS.find(({ magic }) => startsWith(data, magic))
  if (compression) return { compression, data }

  const found = data.subarray(0, 6).toString('hex')
  throw new MachineError(`Cannot unpack a kernel that begins with "${found}"`)
}

/** The build appends the unpacked size to every form that lacks it. */
function withoutSize(data: Buffer, { name }: Payload['compression']): Buffer {
  return name === 'gzip' ? data : data.subarray(0, -4)
}

/**
 * The release a kernel was built as, `6.1.0-41-amd64`; empty if it says none.
 *
 * @throws {MachineError} When it is no kernel, or packed in an unknown way.
 */
export async function releaseOf(image: Buffer): Promise<string> {
  if (!isBzImage(image)) return bannerOf(await unpackArm(image, {}))
  const start = image.readUInt16LE(0x20e) + 0x200
  const text = image.subarray(start, start + 256).toString('latin1')
  return text.split(/[ \0]/)[0] ?? ''
}

/** From what the kernel prints first: `Linux version 6.1.0-41-arm64 (…`. */
function bannerOf(kernel: Buffer): string {
  return /Linux version (\d\S*) \(/.exec(kernel.toString('latin1'))?.[1] ?? ''
}

/**
 * Unpack the kernel that an emulator starts: an ELF, or an arm64 Image.
 *
 * @param env Where to find the program that unpacks, beside our own PATH.
 * @throws {MachineError} When the program that unpacks it is missing or fails.
 */
export async function unpackVmlinux(
  image: Buffer,
  env: NodeJS.ProcessEnv = {},
): Promise<Buffer> {
  if (!isBzImage(image)) return unpackArm(image, env)
  const payload = payloadOf(image)
  const elf = await unpacked(payload, env)
  if (startsWith(elf, ELF_MAGIC)) return elf
  const { name } = payload.compression
  throw new MachineError(`Cannot unpack the kernel with "${name}"`)
}

async function unpackArm(
  image: Buffer,
  env: NodeJS.ProcessEnv,
): Promise<Buffer> {
  const kernel = isZImage(image)
    ? await unpacked(zimagePayload(image), env)
    : startsWith(image, GZIP_MAGIC)
      ? gunzipSync(image)
      : image
  if (wordAt(kernel, IMAGE_MAGIC_AT) === IMAGE_MAGIC) return kernel
  throw new MachineError(
    'Expected a bzImage or an arm64 Image but found another kind of file',
  )
}

function isZImage(image: Buffer): boolean {
  return startsWith(image, '4d5a') && wordAt(image, 4) === ZIMAGE_MAGIC
}

function zimagePayload(image: Buffer): Payload {
  const start = image.readUInt32LE(8)
  return packed(image.subarray(start, start + image.readUInt32LE(12)))
}

function wordAt(file: Buffer, at: number): number {
  return file.length < at + 4 ? 0 : file.readUInt32LE(at)
}

function unpacked({ compression, data }: Payload, env: NodeJS.ProcessEnv) {
  return compression.argv === null
    ? gunzipSync(data)
    : filter(compression.argv, data, env)
}

/** Pass data through a program. @throws {MachineError} When it fails. */
export function filter(
  argv: readonly string[],
  input: Buffer,
  added: NodeJS.ProcessEnv = {},
) {
  const [program = '', ...args] = argv
  return new Promise<Buffer>((resolve, reject) => {
    const env = { ...process.env, ...added }
    const options = { encoding: 'buffer', maxBuffer: 1 << 30, env } as const
    const child = execFile(program, args, options, (error, stdout) => {
      if (error === null) return resolve(stdout)
      const message = `Cannot unpack with "${program}": ${error.message}`
      reject(new MachineError(message, '', { cause: error }))
    })
    // It may end before it has read everything; its status says why.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

function startsWith(data: Buffer, hex: string): boolean {
  return data.subarray(0, hex.length / 2).toString('hex') === hex
}
