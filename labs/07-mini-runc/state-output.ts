import type { Ran } from './commands.ts'

/** Members of a state, not yet believed. @see runtime-spec runtime.md, "State" */
export interface ToldState {
  readonly ociVersion?: unknown
  readonly id?: unknown
  readonly status?: unknown
  readonly pid?: unknown
  readonly bundle?: unknown
  readonly annotations?: unknown
}

/** What `state` printed; `null` if that is no object of JSON. */
export function stateIn({ ending }: Pick<Ran, 'ending'>): ToldState | null {
  return parseState(ending.stdout)
}

/** A state as text; `null` if it is no object of JSON. */
export function parseState(text: string): ToldState | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? (value as ToldState | null) : null
  } catch {
    return null
  }
}
