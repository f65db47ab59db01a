/**
 * A shell that is easy to foresee: it echoes what is typed, and what each command
 * prints stands in a table. No kernel is in it, so nothing of a kernel is tested.
 */
import type { AnyShell } from '../shell-session.ts'

/** Command → what it prints, or what becomes of the shell. */
export type Answers = (
  command: string,
) => string | { readonly status: number } | 'hangs' | 'ends'

const mark = (text: string) => `\u001b]133;${text}\u0007`
const PROMPT = `${mark('A')}# ${mark('B')}`

export class FakeShell implements AnyShell {
  readonly ended: Promise<{ code: number | null }>
  /** Every line that was run. */
  readonly lines: string[] = []
  readonly sizes: string[] = []
  readonly #answer: Answers
  #end: (end: { code: number | null }) => void = () => {}
  #listener: (text: string) => void = () => {}
  #line = ''
  #isHanging = false

  constructor(answer: Answers) {
    this.#answer = answer
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    setImmediate(() => this.#print(PROMPT))
  }

  onData(listener: (text: string) => void): () => void {
    this.#listener = listener
    return () => {}
  }

  write(keys: string): void {
    for (const key of keys) this.#press(key)
  }

  resize(columns: number, rows: number): void {
    this.sizes.push(`${columns}x${rows}`)
  }

  async close(): Promise<void> {
    this.#end({ code: null })
  }

  #press(key: string): void {
    if (this.#isHanging) {
      if (key === '\u0003') this.#prompt('^C\r\n', 130)
      return
    }
    if (key === '\r') this.#run()
    else if (key === '\u0015') this.#line = ''
    else if (key >= ' ') {
      this.#line += key
      this.#print(key)
    }
  }

  #run(): void {
    const line = this.#line
    this.#line = ''
    this.lines.push(line)
    this.#print(`\r\n${mark('C')}`)
    const answer = this.#answer(line)
    if (answer === 'ends') this.#end({ code: 0 })
    else if (answer === 'hangs') this.#isHanging = true
    else if (typeof answer === 'string') this.#prompt(answer, 0)
    else this.#prompt('', answer.status)
  }

  #prompt(output: string, status: number): void {
    this.#isHanging = false
    this.#print(
      `${output.replaceAll('\n', '\r\n')}${mark(`D;${status}`)}${PROMPT}`,
    )
  }

  #print(text: string): void {
    this.#listener(text)
  }
}
