// Descriptors that our caller has opened for the container: those that it
// counts in `--preserve-fds`, and before them those of sockets it listens at.
import { readlinkSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { FIRST_FREE_FD } from '../sys/constants/files.ts'
import type { Bundle } from './bundle.ts'

/** The first that Node opens for itself, where its caller left room. */
const OF_NODE = 'anon_inode:[eventpoll]'

/** How we were started. */
type Caller = Pick<NodeJS.Process, 'env' | 'pid'>

/** How many sockets our caller listens at for us. @see sd_listen_fds(3) */
export function listenedSockets({ env, pid }: Caller = process): number {
  return Number(env.LISTEN_PID) === pid ? Number(env.LISTEN_FDS) : 0
}

/**
 * Tell the first process of a container of its sockets. It is process 1 in
 * there, by which it knows that they are its own.
 */
export function withSockets(bundle: Bundle, sockets: number): Bundle {
  if (sockets === 0) return bundle
  const { spec } = bundle
  const told = [`LISTEN_FDS=${sockets}`, 'LISTEN_PID=1']
  const process = { ...spec.process, env: [...spec.process.env, ...told] }
  return { ...bundle, spec: { ...spec, process } }
}

/**
 * Refuse to hand on what is not open. To be called early: it would be another
 * file by the time the process is born.
 *
 * @throws {UsageError} Naming the first that is not.
 */
export function checkPreserved(count: number): void {
  for (let fd = FIRST_FREE_FD; fd < FIRST_FREE_FD + count; fd++)
    checkOpen(fd, count)
}

function checkOpen(fd: number, count: number): void {
  const link = linkOf(fd)
  if (link !== undefined && link !== OF_NODE) return
  const last = FIRST_FREE_FD + count - 1
  throw new UsageError(
    `Expected descriptors ${FIRST_FREE_FD} to ${last} to be open for the container but found ${fd} closed`,
  )
}

function linkOf(fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
