import type { Program } from '../../sys/program.ts'

/** A call that fails in the kernel, and what the doctor has to say of it. */
export interface Case {
  readonly name: string
  /** Command that surrounds the process with something: `unshare`, `setpriv`. */
  readonly under?: readonly string[]
  /** Namespaces to be born into. */
  readonly flags?: bigint
  /** The table that fails, in a folder of its own. */
  readonly record?: (child: Program, folder: string) => void
  /** Or a call of this process that throws. */
  readonly act?: (folder: string) => Promise<void> | void
  /** The call, and the errno of the kernel. */
  readonly fails: string
  /** Code of the diagnosis; without it there must be none. */
  readonly code?: string
  /** What the evidence must quote. */
  readonly quotes?: RegExp
}
