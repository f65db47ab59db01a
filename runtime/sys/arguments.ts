// What may stand as an argument of a recorded system call, and how it is
// checked: a wrong one has to fail where it is written, not in the kernel.

/** The number a step will return, to be used as an argument of a later step. */
export class Result {
  readonly step: number
  readonly owner: object

  /** @param owner The recorder whose step it is; no other may use it. */
  constructor(owner: object, step: number) {
    this.owner = owner
    this.step = step
  }
}

/** Goes into one register as it is. */
export type Word = number | bigint | Result

/**
 * Becomes a pointer. Text gets a NUL at its end. One and the same Buffer in
 * two steps is one and the same memory, so a step can read what another wrote.
 */
export type Data = string | Uint8Array | null

/** `string[]` becomes a pointer to pointers, with NULL at its end. */
export type Argument = Word | Data | readonly string[]

const LOWEST = -(2n ** 63n)
const HIGHEST = 2n ** 64n - 1n

/**
 * Refuse what the kernel would misread: fractions, which are cut off on the
 * way to a register, and text with a NUL inside, which ends there.
 *
 * @param name Of the system call, for the message.
 * @throws {TypeError} Names the argument, what it wants and what is there.
 */
export function checkArguments(name: string, args: readonly unknown[]): void {
  let number = 0
  for (const value of args) {
    number++
    const fault = faultOf(value)
    if (fault !== undefined)
      throw new TypeError(
        `Expected ${name}() argument ${number} to be ${fault}`,
      )
  }
}

function faultOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      if (Number.isSafeInteger(value)) return undefined
      return `a safe integer but found ${value}`
    case 'bigint':
      if (LOWEST <= value && value <= HIGHEST) return undefined
      return `a 64 bit integer but found ${value}`
    case 'string':
      return faultOfText(value)
    default:
      return faultOfObject(value)
  }
}

function faultOfText(text: string): string | undefined {
  if (!text.includes('\0')) return undefined
  return `text without NUL but found ${JSON.stringify(text)}`
}

function faultOfObject(value: unknown): string | undefined {
  if (value === null || value instanceof Result) return undefined
  if (value instanceof Uint8Array) return undefined
  if (!Array.isArray(value))
    return `a number, text, bytes or null but found ${typeof value}`
  for (const item of value)
    if (typeof item !== 'string') return `a list of texts`
  return value.map(faultOfText).find((fault) => fault !== undefined)
}
