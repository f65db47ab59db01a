// A recorder keeps a list of system calls to be made later, by a process in
// which no JavaScript can run. What is done on the way from one call to the
// next is part of the record too:
//
//     step 0 ──next──▶ step 1 ──next──▶ step 2 ──next──▶ (end: exit_group(0))
//                        │ ifZero: result 0            ▲
//                        └─────────────────────────────┘
//                        │ ifError, or else the program fails here
//
// Recording is pure: it asks nothing of the kernel and works on any system.
import { type Argument, checkArguments, Result } from './arguments.ts'
import { type Arch, REGISTERS, syscallNumber } from './syscall-numbers.ts'

/** A place between two steps to which others can jump. */
export interface Mark {
  /** Index into the flow of the recorder, undefined until it is placed. */
  position: number | undefined
}

/** What is said about one step besides its arguments. */
export interface StepOptions {
  /** Go on after any error, or after the errors named: `['ENOENT']`. */
  readonly ignore?: boolean | readonly string[]
  /**
   * Go on from there when the call returns 0. After clone(2) both processes
   * walk one table in shared memory, so neither may use the result of it.
   */
  readonly ifZero?: Mark
  /** Go on from there when the call fails. */
  readonly ifError?: Mark
  /**
   * Also store the result in a structure to which another step points, as 8
   * bytes at that offset: `userns_fd` of `mountAttr`, for one.
   */
  readonly resultAt?: { readonly bytes: Uint8Array; readonly offset: number }
  /** A name for people, shown instead of the call where there is no room. */
  readonly label?: string
}

/** One recorded call. */
export interface Step extends StepOptions {
  readonly index: number
  readonly name: string
  readonly args: readonly Argument[]
  /** Why this step is there, from `note()`. */
  readonly note?: string
  /** The manual page that explains it, as in `chroot(2)`. */
  readonly manual: string
}

/** Steps in their order, and what is between them. */
export type FlowItem =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'jump'; readonly mark: Mark }
  | { readonly kind: 'ready'; readonly report?: number }

const ANY: Arch = 'x64'
const NO_OPTIONS: StepOptions = {}

/** Records system calls; `Program` adds a method for each of them. */
export class Recorder {
  readonly #flow: FlowItem[] = []
  readonly #steps: Step[] = []
  #note: string | undefined

  /** The calls recorded so far. */
  get steps(): readonly Step[] {
    return this.#steps
  }

  /** The calls and the jumps between them. */
  get flow(): readonly FlowItem[] {
    return this.#flow
  }

  /**
   * Record any system call by its name, as the kernel spells it.
   *
   * @throws {RangeError} If Linux has no such call, or it takes no 7 arguments.
   * @throws {TypeError} If an argument is none a register can hold.
   * @see syscalls(2)
   */
  syscall(
    name: string,
    args: readonly Argument[],
    options: StepOptions = NO_OPTIONS,
  ): Result {
    this.#check(name, args)
    const index = this.#steps.length
    const step = this.#noted(
      { index, name, args, manual: `${name}(2)` },
      options,
    )
    this.#steps.push(step)
    this.#flow.push({ kind: 'step', step })
    return new Result(this, index)
  }

  // Most steps have neither, and a copy takes longer than all else about them.
  #noted(step: Step, options: StepOptions): Step {
    const note = this.#note
    this.#note = undefined
    if (note !== undefined) return { ...options, ...step, note }
    return options === NO_OPTIONS ? step : { ...options, ...step }
  }

  #check(name: string, args: readonly Argument[]): void {
    syscallNumber(name, ANY)
    if (args.length > REGISTERS)
      throw new RangeError(
        `Expected at most ${REGISTERS} arguments for ${name}() but found ${args.length}`,
      )
    checkArguments(name, args)
    let number = 0
    for (const value of args) {
      number++
      if (typeof value !== 'object' || !(value instanceof Result)) continue
      if (value.owner !== this)
        throw new TypeError(
          `Expected ${name}() argument ${number} to be a result of this program but found one of another`,
        )
    }
  }

  /** Say why the next step is there; `--explain` prints it. */
  note(text: string): void {
    this.#note = text
  }

  /** A mark here: `jump` to it repeats what is recorded from now on. */
  mark(): Mark {
    return { position: this.#flow.length }
  }

  /** A mark for a place further on, which `place` will fix. */
  ahead(): Mark {
    return { position: undefined }
  }

  /**
   * Put a mark made by `ahead` here.
   *
   * @throws {Error} If it has its place already.
   */
  place(mark: Mark): void {
    if (mark.position !== undefined)
      throw new Error('Expected a mark without a place but found one with')
    mark.position = this.#flow.length
  }

  /** Go on from `mark` instead of with the step recorded next. */
  jump(mark: Mark): void {
    this.#flow.push({ kind: 'jump', mark })
  }

  /**
   * Tell the parent that all went well, before the program ends or executes
   * another. Errors after this point are found by the exit status only.
   *
   * @param report Descriptor to which a failure after this point is written,
   *   as it would be to the parent; execve(2) closes it, too.
   */
  ready(report?: number): void {
    this.#flow.push({ kind: 'ready', ...(report !== undefined && { report }) })
  }
}
