/**
 * The report for a person: every check as a line, then one failing check in
 * full. More than one at a time is noise: the others often have the same cause.
 *
 *     ✗ title                                                      id
 *         wanted  …          what the lab asks for
 *         found   …          what the kernel shows instead
 *         kernel  path       where it was read
 *                   text
 *         likely  title      the mistake that leaves this trace, and why
 *         read    manual pages and headings
 */
import { Chalk, type ChalkInstance } from 'chalk'
import type { CheckResult, LabReport, Language, Text } from '../check.ts'
import type { Lab } from '../lab.ts'
import { ends, padTo } from '../text/width.ts'
import { wrap } from '../text/wrap.ts'
import { words } from './words.ts'

export interface LessonOptions {
  readonly language: Language
  readonly columns: number
  readonly color: boolean
}

const WIDEST = 120
const LABEL = 8
const INDENT = '    '
const EVIDENCE_LINES = 12

const MARKS = {
  pass: '✓',
  fail: '✗',
  blocked: '○',
  unsupported: '–',
  error: '!',
} as const

/** Render a report as lines of text. */
export function renderLesson(
  report: LabReport,
  lab: Lab,
  { language, columns, color }: LessonOptions,
): string {
  const width = Math.min(columns, WIDEST)
  const paint = new Chalk({ level: color ? 1 : 0 })
  const page = new Page({ report, lab, language, width, paint })
  return `${page.lines().join('\n')}\n`
}

interface PageOptions {
  readonly report: LabReport
  readonly lab: Lab
  readonly language: Language
  readonly width: number
  readonly paint: ChalkInstance
}

class Page {
  readonly #report: LabReport
  readonly #lab: Lab
  readonly #language: Language
  readonly #width: number
  readonly #paint: ChalkInstance

  constructor({ report, lab, language, width, paint }: PageOptions) {
    this.#report = report
    this.#lab = lab
    this.#language = language
    this.#width = width
    this.#paint = paint
  }

  lines(): string[] {
    return [
      ...this.#head(),
      ...this.#steps(),
      ...this.#main(),
      '',
      ...this.#leftovers(),
      ...this.#sum(),
    ]
  }

  #say(text: Text): string {
    return text[this.#language]
  }

