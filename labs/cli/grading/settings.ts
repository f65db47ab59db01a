/**
 * Reads a YAML file of settings, and remembers where everything stands: a mistake
 * in it is told with line and key.
 *
 *     course.yaml:7: labs.01-chroot.late.perDay: expected a share from 0 to 1 but found "10%"
 */
import { readFileSync } from 'node:fs'
import {
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml'
import { UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { MessageKey } from '../messages.ts'

/** What is wrong with a file of settings, in facts; `explainSettings` says it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
  readonly file: string
  readonly line: number
  /** `labs.01-chroot.due`; empty for the file as a whole. */
  readonly key: string
  readonly wanted: MessageKey
  readonly found: string

  constructor(place: Place, wanted: MessageKey, found: string) {
    const { file, line, key } = place
    super(`${file}:${line}: ${key}: ${wanted}, found ${found}`)
    this.file = file
    this.line = line
    this.key = key
    this.wanted = wanted
    this.found = found
  }
}

/** The same for people. */
export function settingsText(io: Io, error: SettingsError): string {
  const { file, line, key, found } = error
  const wanted = say(io, error.wanted)
  const where = key === '' ? '' : `${key}: `
  return say(io, 'settings.wrong', { file, line, where, wanted, found })
}

/** An error of the command line in its place; any other error as it is. */
export function explainSettings(io: Io, error: unknown): unknown {
  return error instanceof SettingsError
    ? new UsageError(settingsText(io, error))
    : error
}

export interface Place {
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly key: string
}

/** A value of the file, and where it stands. */
export class Setting implements Place {
  readonly file: string
  readonly key: string
  readonly #node: Node | null
  readonly #above: Node | null
  readonly #lines: LineCounter

  constructor(
    file: string,
    lines: LineCounter,
    node: Node | null,
    key = '',
    above: Node | null = null,
  ) {
    this.file = file
    this.key = key
    this.#lines = lines
    // `late:` with nothing behind it says nothing.
    this.#node = isScalar(node) && node.value === null ? null : node
    this.#above = node ?? above
  }

  get line(): number {
    const [offset = 0] = (this.#node ?? this.#above)?.range ?? []
    return this.#lines.linePos(offset).line || 1
  }

  /** Whether something stands there. */
  get isThere(): boolean {
    return this.#node !== null
  }

  /** The error to throw when this is not what was wanted. */
  wrong(wanted: MessageKey, found = this.#shown()): SettingsError {
    return new SettingsError(this, wanted, found)
  }

  /** What stands below a key. */
  at(name: string): Setting {
    const map = this.#node
    const found = isMap(map) ? map.get(name, true) : undefined
    const node = isNode(found) ? found : null
    const key = this.key === '' ? name : `${this.key}.${name}`
    return new Setting(this.file, this.#lines, node, key, this.#node)
  }

  /**
   * The keys of a map, in their order; none if nothing stands there.
   *
   * @throws {SettingsError} If it is no map.
   */
  names(): string[] {
    if (this.#node === null) return []
    if (!isMap(this.#node)) throw this.wrong('settings.wantsMap')
    return this.#node.items.map(({ key }) =>
      isScalar(key) ? String(key.source ?? key.value) : '?',
    )
  }

  /** @throws {SettingsError} If there is a key that nobody reads. */
  allow(...known: readonly string[]): void {
    for (const name of this.names()) {
      if (known.includes(name)) continue
      const found = `"${name}" ≠ ${known.join(' | ')}`
      throw this.at(name).wrong('settings.wantsKnown', found)
    }
  }

  /** @throws {SettingsError} If it is no text, or an empty one. */
  text(): string {
    const value = this.#value()
    if (typeof value === 'string' && value.trim() !== '') return value
    throw this.wrong('settings.wantsText')
  }

  /** @throws {SettingsError} If it is no number from `lowest` to `highest`. */
  number(wanted: MessageKey, lowest: number, highest: number): number {
    const value = this.#value()
    const isNumber = typeof value === 'number' && Number.isFinite(value)
    if (isNumber && value >= lowest && value <= highest) return value
    throw this.wrong(wanted)
  }

  /** Plain data, whatever it is. */
  data(): unknown {
    return this.#node?.toJSON() ?? null
  }

  #value(): unknown {
    return isScalar(this.#node) ? this.#node.value : undefined
  }

  #shown(): string {
    return this.#node === null ? '-' : JSON.stringify(this.data())
  }
}

/**
 * Read a file of settings.
 *
 * @throws {SettingsError} If there is no such file or it is no YAML.
 */
export function readSettings(file: string): Setting {
  return parseSettings(file, wantedText(file))
}

export function parseSettings(file: string, text: string): Setting {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error !== undefined) {
    const [place] = error.linePos ?? []
    const [found = ''] = error.message.split('\n')
    const at = { file, line: place?.line ?? 1, key: '' }
    throw new SettingsError(at, 'settings.wantsYaml', found)
  }
  return new Setting(file, lines, document.contents)
}

/** @throws {SettingsError} If it cannot be read. */
export function wantedText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = 'error' } = error as NodeJS.ErrnoException
    const place = { file, line: 1, key: '' }
    throw new SettingsError(place, 'settings.wantsFile', code)
  }
}
