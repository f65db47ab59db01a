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

/** Say something about it, to the person and not to the next program. */
export function say(text: string): void {
  writeAll(STDERR, text)
}

function writeAll(fd: number, text: string): void {
  let bytes = Buffer.from(text)
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
