import { AT_FDCWD, O_CLOEXEC, O_RDONLY } from './constants/files.ts'
import {
  CLONE_NEWPID,
  CLONE_NEWUSER,
  P_PID,
  WEXITED,
} from './constants/processes.ts'
import { SpawnError, SyscallError } from './errors.ts'
import { syscall, syscallNumeric } from './libc.ts'

/** What the child reports when it is in: 0 or an errno. */
const REPORT_SIZE = 4
const EIO = 5
const OWN = '/proc/thread-self/ns/pid'

/**
 * Puts a child of fork(2) into new namespaces, which clone3(2) would do in one
 * go. The PID namespace has to be ready before; all others the child enters
 * itself, while the parent waits, as clone3 would have returned after that.
 */
export class Namespaces {
  readonly #isNewPid: boolean
  readonly #others: bigint
  readonly #fds: number[] = []

  /**
   * @throws {SpawnError} For what fork(2) cannot bring about.
   * @throws {SyscallError} EMFILE, ENFILE.
   */
  constructor(flags: bigint) {
    this.#isNewPid = (flags & CLONE_NEWPID) !== 0n
    this.#others = flags & ~CLONE_NEWPID
    if (this.#isNewPid && flags & CLONE_NEWUSER)
      throw new SpawnError(
        'Expected the fork back-end to be asked for a new user or PID namespace but found both',
      )
    if (this.#others === 0n) return
    const pipe = Buffer.alloc(8)
    syscall('pipe2', pipe, O_CLOEXEC)
    this.#fds.push(pipe.readInt32LE(0), pipe.readInt32LE(4))
  }

  /** Fork so that the child, and it alone, is in the new PID namespace. */
  aroundFork(fork: () => number): number {
    if (!this.#isNewPid) return fork()
    const own = syscall('openat', AT_FDCWD, OWN, O_RDONLY | O_CLOEXEC, 0)
    try {
      syscall('unshare', CLONE_NEWPID)
      const pid = fork()
      syscall('setns', own, CLONE_NEWPID)
      return pid
    } finally {
      syscall('close', own)
    }
  }

  /** In the child: enter the others, and report. */
  enter(): void {
    const [reader, writer] = this.#fds
    if (reader === undefined || writer === undefined) return
    const report = Buffer.alloc(REPORT_SIZE)
    report.writeInt32LE(this.#unshare())
    syscall('write', writer, report, REPORT_SIZE)
    syscall('close', reader)
    syscall('close', writer)
    if (report.readInt32LE() !== 0) syscall('exit_group', 1)
  }

  #unshare(): number {
    try {
      syscall('unshare', this.#others)
      return 0
    } catch (error) {
      return error instanceof SyscallError ? -error.errno : EIO
    }
  }

  /**
   * In the parent: wait until the child has entered.
   *
   * @throws {SyscallError} What unshare(2) in the child gave.
   */
  awaitEntry(pid: number): void {
    const [reader] = this.#fds
    if (reader === undefined) return
    syscall('close', this.#fds.pop() ?? -1)
    const report = Buffer.alloc(REPORT_SIZE)
    const count = syscallNumeric('read', reader, report, REPORT_SIZE)
    const errno = count === REPORT_SIZE ? report.readInt32LE() : EIO
    if (errno === 0) return
    syscall('waitid', P_PID, pid, Buffer.alloc(128), WEXITED, null)
    throw new SyscallError('unshare', errno, [this.#others])
  }

  /** In the parent: close what is still open. */
  close(): void {
    for (const fd of this.#fds.splice(0)) syscall('close', fd)
  }
}
