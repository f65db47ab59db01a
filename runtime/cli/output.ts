import { writeSync } from 'node:fs'

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