  #head(): string[] {
    const { program, vm } = this.#report
    const name = `${this.#say(words.lab)} ${this.#lab.id}`
    const place = `${program} · ${vm.provider} ${vm.accel} · Linux ${vm.kernel}`
    const [first = '', ...rest] = wrap(`${name} · ${place}`, this.#width)
    return [this.#paint.bold(first), ...rest]
  }

  #steps(): string[] {
    return this.#lab.steps.flatMap((step, index) => {
      const results = this.#report.checks.filter(
        ({ step: id }) => id === step.id,
      )
      if (results.length === 0) return []
      const title = `${index + 1} ${this.#say(step.title)}`
      return [
        '',
        this.#paint.bold(title),
        ...results.flatMap((r) => this.#row(r)),
      ]
    })
  }

  #row({ verdict, title, id, reason }: CheckResult): string[] {
    const paint = this.#colorOf(verdict)
    const note =
      verdict === 'pass' || verdict === 'fail'
        ? id
        : this.#note(verdict, reason)
    const [first = '', ...rest] = wrap(this.#say(title), this.#width - 4)
    const row = ends(
      `  ${MARKS[verdict]} ${first}`,
      rest.length > 0 ? '' : note,
      this.#width,
    )
    return [paint(row.trimEnd()), ...rest.map((line) => paint(`    ${line}`))]
  }

  #note(verdict: CheckResult['verdict'], reason: string | null): string {
    const need = reason?.split(':')[0] ?? ''
    return verdict === 'blocked' ? `${this.#say(words.blocked)} ${need}` : ''
  }

  #colorOf(verdict: CheckResult['verdict']): (text: string) => string {
    if (verdict === 'pass') return this.#paint.green
    if (verdict === 'fail') return this.#paint.red
    return verdict === 'error' ? this.#paint.magenta : this.#paint.dim
  }

  /** The one thing to look at now. */
  #main(): string[] {
    const { checks } = this.#report
    const broken = checks.filter(({ verdict }) => verdict === 'error')
    const [first] = checks.filter(({ verdict }) => verdict === 'fail')
    const errors = broken.slice(0, 1).flatMap((check) => this.#error(check))
    if (first !== undefined) return [...errors, '', ...this.#failure(first)]
    if (errors.length > 0) return errors
    return ['', this.#paint.green(this.#say(words.allPassed))]
  }

  #error({ id, reason }: CheckResult): string[] {
    return [
      '',
      ...wrap(this.#say(words.kitBroke), this.#width).map((line) =>
        this.#paint.magenta(line),
      ),
      ...this.#labelled(words.why, `${id}: ${reason ?? ''}`),
    ]
  }

  #failure(check: CheckResult): string[] {
    const { expected, actual, evidence, diagnosis } = check
    const cause = this.#lab.diagnoses[diagnosis ?? '']
    const title = ends(`✗ ${this.#say(check.title)}`, check.id, this.#width)
    return [
      ...wrap(title, this.#width).map((line) => this.#paint.red.bold(line)),
      ...this.#labelled(words.wanted, expected ?? ''),
      ...this.#labelled(words.found, actual ?? ''),
      ...this.#evidence(evidence),
      ...(cause === undefined
        ? []
        : [
            ...this.#labelled(words.cause, this.#say(cause.title), (line) =>
              this.#paint.yellow(line),
            ),
            ...this.#labelled(null, this.#say(cause.because)),
          ]),
      ...this.#labelled(
        words.read,
        (cause?.read ?? [check.source]).join(' · '),
      ),
      ...this.#labelled(words.next, this.#say(words.hint)),
    ]
  }

  #labelled(
    label: Text | null,
    text: string,
    paint: (line: string) => string = (line) => line,
  ): string[] {
    const room = this.#width - INDENT.length - LABEL
    const name = padTo(label === null ? '' : this.#say(label), LABEL)
    return wrap(text, room).map((line, index) => {
      const left = index === 0 ? this.#paint.dim(name) : ' '.repeat(LABEL)
      return `${INDENT}${left}${paint(line)}`.trimEnd()
    })
  }

  #evidence(evidence: CheckResult['evidence']): string[] {
    return Object.entries(evidence).flatMap(([path, text], index) => {
      const lines = wrap(text, this.#width - INDENT.length - LABEL - 2)
      const shown = lines.slice(0, EVIDENCE_LINES)
      if (lines.length > EVIDENCE_LINES) shown.push('…')
      return [
        ...this.#labelled(index === 0 ? words.kernel : null, path, (line) =>
          this.#paint.cyan(line),
        ),
        ...shown.map((line) =>
          `${INDENT}${' '.repeat(LABEL + 2)}${line}`.trimEnd(),
        ),
      ]
    })
  }

  #leftovers(): string[] {
    const { leftovers } = this.#report
    const text = `${this.#say(words.left)}: ${leftovers.join(', ')}`
    return leftovers.length === 0 ? [] : wrap(text, this.#width)
  }

  #sum(): string[] {
    const { checks, score, maxScore, durationMs, seed } = this.#report
    const count = (verdict: CheckResult['verdict'], word: Text) => {
      const number = checks.filter((check) => check.verdict === verdict).length
      return number === 0 ? [] : [`${number} ${this.#say(word)}`]
    }
    const parts = [
      ...count('pass', words.passed),
      ...count('fail', words.failed),
      ...count('blocked', words.waiting),
      ...count('unsupported', words.unsupported),
      ...count('error', words.broken),
      `${score} ${this.#say(words.of)} ${maxScore} ${this.#say(words.points)}`,
      `${(durationMs / 1000).toFixed(1)} s`,
      `${this.#say(words.seed)} ${seed}`,
    ]
    return wrap(parts.join(' · '), this.#width)
  }
}
