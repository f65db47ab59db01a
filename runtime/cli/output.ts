import { writeSync } from 'node:fs'
import { isatty } from 'node:tty'

const STDOUT = 1
const STDERR = 2

/**
 * Print what was asked for.
 *
 * Not by `process.stdout`: Node would make the stream non-blocking, and the
 * container shares it with us. Its own writes would fail with EAGAIN.
 */
export function print(text: string): void {
  writeAll(STDOUT, text)
}

// #region lab-05
/** Print bytes, such as names of files: they need not be text. */
export function printBytes(bytes: Uint8Array): void {
  writeAll(STDOUT, bytes)
}
// #endregion lab-05

/** Say something about it, to the person and not to the next program. */
export function say(text: string): void {
  writeAll(STDERR, text)
}

function writeAll(fd: number, output: string | Uint8Array): void {
  let bytes = Buffer.from(output)
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(fd, bytes))
}

/**
 * Columns of the terminal that a stream leads to; no end of them in a file or
 * a pipe, where a program may read line by line.
 */
export function widthOf(stream: 'stdout' | 'stderr'): number {
  const fd = stream === 'stdout' ? STDOUT : STDERR
  // Asked first: for a pipe, Node would make it non-blocking at this touch.
  return isatty(fd) ? process[stream].columns || 80 : Number.POSITIVE_INFINITY
}
