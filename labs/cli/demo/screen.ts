/** What the audience sees: the shell, and our lines between its commands. */
import type { CheckResult } from '#checker/check.ts'
import { columnsOf, padTo, truncate } from '#checker/text/width.ts'
import { localized, say } from '../i18n.ts'
import { type Io, widthOf } from '../io.ts'
import { type Fault, faultLine } from './fault.ts'
import type { Recording } from './recording.ts'
import type { DemoScript } from './script.ts'

const CLEAR = '\u001b[2J\u001b[H'
const CLEAR_LINE = '\r\u001b[K'

/** Where a terminal that nobody looks at is as large as most are. */
export const sizeOf = ({ out }: Pick<Io, 'out'>) => ({
  columns: out.columns || 80,
  rows: out.rows || 24,
})

export class Screen {
  readonly #io: Io
  readonly #recording: Recording | null
  #isLineOpen = false
  #isMoment = false
  /** Whether nothing was typed behind the prompt that stands there. */
  #isPromptOnly = false

  constructor(io: Io, recording: Recording | null) {
    this.#io = io
    this.#recording = recording
  }

  /** Show what the shell's terminal was sent. */
  readonly show = (text: string, isPrompt = false): void => {
    if (text === '') return
    this.clearMoment()
    this.#isPromptOnly = isPrompt
    this.#isLineOpen = !/[\r\n]$/.test(text)
    this.#write(text)
  }

  title({ title }: DemoScript, lab: string): void {
    const { color, out } = this.#io
    if (out.isTTY) this.show(CLEAR)
    this.#lines('', color.bold(`  ${title}`), color.dim(`  ${lab}`))
  }

  /** What to press; also the sign that everything is ready. */
  hint(): void {
    const text = say(this.#io, 'demo.hint')
    this.#lines('', this.#io.color.dim(`  ${text}`))
  }

  heading({ title, steps }: DemoScript, step: number): void {
    const { color, out } = this.#io
    const place = `${step + 1}/${steps.length}`
    const text = ` ${place}  ${steps[step]?.title ?? title} `
    this.#lines('', color.inverse.bold(padTo(text, widthOf(out) - 1)), '')
  }

  verdict({ id, title }: CheckResult): void {
    const { color } = this.#io
    const claim = localized(this.#io, title)
    const agrees = say(this.#io, 'demo.agrees')
    const text = `✓ ${id}  ${agrees}`
    const room = sizeOf(this.#io).columns - columnsOf(text) - 2
    const rest = room > 10 ? color.dim(truncate(claim, room)) : ''
    this.#lines(`${color.green(text)} ${rest}`)
  }

  broken(fault: Fault): void {
    this.#lines(this.#io.color.red(`✗ ${faultLine(this.#io, fault)}`))
  }

  /** Where we wanted to go and did not get. */
  notRestored(fault: Fault): void {
    const why = faultLine(this.#io, fault)
    this.#lines(this.#io.color.red(say(this.#io, 'demo.notRestored', { why })))
  }

  /** What comes when the presenter goes on. */
  next({ steps }: DemoScript, step: number): void {
    const { title = '' } = steps[step] ?? {}
    const place = `${step + 1}/${steps.length}`
    const text = say(this.#io, 'demo.next', { place, title })
    this.#lines(this.#io.color.dim(text))
  }

  /** Something of ours, for a moment: the next line takes its place. */
  moment(text: string): void {
    if (!this.#io.out.isTTY) return
    this.#end()
    const { columns } = sizeOf(this.#io)
    const line = truncate(text, columns - 1)
    this.#write(`${CLEAR_LINE}${this.#io.color.dim(line)}`)
    this.#isMoment = true
  }

  /** The moment is over. */
  clearMoment(): void {
    if (this.#isMoment) this.#write(CLEAR_LINE)
    this.#isMoment = false
  }

  note(text: string): void {
    this.#lines(this.#io.color.yellow(text))
  }

  help(): void {
    this.#lines(...say(this.#io, 'notes.keyList').split('\n'))
  }

  resize(): void {
    const { columns, rows } = sizeOf(this.#io)
    this.#recording?.resize(columns, rows)
  }

  /** Whole lines, below whatever stands there. */
  #lines(...lines: readonly string[]): void {
    this.#end()
    this.show(`${lines.join('\r\n')}\r\n`)
  }

  #end(): void {
    this.clearMoment()
    if (this.#isPromptOnly) this.#write(CLEAR_LINE)
    else if (this.#isLineOpen) this.#write('\r\n')
    this.#isPromptOnly = false
    this.#isLineOpen = false
  }

  #write(text: string): void {
    this.#io.out.write(text)
    this.#recording?.output(text)
  }
}
