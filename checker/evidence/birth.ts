/**
 * How a process came to be, as the runtime tells it in MINI_RUNC_EXPLAIN_DIR: the
 * calls of its table, what each returned and how long it took. The kernel was not
 * asked, so this shows and proves nothing.
 *
 * A judged program writes these files: whatever has another form than it should
 * is left out, and nothing is longer than somebody would read. Nothing here reads
 * a file, so that a page of a browser can do the same; birth-files.ts does.
 */
import { printable } from '../text/printable.ts'

/** A call of the table. */
export interface BirthStep {
  readonly index: number
  /** `pivot_root`, and the page that explains it: `pivot_root(2)`. */
  readonly syscall: string
  readonly manual: string
  /** As strace(1) would show it, without its result. */
  readonly call: string
  /** What the kernel returned, -errno for an error; `null` if it was not reached. */
  readonly result: number | null
  /** `ENOENT`, where it failed. */
  readonly errno: string | null
  readonly microseconds: number | null
  readonly notes: readonly string[]
}

/** A call outside of the table, of which nobody measured anything. */
export interface BirthCall {
  readonly manual: string
  readonly call: string
  readonly note: string | null
}

export interface Birth {
  /** Name of its file, which tells it apart from all others. */
  readonly name: string
  /** Of the container. */
  readonly id: string
  readonly command: 'run' | 'create' | 'exec'
  /** In the PID namespace of who ran the runtime. */
  readonly pid: number
  /** Milliseconds since 1970, by the guest's clock. */
  readonly startedAt: number
  /** What its parent did before. */
  readonly parent: readonly BirthCall[]
  /** The clone3(2) that made it, if it made namespaces or joined a cgroup. */
  readonly birth: BirthCall | null
  readonly steps: readonly BirthStep[]
  /** There were more steps than anybody could look at. */
  readonly cut: boolean
}

/** A file of a birth; `null` for one whose text is known already. */
export interface BirthFile {
  readonly name: string
  readonly text: string | null
}

/** Microseconds since 1970, and an ID of letters that a directory may have. */
const NAME = /^\d{16}-[\w+.-]{1,230}\.json$/

/** Most steps and calls of one birth; one with all masked paths has about 700. */
const MOST_STEPS = 2048
const MOST_NOTES = 8
/** Characters of a call: one shows the environment of the container. */
const LONGEST_CALL = 2000
const LONGEST_WORD = 200

const COMMANDS = ['run', 'create', 'exec'] as const

/** Whether a file is called as the runtime calls them. */
export const isBirthName = (name: string): boolean => NAME.test(name)

/** The birth that a file tells of; `null` if it tells of none. */
export function parseBirth(name: string, text: string): Birth | null {
  const told = membersOf(jsonOf(text))
  const command = COMMANDS.find((known) => known === told.command)
  if (!isBirthName(name) || command === undefined) return null
  const [id, pid, startedAt] = [told.id, told.pid, told.startedAt]
  if (typeof id !== 'string' || !isCount(pid) || !isCount(startedAt))
    return null
  if (!Array.isArray(told.steps)) return null
  return {
    ...{ name, id: short(id), command, pid, startedAt },
    parent: list(told.parent, MOST_STEPS).flatMap((call) => callOf(call) ?? []),
    birth: callOf(told.birth),
    steps: list(told.steps, MOST_STEPS).flatMap((step) => stepOf(step) ?? []),
    cut: told.steps.length > MOST_STEPS,
  }
}

/** The births of a folder, look after look; what was read is not read again. */
export class Births {
  #seen = new Map<string, Birth | null>()

  /** Names of files whose text is not needed any more. */
  get known(): readonly string[] {
    return [...this.#seen.keys()]
  }

  /** Take in what a look has found; the newest comes first. */
  take(files: readonly BirthFile[]): readonly Birth[] {
    this.#seen = new Map(
      files.map(({ name, text }) => [
        name,
        text === null ? (this.#seen.get(name) ?? null) : parseBirth(name, text),
      ]),
    )
    return [...this.#seen.values()].filter((birth) => birth !== null)
  }
}

type Members = Readonly<Record<string, unknown>>

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Whoever wrote it can write anything.
    return null
  }
}

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null ? { ...value } : {}

const list = (value: unknown, most: number): readonly unknown[] =>
  Array.isArray(value) ? value.slice(0, most) : []

function stepOf(value: unknown): BirthStep | null {
  const { index, syscall, result, errno, microseconds, notes } =
    membersOf(value)
  const known = callOf(value)
  if (known === null || !isCount(index) || typeof syscall !== 'string')
    return null
  const { manual, call } = known
  return {
    ...{ index, syscall: short(syscall), manual, call },
    result: Number.isSafeInteger(result) ? (result as number) : null,
    errno: textOf(errno),
    microseconds: isTime(microseconds) ? microseconds : null,
    notes: list(notes, MOST_NOTES).flatMap((note) => textOf(note) ?? []),
  }
}

function callOf(value: unknown): BirthCall | null {
  const { manual, call, note } = membersOf(value)
  if (typeof manual !== 'string' || typeof call !== 'string') return null
  return {
    manual: short(manual),
    call: short(call, LONGEST_CALL),
    note: textOf(note),
  }
}

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0

const isTime = (value: unknown): value is number =>
  Number.isFinite(value) && (value as number) >= 0

const textOf = (value: unknown): string | null =>
  typeof value === 'string' ? short(value) : null

function short(text: string, longest = LONGEST_WORD): string {
  const all = printable(text.slice(0, longest))
  return text.length > longest ? `${all}…` : all
}
