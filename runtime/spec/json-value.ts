import { SpecError } from '../errors.ts'

const LONGEST_FOUND = 60

/** Where a value stands in another one. */
interface Member {
  readonly parent: JsonValue
  readonly name: string
}

/**
 * A value in a JSON file that knows where it stands, so that a complaint about
 * it can say so. Each reader checks the value and returns it with its type.
 */
export class JsonValue {
  readonly value: unknown
  readonly file: string
  readonly #place: string | Member

  /** @param place JSON pointer to the value, `''` for the whole file. */
  constructor(value: unknown, file: string, place: string | Member = '') {
    this.value = value
    this.file = file
    this.#place = place
  }

  /** JSON pointer to the value. Most are never asked for theirs. */
  get pointer(): string {
    if (typeof this.#place === 'string') return this.#place
    const { parent, name } = this.#place
    const escaped = name.replaceAll('~', '~0').replaceAll('/', '~1')
    return `${parent.pointer}/${escaped}`
  }

  /** Whether the file says anything here; `null` counts as nothing. */
  get present(): boolean {
    return this.value !== undefined && this.value !== null
  }

  /** A member of this object, which may be absent. */
  at(name: string): JsonValue {
    const members = this.members()
    const value = Object.hasOwn(members, name) ? members[name] : undefined
    return this.#child(value, name)
  }

  #child(value: unknown, name: string): JsonValue {
    return new JsonValue(value, this.file, { parent: this, name })
  }

  /** Complain about this value. @throws {SpecError} Always. */
  fail(wanted: string): never {
    throw new SpecError(this, wanted, found(this.value))
  }

  /** Text; one with a NUL inside could not be passed to the kernel. */
  text(wanted = 'text'): string {
    if (typeof this.value !== 'string') this.fail(wanted)
    if (this.value.includes('\0')) this.fail('text without NUL characters')
    return this.value
  }

  /** `true` or `false`. */
  flag(): boolean {
    if (typeof this.value !== 'boolean') this.fail('true or false')
    return this.value
  }

  /** An unsigned 32 bit number, such as a user ID. */
  id(): number {
    const { value } = this
    if (typeof value === 'number' && value >>> 0 === value) return value
    this.fail('a whole number from 0 to 4294967295')
  }

  /** A whole number, of either sign. */
  integer(): number {
    const { value } = this
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    this.fail('a whole number')
  }

  /** Items of a list. */
  items(): JsonValue[] {
    if (!Array.isArray(this.value)) this.fail('a list')
    return this.value.map((item, index) => this.#child(item, `${index}`))
  }

  /** Members of an object, as they stand. */
  members(): Record<string, unknown> {
    const { value } = this
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      this.fail('an object')
    return value as Record<string, unknown>
  }
}

function found(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  if (text.length <= LONGEST_FOUND) return text
  return `${text.slice(0, LONGEST_FOUND)}…`
}
