/**
 * Who is in the class and how their work stands: what a log of events adds up to.
 *
 *     {"event":"joined","student":"s1","name":"Ann","secret":"<sha256>","at":…}
 *     {"event":"reported","student":"s1","lab":"01-chroot","results":{"root.cwd":["fail","CHDIR_FORGOTTEN"]},"at":…}
 *     {"event":"left","student":"s1","at":…}
 *
 * Times are this computer's, in milliseconds since 1970: clocks of laptops differ.
 */
import type { Finding } from './feed.ts'
import { type Focus, focusAfter } from './stuck.ts'

export type ClassEvent =
  | {
      readonly event: 'joined'
      readonly student: string
      readonly name: string
      /** The hash of it. */
      readonly secret: string
      readonly at: number
    }
  | {
      readonly event: 'reported'
      readonly student: string
      readonly lab: string
      readonly results: Readonly<Record<string, Finding>>
      readonly at: number
    }
  | { readonly event: 'left'; readonly student: string; readonly at: number }

export interface LabWork {
  /** Id of a check → what it said last. */
  readonly results: ReadonlyMap<string, Finding>
  /** The first check that is red; `null` if none is. */
  readonly focus: Focus | null
  /** When something was last heard of it. */
  readonly heardAt: number
}

export interface Student {
  readonly id: string
  readonly name: string
  readonly secret: string
  readonly labs: Map<string, LabWork>
}

/** Ids of a lab's checks in their order; none for a lab that there is not. */
export type CheckOrder = (lab: string) => readonly string[]

export class Register {
  readonly #order: CheckOrder
  readonly #students = new Map<string, Student>()
  readonly #bySecret = new Map<string, Student>()
  #numbered = 0
  #lastLab: string | null = null

  constructor(order: CheckOrder) {
    this.#order = order
  }

  /** In the order in which they joined. */
  get students(): readonly Student[] {
    return [...this.#students.values()]
  }

  /** The lab that was last heard of. */
  get lastLab(): string | null {
    return this.#lastLab
  }

  /** An id that nobody has had. */
  nextId(): string {
    return `s${this.#numbered + 1}`
  }

  /** Whose secret has this hash. */
  bySecret(hash: string): Student | undefined {
    return this.#bySecret.get(hash)
  }

  apply(event: ClassEvent): void {
    if (event.event === 'joined') this.#join(event)
    if (event.event === 'reported') this.#report(event)
    if (event.event === 'left') this.#leave(event.student)
  }

  #join(event: ClassEvent & { event: 'joined' }): void {
    const { student: id, name, secret } = event
    const student = { id, name, secret, labs: new Map() }
    this.#numbered++
    this.#students.set(id, student)
    this.#bySecret.set(secret, student)
  }

  #report(event: ClassEvent & { event: 'reported' }): void {
    const { student, lab, at } = event
    const labs = this.#students.get(student)?.labs
    if (labs === undefined) return
    const before = labs.get(lab)
    const fresh = Object.entries(event.results)
    const results = new Map([...(before?.results ?? []), ...fresh])
    const order = this.#order(lab)
    const focus = focusAfter(before?.focus ?? null, results, order, at)
    labs.set(lab, { results, focus, heardAt: at })
    this.#lastLab = lab
  }

  #leave(id: string): void {
    this.#bySecret.delete(this.#students.get(id)?.secret ?? '')
    this.#students.delete(id)
  }
}
