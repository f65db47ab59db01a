/**
 * A shell that a script is typed into, and that a person may use in between.
 *
 *     at the prompt ──enter──▶ running ──▶ at the prompt
 *        │ what is typed is echoed            │ what it printed, and its status
 *
 * A prompt is kept back until somebody wants to see it: between two commands there
 * may be a heading to print, and it belongs above.
 */
import type { GuestShell } from '../terminal/guest-shell.ts'
import { PromptMarks, type PromptPart } from '../terminal/semantic-prompt.ts'

/** As much of a shell as is used here; a test gives one that is easy to foresee. */
export type AnyShell = Pick<
  GuestShell,
  'write' | 'resize' | 'onData' | 'ended' | 'close'
>

/** What a command did; `lost` when the shell ended before. */
export type Ran =
  | { readonly kind: 'ran'; readonly output: string; readonly status: number }
  | { readonly kind: 'lost' }

/** Nobody reads more than this on a stage; it is still shown. */
const LONGEST_OUTPUT = 1 << 20

export class ShellSession {
  readonly #shell: AnyShell
  readonly #show: (text: string, isPrompt?: boolean) => void
  readonly #marks = new PromptMarks()
  /** Called when a prompt can take input. */
  #waiting: (() => void)[] = []
  #state: 'starting' | 'prompt' | 'running' | 'lost' = 'starting'
  /** Whether what arrives belongs to the prompt. */
  #isPrompt = false
  #prompt = ''
  /** Whether it was let out: then a bash that draws it again, or another, may do so. */
  #isPromptShown = false
  #output = ''
  #status = 0
  /** Nothing is shown, not even prompts. */
  isMuted = true

  /** @param show Given what the audience sees of this shell. */
  constructor(
    shell: AnyShell,
    show: (text: string, isPrompt?: boolean) => void,
  ) {
    this.#shell = shell
    this.#show = show
    shell.onData((text) => {
      for (const part of this.#marks.push(text)) this.#take(part)
    })
    void shell.ended.then(() => {
      this.#state = 'lost'
      this.#wake()
    })
  }

  get isRunning(): boolean {
    return this.#state === 'running'
  }

  /** Wait until the shell takes a command. @returns False if it never will. */
  async ready(): Promise<boolean> {
    while (this.#state !== 'prompt' && this.#state !== 'lost') {
      await new Promise<void>((wake) => this.#waiting.push(wake))
    }
    return this.#state === 'prompt'
  }

  /** Show the prompt that was kept back, and those that come until `enter`. */
  showPrompt(): void {
    this.#isPromptShown = true
    this.#emit(this.#prompt, true)
  }

  /** Keep prompts back again. */
  keepPrompt(): void {
    this.#isPromptShown = false
  }

  /** Keys for whoever reads there: the line at the prompt, or the program. */
  type(keys: string): void {
    // What is on its way there counts as running: the next prompt says otherwise.
    if (this.#state === 'prompt' && keys.includes('\r')) this.#state = 'running'
    this.#shell.write(keys)
  }

  /** Take back what stands at the prompt. @see bash(1), READLINE: Ctrl-E, Ctrl-U */
  clearLine(): void {
    this.#shell.write('\u0005\u0015')
  }

  /** Have the line at the prompt run, and wait for its end. */
  async enter(): Promise<Ran> {
    this.#output = ''
    this.#state = 'running'
    this.#isPromptShown = false
    this.#shell.write('\r')
    if (!(await this.ready())) return { kind: 'lost' }
    return { kind: 'ran', output: this.#output, status: this.#status }
  }

  /** Type a line and run it. */
  async run(line: string): Promise<Ran> {
    if (!(await this.ready())) return { kind: 'lost' }
    this.type(line)
    return await this.enter()
  }

  resize(columns: number, rows: number): void {
    this.#shell.resize(columns, rows)
  }

  close(): Promise<void> {
    return this.#shell.close()
  }

  #take(part: PromptPart): void {
    switch (part.kind) {
      case 'text':
        this.#takeText(part.text)
        return
      case 'prompt':
        this.#isPrompt = true
        this.#prompt = ''
        return
      case 'input':
        this.#isPrompt = false
        this.#state = 'prompt'
        this.#wake()
        return
      case 'begins':
        this.#state = 'running'
        this.#output = ''
        return
      case 'ended':
        this.#status = part.status
    }
  }

  #takeText(text: string): void {
    if (this.#isPrompt) {
      this.#prompt += text
      if (this.#isPromptShown) this.#emit(text, true)
      return
    }
    if (this.#state === 'running' && this.#output.length < LONGEST_OUTPUT) {
      this.#output += text
    }
    this.#emit(text)
  }

  #emit(text: string, isPrompt = false): void {
    if (!this.isMuted) this.#show(text, isPrompt)
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }
}
