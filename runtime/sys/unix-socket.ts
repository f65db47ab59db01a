// Sockets that have a path, and pairs that have none. @see unix(7)
import { closeSync, constants, openSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { O_PATH } from './constants/files.ts'
import { AF_UNIX, SOCK_CLOEXEC, SOCK_STREAM } from './constants/sockets.ts'
import { syscall, syscallNumeric } from './libc.ts'
import { printAs } from './structs.ts'

/** Bytes of a path that fit into `struct sockaddr_un`, before the NUL. */
export const LONGEST_PATH = 107

/** `struct sockaddr_un`. @see unix(7) */
function sockaddrUn(path: string): Buffer {
  const family = Buffer.alloc(2)
  family.writeUInt16LE(AF_UNIX)
  const address = Buffer.concat([family, Buffer.from(`${path}\0`)])
  return printAs(address, `{AF_UNIX, "${path}"}`)
}

/**
 * Connect to a socket that somebody listens on.
 *
 * @returns A descriptor, close-on-exec.
 * @throws {SyscallError} ENOENT; ECONNREFUSED if nobody listens, or if it is
 *   another file; ENAMETOOLONG if even its last name is too long.
 * @see connect(2)
 */
export function connectUnix(path: string): number {
  return withShortPath(path, (short) => {
    const fd = syscallNumeric('socket', AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)
    try {
      const address = sockaddrUn(short)
      syscall('connect', fd, address, address.length)
      return fd
    } catch (error) {
      closeSync(fd)
      throw error
    }
  })
}

/** A path that is too long is named by its directory, which is held open. */
function withShortPath<T>(path: string, use: (path: string) => T): T {
  if (Buffer.byteLength(path) <= LONGEST_PATH) return use(path)
  const flags = O_PATH | constants.O_DIRECTORY
  const directory = openSync(dirname(path), flags)
  try {
    return use(`/proc/self/fd/${directory}/${basename(path)}`)
  } finally {
    closeSync(directory)
  }
}

/** Two sockets, each the other's end, close-on-exec. @see socketpair(2) */
export function socketpair(): [number, number] {
  const pair = Buffer.alloc(8)
  syscall('socketpair', AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)
  return [pair.readInt32LE(0), pair.readInt32LE(4)]
}
