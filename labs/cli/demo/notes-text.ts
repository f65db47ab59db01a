/** `labs demo --notes`: the notes of the demo that is on, in a terminal. */
import { EXIT, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import { type Io, widthOf } from '../io.ts'
import { renderMarkdown } from '../markdown.ts'
import { EventLines } from '../web/page/event-lines.ts'
import { type NotesPlace, placeNoted } from './notes-file.ts'
import { clockText, type NotesView, VERDICTS, WHAT_NOW } from './notes-view.ts'

const CLEAR = '\u001b[2J\u001b[H'
const TICK_MS = 1000

/**
 * Follow the demo until it is over.
 *
 * @throws {UsageError} When none runs.
 */
export async function followNotes(io: Io, folder: string): Promise<number> {
  const place = placeNoted(folder)
  const events = place && (await eventsOf(place, io.signal))
  if (events === null) throw new UsageError(say(io, 'usage.demoNoneRuns'))
  let last: { view: NotesView; at: number } | null = null
  const draw = () => {
    if (last === null) return
    const elapsedMs = last.view.elapsedMs + performance.now() - last.at
    const text = notesText(io, { ...last.view, elapsedMs })
    io.out.write(`${io.out.isTTY ? CLEAR : '\n'}${text}`)
  }
  const timer = io.out.isTTY ? setInterval(draw, TICK_MS) : undefined
  try {
    for await (const view of events) {
      last = { view, at: performance.now() }
      draw()
    }
  } finally {
    clearInterval(timer)
  }
  io.out.write(`${say(io, 'notes.over')}\n`)
  return EXIT.ok
}

/** What the demo sends; `null` if there is none, or another one by now. */
async function eventsOf({ url, secret }: NotesPlace, signal: AbortSignal) {
  const answer = await fetch(`${url}/api/notes`, {
    headers: { authorization: `Bearer ${secret}` },
    signal,
  }).catch((error: unknown) => {
    signal.throwIfAborted()
    // Nobody listens there any more.
    if (error instanceof TypeError) return null
    throw error
  })
  return answer?.ok && answer.body !== null ? viewsIn(answer.body) : null
}

async function* viewsIn(
  body: ReadableStream<Uint8Array>,
): AsyncGenerator<NotesView> {
  const lines = new EventLines()
  const decoder = new TextDecoder()
  try {
    const reader = body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const text = decoder.decode(value, { stream: true })
      for (const data of lines.add(text)) yield JSON.parse(data)
    }
  } catch (error) {
    // The demo ended, and with it the connection.
    if (!(error instanceof TypeError)) throw error
  }
}

/** One screen. */
export function notesText(io: Io, view: NotesView): string {
  const { color, language } = io
  const { now, next, step, steps, command, verdict, broken } = view
  const shown = Math.min(step + (command === null ? 0 : 1), steps)
  const place = say(io, 'notes.step', { step: shown, steps })
  const head = `${place} · ${clockText(view.elapsedMs)} · ${say(io, WHAT_NOW[view.phase])}`
  const lines = [color.bold(now.title[language]), color.dim(head)]
  if (verdict !== null)
    lines.push(`${verdict.check} ${say(io, VERDICTS[verdict.is])}`)
  if (broken.length > 0) {
    const numbers = broken.map((index) => index + 1).join(', ')
    lines.push(color.red(say(io, 'notes.broken', { steps: numbers })))
  }
  lines.push('', sheetText(io, view))
  if (next === null) lines.push(say(io, 'notes.closing'))
  else
    lines.push(
      color.bold(say(io, 'notes.next', { title: next.title[language] })),
    )
  lines.push(markdown(io, next?.parts[0]?.notes[language] ?? ''))
  return `${lines.join('\n').trimEnd()}\n`
}

const markdown = (io: Io, text: string) =>
  renderMarkdown(text, { columns: widthOf(io.out), color: io.color })

function sheetText(io: Io, { now, command }: NotesView): string {
  const { color, language } = io
  let number = 0
  return now.parts
    .map(({ notes, commands }) => {
      const lines = commands.map((text) => {
        const index = number++
        const isOn = index === command
        const line = `${isOn ? '▶' : ' '} # ${text}`
        return isOn ? color.cyan.bold(line) : color.dim(line)
      })
      return [markdown(io, notes[language]), ...lines, ''].join('\n')
    })
    .join('\n')
}
