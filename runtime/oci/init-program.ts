// The init of a container as a file: a memfd, because a container could write
// to any file of the host that it executes; sealed, so it cannot write here.
import { closeSync, readSync, writeSync } from 'node:fs'
import {
  type InitDescriptors,
  NOT_EXECUTED,
  recordInit,
} from '../linux/init.ts'
import type { Process } from '../spec/runtime-spec.ts'
import { O_CLOEXEC, O_NONBLOCK } from '../sys/constants/files.ts'
import {
  MFD_ALLOW_SEALING,
  MFD_CLOEXEC,
  SFD_CLOEXEC,
} from '../sys/constants/processes.ts'
import { signalName } from '../sys/constants/signals.ts'
import { toElf } from '../sys/elf.ts'
import { describeErrno } from '../sys/errno.ts'
import { SyscallError } from '../sys/errors.ts'
import { ARCH, syscall, syscallNumeric } from '../sys/libc.ts'
import { Program } from '../sys/program.ts'
import { SIGSET_SIZE } from '../sys/structs.ts'
import type { Ending } from './status.ts'

/** Make a memfd executable where the default is that none is; Linux 6.3. */
const MFD_EXEC = 0x10
const F_ADD_SEALS = 1033
/** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW and F_SEAL_WRITE. */
const ALL_SEALS = 0xf

/** As many bytes as there can be in a report: a sign and a wait status. */
const REPORT_SIZE = 5

/** An init ready to be executed, and what it reports. */
export class InitProgram {
  readonly descriptors: InitDescriptors
  readonly #reader: number

  /** @throws {SyscallError} EMFILE, ENFILE, ENOMEM. */
  constructor(process: Process) {
    const pipe = Buffer.alloc(8)
    syscall('pipe2', pipe, O_CLOEXEC | O_NONBLOCK)
    this.#reader = pipe.readInt32LE(0)
    const report = pipe.readInt32LE(4)
    const all = Buffer.alloc(SIGSET_SIZE, 0xff)
    const signals = syscallNumeric(
      'signalfd4',
      -1,
      all,
      SIGSET_SIZE,
      SFD_CLOEXEC,
    )
    const init = new Program()
    recordInit(init, process, { report, signals })
    const program = sealed(toElf(init, { arch: ARCH }))
    this.descriptors = { program, report, signals }
  }

  /**
   * How the container's program ended, once its init has.
   *
   * @param init How the init ended, which is the answer if it was killed.
   */
  endingOf(init: Ending): Ending {
    const report = Buffer.alloc(REPORT_SIZE)
    const size = this.#read(report)
    if (size === REPORT_SIZE) return notExecuted(report)
    return size === 0 ? init : endingFrom(report.readInt32LE(0))
  }

  // Who could still write is gone, so what is not there will never be.
  #read(report: Buffer): number {
    try {
      return readSync(this.#reader, report)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
      throw error
    }
  }

  /** Close all descriptors. */
  close(): void {
    const { program, report, signals } = this.descriptors
    for (const fd of [this.#reader, program, report, signals]) closeSync(fd)
  }
}

/** @see memfd_create(2), "File sealing" */
function sealed(elf: Buffer): number {
  const fd = createMemfd('mini-init')
  writeSync(fd, elf)
  syscall('fcntl', fd, F_ADD_SEALS, ALL_SEALS)
  return fd
}

function createMemfd(name: string): number {
  const flags = MFD_CLOEXEC | MFD_ALLOW_SEALING
  try {
    return syscallNumeric('memfd_create', name, flags | MFD_EXEC)
  } catch (error) {
    // Before 6.3 the flag is unknown, and every memfd can be executed.
    if (!(error instanceof SyscallError) || error.code !== 'EINVAL') throw error
    return syscallNumeric('memfd_create', name, flags)
  }
}

function notExecuted(report: Buffer): Ending {
  const sign = NOT_EXECUTED.length
  const ending = endingFrom(report.readInt32LE(sign))
  const errno = ending.kind === 'exited' ? 256 - ending.code : 0
  return { kind: 'not executed', error: describeErrno(errno).code }
}

/** @see wait(2), "WIFEXITED" */
function endingFrom(status: number): Ending {
  const signal = status & 0x7f
  if (signal !== 0) return { kind: 'killed', signal: signalName(signal) }
  return { kind: 'exited', code: (status >> 8) & 0xff }
}
