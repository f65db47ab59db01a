// The errors of the runtime, apart from those of system calls (sys/errors.ts).
// They carry facts; hints.ts adds advice when one is printed.

/** A `config.json` that cannot be run, and the place in it that is wrong. */
export class SpecError extends Error {
  /** Path of the file, as it was opened. */
  readonly file: string
  /** JSON pointer (RFC 6901) into the file: `/process/args/0`; `''` is all of it. */
  readonly pointer: string
  readonly wanted: string
  readonly found: string

  constructor(
    place: { file: string; pointer: string },
    wanted: string,
    found: string,
    options?: ErrorOptions,
  ) {
    const what = place.pointer === '' ? '' : `"${place.pointer}" in `
    super(
      `Expected ${what}"${place.file}" to be ${wanted} but found ${found}`,
      options,
    )
    this.name = 'SpecError'
    this.file = place.file
    this.pointer = place.pointer
    this.wanted = wanted
    this.found = found
  }
}

/** A command line that says nothing we understand. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UsageError'
  }
}

/** The program of a container is not there, or may not be executed. */
export class ProgramError extends Error {
  readonly program: string
  /** Name of the errno, `ENOENT` for a program that is not there. */
  readonly code: string
  readonly syscall = 'execve'

  constructor(
    message: string,
    facts: { program: string; code: string },
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'ProgramError'
    this.program = facts.program
    this.code = facts.code
  }
}

// #region lab-02
/** A container that is not there, or is not as a command wants it. */
export class StateError extends Error {
  readonly id: string
  readonly wanted: string
  readonly found: string

  constructor(
    id: string,
    wanted: string,
    found: string,
    options?: ErrorOptions,
  ) {
    super(`Expected ${wanted} but found ${found}`, options)
    this.name = 'StateError'
    this.id = id
    this.wanted = wanted
    this.found = found
  }
}
// #endregion lab-02

// #region lab-07
/** A program of the bundle's `hooks` that did not do what it should. */
export class HookError extends Error {
  /** Its moment: `createRuntime`. */
  readonly kind: string
  readonly path: string
  /** What it wrote, or the end of it. */
  readonly output: string

  constructor(
    facts: Pick<HookError, 'kind' | 'path' | 'output'>,
    found: string,
    options?: ErrorOptions,
  ) {
    const { kind, path, output } = facts
    super(`Expected ${kind} hook "${path}" to succeed but ${found}`, options)
    this.name = 'HookError'
    this.kind = kind
    this.path = path
    this.output = output
  }
}
// #endregion lab-07

// #region lab-07
/** Capabilities that a container wants and cannot have. */
export class CapabilityError extends Error {
  /** With their sets, as in `ambient CAP_KILL`. */
  readonly missing: readonly string[]

  constructor(missing: readonly string[]) {
    super(
      `Expected capabilities that we have and the kernel knows but found ${missing.join(', ')}`,
    )
    this.name = 'CapabilityError'
    this.missing = missing
  }
}

/** A container that only a security module could confine as it is to be. */
export class SecurityModuleError extends Error {
  /** `AppArmor`, `SELinux`. */
  readonly module: string
  /** What in `process` asks for it. */
  readonly member: string

  constructor(module: string, member: string, path: string) {
    super(
      `Expected ${module} for "/process/${member}" but found none at work in "${path}"`,
    )
    this.name = 'SecurityModuleError'
    this.module = module
    this.member = member
  }
}
// #endregion lab-07

// #region lab-02
/** newuidmap(1) or newgidmap(1) did not map what it was asked to. */
export class IdMapError extends Error {
  readonly program: string
  readonly args: readonly string[]
  /** What it had to say. */
  readonly stderr: string
  /** `ENOENT` if it is not there, `EPERM` if it refused. */
  readonly code: string
  readonly syscall = 'execve'

  constructor(
    message: string,
    facts: Pick<IdMapError, 'program' | 'args' | 'stderr' | 'code'>,
  ) {
    super(message)
    this.name = 'IdMapError'
    this.program = facts.program
    this.args = facts.args
    this.stderr = facts.stderr
    this.code = facts.code
  }
}
// #endregion lab-02

// #region lab-04
/** A cgroup that this machine does not let us have, or not in that way. */
export class CgroupError extends Error {
  /** Directory or file it is about. */
  readonly path: string
  /** What should have been written there, if anything. */
  readonly value: string | undefined
  /** Name of the errno; `ETIMEDOUT` for what the kernel did not get done. */
  readonly code: string
  readonly syscall: string

  constructor(
    message: string,
    facts: { path: string; value?: string; code: string; syscall: string },
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'CgroupError'
    this.path = facts.path
    this.value = facts.value
    this.code = facts.code
    this.syscall = facts.syscall
  }
}
// #endregion lab-04

// #region lab-05
/** What a layer cannot hold, or an archive that is none. */
export class LayerError extends Error {
  /** Name in the layer, or path of a file; `''` for all of it. */
  readonly subject: string
  readonly wanted: string
  readonly found: string

  constructor(
    subject: string,
    wanted: string,
    found: string,
    options?: ErrorOptions,
  ) {
    const what = subject === '' ? 'the layer' : JSON.stringify(subject)
    super(`Expected ${what} to be ${wanted} but found ${found}`, options)
    this.name = 'LayerError'
    this.subject = subject
    this.wanted = wanted
    this.found = found
  }
}
// #endregion lab-05

// #region lab-06
/** A part of a network that is not there, or is not what it has to be. */
export class NetworkError extends Error {
  /** What it is about: `link "mini0"`. */
  readonly subject: string
  readonly wanted: string
  readonly found: string
  /** Name of the errno that fits. */
  readonly code: string

  constructor(
    subject: string,
    wanted: string,
    found: string,
    code: string,
    options?: ErrorOptions,
  ) {
    super(`Expected ${subject} to be ${wanted} but found ${found}`, options)
    this.name = 'NetworkError'
    this.subject = subject
    this.wanted = wanted
    this.found = found
    this.code = code
  }
}

/** A CNI plugin that did not do what it was asked to. */
export class PluginError extends Error {
  /** Its `type` in the network's configuration. */
  readonly plugin: string
  /** `ADD`, `DEL`. */
  readonly command: string
  /** Of its error result; undefined if it has printed none. */
  readonly code: number | undefined
  /** What its error result adds for who looks into it. */
  readonly details: string

  constructor(
    words: string,
    facts: Pick<PluginError, 'plugin' | 'command' | 'code' | 'details'>,
  ) {
    const { plugin, command, code, details } = facts
    const number = code === undefined ? '' : ` (code ${code})`
    super(`CNI plugin "${plugin}" failed at ${command}: ${words}${number}`)
    this.name = 'PluginError'
    this.plugin = plugin
    this.command = command
    this.code = code
    this.details = details
  }
}
// #endregion lab-06
