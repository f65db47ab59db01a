// The records of one program. First every step gets its place, then each is
// filled in: by that time the address of the step it jumps to is known.
import type { Arena } from './arena.ts'
import { type Argument, Result } from './arguments.ts'
import { O_CLOEXEC } from './constants/files.ts'
import { CLOCK_MONOTONIC, PR_SET_SECCOMP } from './constants/processes.ts'
import type { FlowItem, Mark, Recorder, Step } from './recorder.ts'
import {
  FIELD,
  forgivenBits,
  RECORD_SIZE,
  writeCall,
  writeRecord,
} from './records.ts'
import { type Arch, syscallNumber } from './syscall-numbers.ts'
import { argumentsFor } from './translate.ts'

const TIMESPEC_SIZE = 16

/** Where in the memory the facts about one step stand. */
export interface StepPlace {
  readonly step: Step
  readonly record: bigint
  /** Address of the time before the call and after it, or 0. */
  readonly before: bigint
  readonly after: bigint
}

/** What lies around a program, and how it is run. */
export interface Surroundings {
  /** Record to go on with after the last step, and after a failure. */
  readonly onward: bigint
  readonly failed: bigint
  readonly statusFd: number | undefined
  /** Read the clock before and after each step. */
  readonly timed: boolean
}

export class Section {
  readonly places: StepPlace[] = []
  readonly #flow: readonly FlowItem[]
  readonly #arena: Arena
  readonly #arch: Arch
  readonly #around: Surroundings
  /** For each item of the flow, the record to enter it by, or 0. */
  readonly #entries: bigint[]
  /** For each step, which arguments further on want its result. */
  readonly #patches: bigint[][]
  /** A filter is in force, which may kill who asks for the time. */
  #isRestricted = false

  constructor(
    program: Recorder,
    arena: Arena,
    arch: Arch,
    around: Surroundings,
  ) {
    this.#flow = program.flow
    this.#arena = arena
    this.#arch = arch
    this.#around = around
    this.#patches = program.steps.map(() => [])
    this.#entries = this.#flow.map((item) => this.#reserve(item))
  }

  /** Fill in all records, and return the first. */
  fill(): bigint {
    for (const [position, item] of this.#flow.entries())
      this.#fillItem(item, position)
    for (const [index, place] of this.places.entries())
      this.#fillPatches(place, this.#patches[index] ?? [])
    return this.#resolve(0)
  }

  #reserve(item: FlowItem): bigint {
    if (item.kind === 'step') return this.#reserveStep(item.step)
    const isCall = item.kind === 'ready' && this.#around.statusFd !== undefined
    return isCall ? this.#arena.allocate(RECORD_SIZE) : 0n
  }

  #reserveStep(step: Step): bigint {
    const timed = this.#around.timed && !this.#isRestricted
    this.#isRestricted ||= restricts(step)
    const before = timed ? this.#arena.allocate(TIMESPEC_SIZE) : 0n
    const after = timed ? this.#arena.allocate(TIMESPEC_SIZE) : 0n
    const entry = timed ? this.#arena.allocate(RECORD_SIZE) : 0n
    const record = this.#arena.allocate(RECORD_SIZE)
    this.places.push({ step, record, before, after })
    return entry || record
  }

  /** Find the record to go on with at a position of the flow. */
  #resolve(position: number, hops = 0): bigint {
    const item = this.#flow[position]
    if (item === undefined) return this.#around.onward
    if (hops > this.#flow.length)
      throw new Error('Expected a loop to contain a step but found none')
    if (item.kind === 'jump')
      return this.#resolve(positionOf(item.mark), hops + 1)
    return this.#entries[position] || this.#resolve(position + 1, hops)
  }

  #target(mark: Mark | undefined, otherwise: bigint): bigint {
    return mark ? this.#resolve(positionOf(mark)) : otherwise
  }

  #fillItem(item: FlowItem, position: number): void {
    const entry = this.#entries[position] ?? 0n
    const next = this.#resolve(position + 1)
    const { statusFd } = this.#around
    if (item.kind === 'step') this.#fillStep(item.step, entry, next)
    if (item.kind === 'ready' && statusFd !== undefined)
      this.#fillReady(item.report, BigInt(statusFd), entry, next)
  }

  #fillReady(
    report: number | undefined,
    statusFd: bigint,
    entry: bigint,
    next: bigint,
  ): void {
    if (report === undefined) this.#call(entry, 'close', [statusFd], next)
    else {
      // What becomes the number of the pipe closes the pipe.
      const args = [BigInt(report), statusFd, BigInt(O_CLOEXEC)]
      this.#call(entry, 'dup3', args, next)
    }
  }

  #fillStep(step: Step, entry: bigint, next: bigint): void {
    const { record, before, after } = this.places[step.index] as StepPlace
    if (before) this.#readClock(entry, before, record)
    const then = after ? this.#clockAfter(after, next) : next
    writeRecord(this.#arena, record, {
      number: syscallNumber(step.name, this.#arch),
      args: argumentsFor(step, this.#arch).map((arg, index) =>
        this.#encode(arg, record, index),
      ),
      patches: this.#arena.nothing,
      next: then,
      ifZero: this.#target(step.ifZero, then),
      ifError: this.#target(step.ifError, this.#around.failed),
      forgiven: forgivenBits(step.ignore),
    })
  }

  #clockAfter(time: bigint, next: bigint): bigint {
    const record = this.#arena.allocate(RECORD_SIZE)
    this.#readClock(record, time, next)
    return record
  }

  #readClock(record: bigint, time: bigint, next: bigint): void {
    const args = [BigInt(CLOCK_MONOTONIC), time]
    this.#call(record, 'clock_gettime', args, next)
  }

  #call(record: bigint, name: string, args: bigint[], next: bigint): void {
    writeCall(this.#arena, this.#arch, record, name, args, next)
  }

  /** Turn an argument of a record into the number for its register. */
  #encode(arg: Argument, record: bigint, index: number): bigint {
    if (typeof arg === 'number' || typeof arg === 'bigint') return BigInt(arg)
    if (arg instanceof Result) {
      this.#patches[arg.step]?.push(record + BigInt(FIELD.args + index * 8))
      return 0n
    }
    if (typeof arg === 'object' && arg !== null && !ArrayBuffer.isView(arg)) {
      const pointers = arg.map((text) => this.#arena.data(text))
      return this.#arena.words([...pointers, 0n])
    }
    return this.#arena.data(arg)
  }

  // The list is separate from the arguments it leads to, so that a loop can
  // store the results of every round.
  #fillPatches({ step, record }: StepPlace, places: readonly bigint[]): void {
    const { resultAt } = step
    const addresses = resultAt
      ? [...places, this.#arena.data(resultAt.bytes) + BigInt(resultAt.offset)]
      : places
    if (addresses.length === 0) return
    const list = this.#arena.words([...addresses, 0n])
    this.#arena.setWord(record + BigInt(FIELD.patches), list)
  }
}

function restricts({ name, args }: Step): boolean {
  if (name === 'prctl') return Number(args[0]) === PR_SET_SECCOMP
  return name === 'seccomp'
}

function positionOf(mark: Mark): number {
  if (mark.position === undefined)
    throw new Error(
      'Expected every mark to be placed but found one that is not',
    )
  return mark.position
}
