import { hasCgroupFile, readCgroupFile } from './cgroup-file.ts'

export interface BlockIoStats {
  readonly ioServiceBytesRecursive: readonly BlockIoEntry[]
  readonly ioServicedRecursive: readonly BlockIoEntry[]
}

/** One number of one disk. */
export interface BlockIoEntry {
  readonly major: number
  readonly minor: number
  readonly op: string
  readonly value: bigint
}

/** Ends of the keys of io.stat: `rbytes`, `rios`. */
const OPERATIONS = { r: 'Read', w: 'Write', d: 'Discard' }

/** Bytes and operations of a cgroup on each disk. @throws {CgroupError} */
export function blockIoStats(directory: string): BlockIoStats {
  const text = hasCgroupFile(directory, 'io.stat')
    ? readCgroupFile(directory, 'io.stat')
    : ''
  return {
    ioServiceBytesRecursive: entriesOf(text, 'bytes'),
    ioServicedRecursive: entriesOf(text, 'ios'),
  }
}

/**
 * Entries out of the text of io.stat, which is "nested keyed":
 *
 *     7:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0
 *
 * A disk that the cgroup has not used may stand there with nothing behind it.
 *
 * @see Control Group v2, "IO Interface Files", "io.stat"
 */
export function entriesOf(text: string, unit: 'bytes' | 'ios'): BlockIoEntry[] {
  return text.split('\n').flatMap((line) => {
    const [device = '', ...pairs] = line.split(' ')
    const [major, minor] = device.split(':').map(Number)
    if (major === undefined || minor === undefined) return []
    const values = new Map(pairs.map((pair) => splitPair(pair)))
    return Object.entries(OPERATIONS).flatMap(([letter, op]) => {
      const value = values.get(`${letter}${unit}`)
      return value === undefined
        ? []
        : [{ major, minor, op, value: BigInt(value) }]
    })
  })
}

function splitPair(pair: string): [string, string] {
  const [key = '', value = ''] = pair.split('=')
  return [key, value]
}
