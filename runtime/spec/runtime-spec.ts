// The members of an OCI runtime-spec 1.2 `config.json` that this runtime acts
// on. A member that means something we cannot do yet is refused by validate.ts
// and never silently left out.

/** What to run, and in what surroundings. @see runtime-spec config.md */
export interface Spec {
  /** Version of the specification the file was written for: `1.2.0`. */
  readonly ociVersion: string
  readonly root: Root
  readonly process: Process
  readonly linux?: Linux
  /** Notes for other programs; a runtime reads none of them. */
  readonly annotations?: Readonly<Record<string, string>>
}

/** The root filesystem. @see runtime-spec config.md, "Root" */
export interface Root {
  /** Absolute, or relative to the bundle. */
  readonly path: string
  readonly readonly?: boolean
}

/** The program. @see runtime-spec config.md, "Process" */
export interface Process {
  /** The program, and what it is given; the first is searched in PATH. */
  readonly args: readonly string[]
  /** The whole environment, as `NAME=value`. */
  readonly env: readonly string[]
  /** Working directory: absolute, inside the root filesystem. */
  readonly cwd: string
  readonly terminal?: boolean
  readonly user?: User
}

/** Who runs it. @see runtime-spec config.md, "User" */
export interface User {
  readonly uid: number
  readonly gid: number
}

/** What only Linux has. @see runtime-spec config-linux.md */
export interface Linux {
  readonly namespaces: readonly Namespace[]
}

/** A resource of the kernel to have apart. @see config-linux.md, "Namespaces" */
export interface Namespace {
  readonly type: string
  readonly path?: string
}
