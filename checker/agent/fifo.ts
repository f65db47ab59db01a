/**
 * A secret that is handed over only to a process we have looked at.
 *
 * A FIFO's reader sleeps in read(2) until somebody writes. So whoever opens the
 * secret can be seen, with its executable, its root and its descriptors, before
 * it gets a single byte. A program that merely knows the secret's path, and runs
 * outside, is seen too.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs'
import { identityOf } from '../evidence/identity.ts'
import { procNames, userProcesses } from '../evidence/proc.ts'
import { type Observation, observe } from '../evidence/process.ts'
import type { Job } from './job.ts'
import type { FifoReading } from './protocol.ts'
import { eventually } from './watch.ts'

export interface Offer {
  readonly path: string
  readonly text: string
  /** Identities of the executables that may read it. */
  readonly files: readonly string[]
  readonly timeoutMs: number
  /** Whose program may come; when it is over, nobody will. */
  readonly job: Job
}

/** Wait for a reader, look at it, and give it the text if it is a wanted one. */
export async function offerByFifo(offer: Offer): Promise<FifoReading> {
  const fd = await eventually(
    () => openWriter(offer.path) ?? (offer.job.isOver ? -1 : undefined),
    offer.timeoutMs,
    offer.job,
  )
  if (fd === undefined) return { reader: null, because: 'timeout' }
  if (fd === -1) return { reader: null, because: 'ended' }
  try {
    return await hand(fd, offer)
  } finally {
    closeSync(fd)
  }
}

/** Opening fails with ENXIO while nobody reads. @see fifo(7) */
function openWriter(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENXIO') return undefined
    throw error
  }
}

async function hand(
  fd: number,
  { path, text, files, job, timeoutMs }: Offer,
): Promise<FifoReading> {
  // It has opened the FIFO, and gets its descriptor in a moment.
  const look = () =>
    readerOf(path, job.members()) ?? readerOf(path, userProcesses())
  const reader = await eventually(look, timeoutMs)
  if (reader === undefined) return { reader: null, because: 'ended' }
  if (!files.includes(reader.exe.identity ?? '')) {
    return { reader, because: 'stranger' }
  }
  writeSync(fd, text)
  return { reader, because: 'read' }
}

function readerOf(
  path: string,
  pids: readonly number[],
): Observation | undefined {
  const fifo = identityOf(path)
  const reader = pids.find(
    (pid) =>
      pid !== process.pid &&
      procNames(pid, 'fd').some(
        (fd) => identityOf(`/proc/${pid}/fd/${fd}`) === fifo,
      ),
  )
  return reader === undefined ? undefined : (observe(reader) ?? undefined)
}
