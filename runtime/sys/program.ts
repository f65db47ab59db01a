// A program is a list of system calls, recorded here and made later by a new
// process, between its birth and the execve(2) that ends the list:
//
//     const child = new Program()
//     child.chroot(rootfs)
//     child.chdir('/')
//     child.execve('/bin/sh', ['sh'], [])
//     const { started, exited } = spawn(child)      // spawn.ts
//
// No JavaScript could run there: the engine's memory and its threads are not
// part of the new process. Each method returns a handle to the result the call
// will have, for use as an argument of a later one.
//
// This file and all it imports are pure; they work on any system.
import { ChildCalls } from './child-calls.ts'
import { CLONE_PARENT, CLONE_PARENT_SETTID } from './constants/processes.ts'
import { SIGNALS } from './constants/signals.ts'
import { processId } from './structs.ts'

export { type Argument, type Data, Result, type Word } from './arguments.ts'
export { describe, describeCall } from './describe.ts'
export type { FlowItem, Mark, Step, StepOptions } from './recorder.ts'

const SIGCHLD = BigInt(SIGNALS.SIGCHLD ?? 0)

/** A list of system calls for a process that does not exist yet. */
export class Program extends ChildCalls {
  #flags = 0n
  #cgroup: number | undefined
  #heir: Uint8Array | undefined

  /** CLONE_NEW… flags: the namespaces the process is born into. */
  get flags(): bigint {
    return this.#flags
  }

  /** Where the kernel writes the number of the heir, if there is to be one. */
  get heir(): Uint8Array | undefined {
    return this.#heir
  }

  /** Descriptor of the directory of the cgroup the process is born into. */
  get cgroup(): number | undefined {
    return this.#cgroup
  }

  /**
   * Let the process be born into new namespaces, and into a cgroup: it is never
   * in ours, so there is no moment at which its limits do not hold. An heir is
   * where the stage is.
   *
   * @param flags CLONE_NEW… flags.
   * @param cgroup Descriptor of a directory of cgroup2, open when it is born.
   * @see clone(2), "CLONE_INTO_CGROUP"
   */
  bornInto(flags: bigint, cgroup?: number): void {
    this.#flags |= flags
    this.#cgroup = cgroup ?? this.#cgroup
  }

  /**
   * Let the process end here, and a new one do all that is recorded from now
   * on: its heir. A process cannot move itself into a PID namespace, and into
   * a time namespace only by execve(2); its children are born there.
   *
   *     we ──┬── stage: setns, unshare, clone ── ends
   *          └── heir: the rest, execve          (our child, not its)
   *
   * @throws {Error} If the program has an heir already.
   * @see clone(2), "CLONE_PARENT"
   */
  bequeath(): void {
    if (this.#heir) throw new Error('Expected one heir but found a second')
    const heir = processId('heir')
    const goOn = this.ahead()
    const flags = CLONE_PARENT | CLONE_PARENT_SETTID | SIGCHLD
    this.note('Both go on from here: the heir (0) further on, we to our end')
    this.clone(flags, heir, null, { ifZero: goOn })
    this.exit_group(0)
    this.place(goOn)
    this.#heir = heir
  }
}
