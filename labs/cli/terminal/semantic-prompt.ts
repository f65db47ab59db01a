/**
 * Takes what a terminal is sent apart at the marks of *semantic prompts* (OSC 133),
 * which a shell prints and a terminal hides:
 *
 *     A prompt   B input   C a command begins   D;status it has ended
 *
 * So a program that types into a shell knows when it may, and which output is whose.
 *
 * @see https://gitlab.freedesktop.org/Per_Bothner/specifications/blob/master/proposals/semantic-prompts.md
 */
export type PromptPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'input' }
  | { readonly kind: 'begins' }
  | { readonly kind: 'ended'; readonly status: number }

const MARK =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: marks consist of them
  /\u001b\]133;([A-D])(?:;(\d+))?[^\u0007\u001b]{0,64}(?:\u0007|\u001b\\)/

const BEGIN = '\u001b]133;'

/** A mark is far shorter; what begins like one and goes on for longer is text. */
const LONGEST_MARK = 96

export class PromptMarks {
  /** What may be the first half of a mark. */
  #rest = ''

  /** @param text The next piece, which may end anywhere, also within a mark. */
  push(text: string): PromptPart[] {
    const parts: PromptPart[] = []
    let left = this.#rest + text
    for (let mark = MARK.exec(left); mark !== null; mark = MARK.exec(left)) {
      if (mark.index > 0) parts.push(textOf(left.slice(0, mark.index)))
      parts.push(partOf(mark[1] ?? '', mark[2]))
      left = left.slice(mark.index + mark[0].length)
    }
    const cut = beginOfMark(left)
    if (cut > 0) parts.push(textOf(left.slice(0, cut)))
    this.#rest = left.slice(cut)
    return parts
  }
}

const textOf = (text: string): PromptPart => ({ kind: 'text', text })

function partOf(letter: string, status: string | undefined): PromptPart {
  switch (letter) {
    case 'A':
      return { kind: 'prompt' }
    case 'B':
      return { kind: 'input' }
    case 'C':
      return { kind: 'begins' }
    default:
      return { kind: 'ended', status: Number(status ?? 0) }
  }
}

/** Where a mark begins that is not whole yet; the end of the text if none does. */
function beginOfMark(text: string): number {
  const last = text.lastIndexOf(BEGIN)
  if (last !== -1 && text.length - last <= LONGEST_MARK) return last
  for (let length = BEGIN.length - 1; length > 0; length--) {
    if (text.endsWith(BEGIN.slice(0, length))) return text.length - length
  }
  return text.length
}
