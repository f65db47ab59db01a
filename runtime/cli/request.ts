// What a command line asks for, once it is understood.
import type { LayersWish } from '../oci/plan-layers.ts'
import type { NetRequest } from './net-options.ts'

/** What a command line asks for. */
export type Request =
  | { readonly command: 'help' | 'version' }
  | RunRequest
  | SpecRequest
  // #region lab-02
  | ExecRequest
  | PsRequest
  | StateRequest
  // #endregion lab-02
  // #region lab-04
  | ControlRequest
// #endregion lab-04

/** A container, and where its state is kept. */
export interface Named {
  readonly id: string
  // #region lab-02
  /** Directory of the states, instead of the usual one. */
  readonly root?: string
  // #endregion lab-02
}

/** What can be printed of a birth. */
export interface Explained {
  /** Print the plan, and what became of it. */
  readonly explain?: ExplainFormat
}

/** `mini-runc run`. */
export interface RunRequest extends Named, Explained {
  readonly command: 'run'
  /** Directory of the bundle. */
  readonly bundle: string
  readonly pidFile?: string
  /** Plan, and do nothing. */
  readonly dryRun: boolean
  // #region lab-02
  /** Have an init of ours as process 1. */
  readonly init?: boolean
  // #endregion lab-02
  // #region lab-04
  /** Show it figures of its own in /proc. */
  readonly ownFigures?: boolean
  // #endregion lab-04
  // #region lab-05
  /** Of what its root is to be made. */
  readonly layers?: LayersWish
  // #endregion lab-05
  // #region lab-06
  /** What network it is to have, instead of what its bundle says. */
  readonly net?: NetRequest
  // #endregion lab-06
}

/** `mini-runc spec`. */
export interface SpecRequest {
  readonly command: 'spec'
  readonly bundle: string
  // #region lab-02
  readonly rootless?: boolean
  // #endregion lab-02
}

// #region lab-02
/** `mini-runc exec`. */
export interface ExecRequest extends Named, Explained {
  readonly command: 'exec'
  readonly args: readonly string[]
  /** Added to the environment, as `NAME=value`. */
  readonly env: readonly string[]
  readonly cwd?: string
  readonly pidFile?: string
}

/** `mini-runc ps`. */
export interface PsRequest extends Named {
  readonly command: 'ps'
  readonly format: 'table' | 'json'
}

/** `mini-runc state`. */
export interface StateRequest extends Named {
  readonly command: 'state'
}
// #endregion lab-02

// #region lab-04
/** What controls a container that runs, or ran. */
export type ControlRequest =
  | DeleteRequest
  | EventsRequest
  | FreezeRequest
  | KillRequest
  | UpdateRequest

/** `mini-runc delete`. */
export interface DeleteRequest extends Named {
  readonly command: 'delete'
  /** Kill it first, and mind nothing that is not there. */
  readonly force: boolean
}

/** `mini-runc events`. */
export interface EventsRequest extends Named {
  readonly command: 'events'
  /** Print the statistics once, and nothing else. */
  readonly stats: boolean
  /** Milliseconds from one line to the next. */
  readonly interval: number
}

/** `mini-runc pause`, `mini-runc resume`. */
export interface FreezeRequest extends Named {
  readonly command: 'pause' | 'resume'
}

/** `mini-runc kill`. */
export interface KillRequest extends Named {
  readonly command: 'kill'
  readonly signal: number
  /** Every process of the container, not its first alone. */
  readonly all: boolean
}

/** `mini-runc update`. */
export interface UpdateRequest extends Named {
  readonly command: 'update'
  /** File with a `linux.resources`; `-` is standard input. */
  readonly file?: string
  /** What the options ask for, in the form of such a file. */
  readonly resources: Readonly<
    Record<string, Readonly<Record<string, unknown>>>
  >
}
// #endregion lab-04

/** Forms of `--explain`. */
export type ExplainFormat = 'table' | 'json'
