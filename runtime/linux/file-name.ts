// Names of files are bytes: any but NUL and "/", in no encoding that anybody
// could rely on. Here they are text in which each character is one byte
// (latin1), so that they can be compared, split and kept in a Map, and no name
// of an image is changed on its way.

/** A name or path, each character of which is one byte. */
export type FileName = string

/** The bytes of a name. */
export function bytesOfName(name: FileName): Buffer {
  return Buffer.from(name, 'latin1')
}

/** Bytes of a name or path as system calls take it, with a NUL behind them. */
export function terminated(bytes: Uint8Array): Buffer {
  return Buffer.concat([bytes, NUL])
}

const NUL = Buffer.alloc(1)

/** A name as people write it, in bytes: those of its UTF-8. */
export function nameOfText(text: string): FileName {
  return Buffer.from(text).toString('latin1')
}

/** For people: bytes that are no UTF-8 become U+FFFD. */
export function textOfName(name: FileName): string {
  return bytesOfName(name).toString()
}

/** By their bytes, whatever language somebody speaks here. */
export function compareNames(one: FileName, other: FileName): number {
  return one < other ? -1 : one > other ? 1 : 0
}
