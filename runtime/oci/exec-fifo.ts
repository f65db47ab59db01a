// The two FIFOs of a container that waits to be started, in the directory of
// its state. What the child does with them: linux/exec-fifo.ts.
import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { ExecFifo } from '../linux/exec-fifo.ts'
import { AT_FDCWD, O_CLOEXEC } from '../sys/constants/files.ts'
import { Descriptor } from '../sys/descriptor.ts'
import { describeErrno } from '../sys/errno.ts'
import { syscall } from '../sys/libc.ts'
import { readStatus } from '../sys/status-pipe.ts'

const { O_RDWR, O_RDONLY, O_WRONLY, O_NONBLOCK, S_IFIFO } = constants
const ONLY_OURS = 0o600

const startOf = (directory: string) => join(directory, 'exec.fifo')
const reportOf = (directory: string) => join(directory, 'exec.report')

/** The FIFOs, as long as a container is being created. */
export class NewExecFifo {
  readonly ends: ExecFifo

  /**
   * Make them.
   *
   * @param directory Where nobody else can write.
   * @throws {SyscallError} ENOSPC, EMFILE.
   * @see fifo(7)
   */
  constructor(directory: string) {
    for (const path of [startOf(directory), reportOf(directory)])
      syscall('mknodat', AT_FDCWD, path, S_IFIFO | ONLY_OURS, 0)
    const start = openSync(startOf(directory), O_RDWR | O_CLOEXEC)
    // To open one end waits for the other, so there has to be one.
    const both = openSync(reportOf(directory), O_RDWR | O_CLOEXEC)
    const report = openSync(reportOf(directory), O_WRONLY | O_CLOEXEC)
    closeSync(both)
    this.ends = { start, report }
  }

  /** Let go of our ends; the child has its own. */
  close(): void {
    closeSync(this.ends.start)
    closeSync(this.ends.report)
  }
}

/** Remove the FIFOs of a container, if it has any. */
export function removeExecFifo(directory: string): void {
  rmSync(startOf(directory), { force: true })
  rmSync(reportOf(directory), { force: true })
}

/**
 * Whether somebody waits to be started. A FIFO without a reader cannot be
 * opened for writing: that the file is there would say nothing.
 *
 * @see open(2), "ENXIO"
 */
export function isWaiting(directory: string): boolean {
  // #region lab-07-status
  const fd = openForWriting(directory)
  if (fd !== undefined) closeSync(fd)
  return fd !== undefined
  // #endregion lab-07-status
}

function openForWriting(directory: string): number | undefined {
  try {
    return openSync(startOf(directory), O_WRONLY | O_NONBLOCK)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENXIO' || code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Let the container that waits execute its program.
 *
 * @returns Name of the errno if it could not; undefined if it did, or has ended.
 */
export async function letGo(directory: string): Promise<string | undefined> {
  // Before it goes: a report to nobody is SIGPIPE.
  const report = openSync(reportOf(directory), O_RDONLY | O_NONBLOCK)
  const reader = new Descriptor(report)
  try {
    // #region lab-07-start
    const start = openSync(startOf(directory), O_WRONLY | O_NONBLOCK)
    writeSync(start, '.')
    closeSync(start)
    return await untilExecuted(reader)
    // #endregion lab-07-start
  } finally {
    reader.close()
  }
}

function untilExecuted(reader: Descriptor): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    reader.watch(() => {
      try {
        const state = readStatus(reader.fd)
        if (state === 'open') return
        reader.unwatch()
        if (state === 'end') resolve(undefined)
        else resolve(describeErrno(-Number(state.result)).code)
      } catch (error) {
        reader.unwatch()
        reject(error)
      }
    })
  })
}
