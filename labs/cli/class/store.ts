/**
 * A class: its register in memory, its log on disk, and the limits that keep one
 * student from being a burden to the others. What it takes in was made sure of
 * before; what it refuses, it says why.
 */

import { sha256 } from '../sha256.ts'
import { Changes } from '../web/changes.ts'
import { newSecret } from '../web/token.ts'
import { Bucket } from './bucket.ts'
import type { Finding } from './feed.ts'
import { LIMITS } from './limits.ts'
import { EventLog } from './log.ts'
import { freeName } from './names.ts'
import {
  type CheckOrder,
  type ClassEvent,
  Register,
  type Student,
} from './register.ts'

export interface Report {
  readonly lab: string
  readonly results: Readonly<Record<string, Finding>>
}

/** What a student gets who joins. */
export interface Place {
  readonly name: string
  readonly secret: string
}

export type Refusal = 'unknown' | 'busy' | 'full'

/** A whole room may join at once; then one each second. */
const JOINS = { size: 60, refillMs: 1000 }
/** Nobody checks faster for long: a check takes seconds. */
const REPORTS = { size: 20, refillMs: 2000 }

export interface StoreOptions {
  readonly file: string
  readonly order: CheckOrder
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly maxLogBytes?: number
}

export class ClassStore {
  readonly changes = new Changes()
  readonly register: Register
  readonly #log: EventLog
  readonly #now: () => number
  readonly #joins: Bucket
  readonly #reports = new Map<string, Bucket>()

  constructor(options: StoreOptions) {
    const { file, order, now = Date.now, maxLogBytes } = options
    this.#now = now
    this.#joins = new Bucket(JOINS.size, JOINS.refillMs, now())
    this.#log = new EventLog(file, maxLogBytes ?? LIMITS.logBytes)
    this.register = new Register(order)
    for (const event of this.#log.read()) this.register.apply(event)
  }

  get now(): number {
    return this.#now()
  }

  /** Whether what happens is still written to disk. */
  get isKept(): boolean {
    return !this.#log.isFull
  }

  /** @param name Tidy already. */
  join(name: string): Place | Refusal {
    const { students } = this.register
    if (students.length >= LIMITS.students) return 'full'
    if (!this.#joins.take(this.now)) return 'busy'
    const taken = students.map((student) => student.name)
    const place = { name: freeName(name, taken), secret: newSecret() }
    this.#record({
      event: 'joined',
      student: this.register.nextId(),
      name: place.name,
      secret: sha256(place.secret),
      at: this.now,
    })
    return place
  }

  /** @returns What was wrong; `null` if nothing was. */
  report(secret: string | null, { lab, results }: Report): Refusal | null {
    const student = this.#whose(secret)
    if (student === undefined) return 'unknown'
    if (!this.#mayReport(student)) return 'busy'
    this.#record({
      event: 'reported',
      student: student.id,
      lab,
      results: newsIn(results, student.labs.get(lab)?.results),
      at: this.now,
    })
    return null
  }

  /** Forget a student, and their secret. */
  leave(secret: string | null): Refusal | null {
    const student = this.#whose(secret)
    if (student === undefined) return 'unknown'
    this.#reports.delete(student.id)
    this.#record({ event: 'left', student: student.id, at: this.now })
    return null
  }

  #whose(secret: string | null): Student | undefined {
    return secret === null ? undefined : this.register.bySecret(sha256(secret))
  }

  #mayReport({ id }: Student): boolean {
    const { size, refillMs } = REPORTS
    const bucket = this.#reports.get(id) ?? new Bucket(size, refillMs, this.now)
    this.#reports.set(id, bucket)
    return bucket.take(this.now)
  }

  #record(event: ClassEvent): void {
    this.#log.append(event)
    this.register.apply(event)
    this.changes.tell()
  }
}

/** What is not known yet, so that the log stays short. */
function newsIn(
  results: Report['results'],
  known: ReadonlyMap<string, Finding> | undefined,
): Report['results'] {
  return Object.fromEntries(
    Object.entries(results).filter(([check, [verdict, diagnosis]]) => {
      const before = known?.get(check)
      return before?.[0] !== verdict || before[1] !== diagnosis
    }),
  )
}
