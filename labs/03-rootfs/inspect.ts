/** Questions to a visitor about files and filesystems. */
import type { Answer, CallResult } from '#checker/answers.ts'
import {
  AT_FDCWD,
  AT_SYMLINK_NOFOLLOW,
  O_CREAT,
  O_NOCTTY,
  O_NONBLOCK,
  O_RDWR,
  O_WRONLY,
  STATX,
  STATX_INO,
} from '#checker/kernel.ts'
import type { Visitor } from '#checker/visitor.ts'

/** Identity of the root directory that the visitor has. */
export function rootIdentity(visitor: Visitor): Answer<string | null> {
  const facts = visitor.filled(STATX.size, (buffer, options) => {
    const flags = AT_SYMLINK_NOFOLLOW
    const args = [AT_FDCWD, '/', flags, STATX_INO, buffer]
    visitor.program.syscall('statx', args, options)
  })
  return {
    take: (answers) => {
      const bytes = facts.take(answers)
      return bytes === null ? null : identityIn(bytes)
    },
  }
}

function identityIn(bytes: Buffer): string {
  const inode = bytes.readBigUInt64LE(STATX.ino)
  const [major, minor] = [STATX.major, STATX.minor].map((offset) =>
    bytes.readUInt32LE(offset),
  )
  return `inode ${inode} (device ${major}:${minor})`
}

/** What comes of making a file; it is removed again. */
export function creating(visitor: Visitor, path: string): Answer<CallResult> {
  const { program } = visitor
  const answer = visitor.result((options) => {
    program.openat(AT_FDCWD, path, O_CREAT | O_WRONLY, 0o600, options)
  })
  program.unlinkat(AT_FDCWD, path, 0, { ignore: true })
  return answer
}

/** What comes of opening something that is there for writing. */
export function openingToWrite(
  visitor: Visitor,
  path: string,
): Answer<CallResult> {
  const flags = O_RDWR | O_NONBLOCK | O_NOCTTY
  return visitor.result((options) => {
    visitor.program.openat(AT_FDCWD, path, flags, 0, options)
  })
}

/** What comes of the second write, when the first alone would fill it. */
export function overfilling(
  visitor: Visitor,
  path: string,
  bytes: number,
): Answer<CallResult> {
  const { program } = visitor
  const ignore = true
  const file = program.openat(AT_FDCWD, path, O_CREAT | O_WRONLY, 0o600, {
    ignore,
  })
  const data = Buffer.alloc(bytes)
  program.write(file, data, bytes, { ignore })
  const answer = visitor.result((options) => {
    program.write(file, data, bytes, options)
  })
  program.close(file, { ignore })
  program.unlinkat(AT_FDCWD, path, 0, { ignore })
  return answer
}

/** What comes of writing a few bytes to a device. */
export function writingTo(visitor: Visitor, path: string): Answer<CallResult> {
  const { program } = visitor
  const ignore = true
  const file = program.openat(AT_FDCWD, path, O_WRONLY, 0, { ignore })
  const answer = visitor.result((options) => {
    program.write(file, 'text', undefined, options)
  })
  program.close(file, { ignore })
  return answer
}

/** The first bytes of a device; `null` if it gives none. */
export function readingFrom(
  visitor: Visitor,
  path: string,
  count: number,
): Answer<Buffer | null> {
  const { program } = visitor
  const file = program.openat(AT_FDCWD, path, O_NONBLOCK, 0, { ignore: true })
  const answer = visitor.filled(count, (buffer, options) => {
    program.read(file, buffer, count, options)
  })
  program.close(file, { ignore: true })
  return answer
}
