/**
 * The kernel proper, taken out of the file a boot loader starts.
 *
 * A bzImage is a small real-mode program and a compressed ELF. Under emulation
 * unpacking it costs three seconds of every boot, so it is done once, here.
 * The header says where the payload is and how long.
 *
 * @see Documentation/arch/x86/boot.rst, "The Real-Mode Kernel Header"
 */
import { execFile } from 'node:child_process'
import { gunzipSync } from 'node:zlib'

import { MachineError } from '../errors.ts'

const HEADER_MAGIC = 0x53726448 // 'HdrS'
const ELF_MAGIC = '7f454c46'

/** First bytes of a payload, and the program that unpacks it. */
const COMPRESSIONS = [
  { name: 'gzip', magic: '1f8b', argv: null },
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
  if (image.length < 1024 || image.readUInt32LE(0x202) !== HEADER_MAGIC) {
    throw new MachineError('Expected a bzImage but found another kind of file')
  }
  const sectors = image.readUInt8(0x1f1) || 4
  const start = (sectors + 1) * 512 + image.readUInt32LE(0x248)
  const data = image.subarray(start, start + image.readUInt32LE(0x24c))
  const compression = COMPRESSIONS.find(({ magic }) => startsWith(data, magic))
  if (compression) return { compression, data: withoutSize(data, compression) }

  const found = data.subarray(0, 6).toString('hex')
  throw new MachineError(`Cannot unpack a kernel that begins with "${found}"`)
}

/** The build appends the unpacked size to every form that lacks it. */
function withoutSize(data: Buffer, { name }: Payload['compression']): Buffer {
  return name === 'gzip' ? data : data.subarray(0, -4)
}

/** The release a bzImage was built as, `6.1.0-41-amd64`. */
export function releaseOf(image: Buffer): string {
  const start = image.readUInt16LE(0x20e) + 0x200
  const text = image.subarray(start, start + 256).toString('latin1')
  return text.split(/[ \0]/)[0] ?? ''
}

/**
 * Unpack the ELF kernel from a bzImage.
 *
 * @param env Where to find the program that unpacks, beside our own PATH.
 * @throws {MachineError} When the program that unpacks it is missing or fails.
 */
export async function unpackVmlinux(
  image: Buffer,
  env: NodeJS.ProcessEnv = {},
): Promise<Buffer> {
  const { compression, data } = payloadOf(image)
  const elf =
    compression.argv === null
      ? gunzipSync(data)
      : await filter(compression.argv, data, env)
  if (startsWith(elf, ELF_MAGIC)) return elf
  throw new MachineError(`Cannot unpack the kernel with "${compression.name}"`)
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
