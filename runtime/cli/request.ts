// What a command line asks for, once it is understood.
import type { LayersWish } from '../oci/plan-layers.ts'
import type { User } from '../spec/runtime-spec.ts'
import type { NetRequest } from './net-options.ts'

/** What a command line asks for. */
export type Request =
  | ({ readonly command: 'help' | 'version' } & Globals)
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
  // #region lab-07
  | LifecycleRequest
// #endregion lab-07

/** A container, and where its state is kept. */
export interface Named extends Globals {
  readonly id: string
}

/** What is said before the command. */
export interface Globals {
  // #region lab-02
  /** Directory of the states, instead of the usual one. */
  readonly root?: string
  // #endregion lab-02
  // #region lab-07
  /** File to which is added what goes wrong. */
  readonly log?: string
  readonly logFormat?: 'text' | 'json'
  /** Make no cgroup, whatever the bundle says: others look after it. */
  readonly withoutCgroup?: boolean
  // #endregion lab-07
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
  // #region lab-07
  /** Leave it alone once it is started. */
  readonly detach?: boolean
  /** Unix socket to which its terminal is sent. */
  readonly consoleSocket?: string
  /** How many of our descriptors it has, from 3 on. */
  readonly preserveFds?: number
  /** Leave it the session keyring that we have. */
  readonly noNewKeyring?: boolean
  // #endregion lab-07
}

/** `mini-runc spec`. */
export interface SpecRequest extends Globals {
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
  // #endregion lab-02
  // #region lab-07
  /** File with a `process`, instead of all that is said here. */
  readonly processFile?: string
  /** Have a terminal. */
  readonly tty?: boolean
  readonly detach?: boolean
  readonly consoleSocket?: string
  readonly preserveFds?: number
  readonly user?: User
  readonly additionalGids?: readonly number[]
  /** Capabilities besides those of the container. */
  readonly capabilities?: readonly string[]
  readonly noNewPrivileges?: boolean
  /** Enter it even if it is paused; the command stands still as well. */
  readonly ignorePaused?: boolean
  // #endregion lab-07
  // #region lab-02
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

// #region lab-07
/** What takes a container through its life, step by step. */
export type LifecycleRequest =
  | CreateRequest
  | StartRequest
  | ListRequest
  | FeaturesRequest

/** `mini-runc create`. */
export interface CreateRequest extends Named {
  readonly command: 'create'
  /** Directory of the bundle. */
  readonly bundle: string
  readonly pidFile?: string
  readonly consoleSocket?: string
  readonly preserveFds?: number
  readonly noNewKeyring?: boolean
}

/** `mini-runc start`. */
export interface StartRequest extends Named {
  readonly command: 'start'
}

/** `mini-runc list`. */
export interface ListRequest extends Globals {
  readonly command: 'list'
  readonly format: 'table' | 'json'
  /** IDs alone. */
  readonly quiet: boolean
}

/** `mini-runc features`. */
export interface FeaturesRequest extends Globals {
  readonly command: 'features'
}
// #endregion lab-07

/** Forms of `--explain`. */
export type ExplainFormat = 'table' | 'json'
