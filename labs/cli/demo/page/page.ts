/**
 * The page of notes: redrawn whenever the demo is somewhere else. Its clock goes by
 * itself, from the time that the demo said last.
 */
import type { Language } from '#checker/check.ts'
import { draw } from '../../web/page/draw.ts'
import { type Child, element } from '../../web/page/element.ts'
import { type Connection, follow } from '../../web/page/follow.ts'
import { pageSecret } from '../../web/page/secret.ts'
import {
  clockText,
  type NotesView,
  type Sheet,
  VERDICTS,
  WHAT_NOW,
} from '../notes-view.ts'
import { elementsOf } from './markdown.ts'
import { type NotesMessage, say } from './words.ts'

const STATES: Readonly<Record<Connection, NotesMessage>> = {
  connecting: 'notes.connecting',
  live: 'notes.live',
  lost: 'notes.lost',
  refused: 'notes.refused',
}

const TICK_MS = 250

const place = <T extends HTMLElement>(selector: string) =>
  document.querySelector(selector) as T

class NotesPage {
  #language: Language = document.documentElement.lang.startsWith('zh')
    ? 'zh'
    : 'en'
  #connection: Connection = 'connecting'
  #view: NotesView | null = null
  #receivedAt = 0

  begin(): void {
    const wished = new URLSearchParams(location.search).get('lang')
    if (wished === 'zh' || wished === 'en') this.#language = wished
    place('#language').onclick = () => this.#toggleLanguage()
    const secret = pageSecret()
    if (secret === null) this.#connection = 'refused'
    else this.#follow(secret)
    setInterval(() => this.#drawClock(), TICK_MS)
    this.#draw()
  }

  #toggleLanguage(): void {
    this.#language = this.#language === 'zh' ? 'en' : 'zh'
    history.replaceState(
      null,
      '',
      `${location.pathname}?lang=${this.#language}`,
    )
    this.#draw()
  }

  #follow(secret: string): void {
    void follow<NotesView>({
      path: '/api/notes',
      secret,
      signal: new AbortController().signal,
      onConnection: (state) => {
        this.#connection = state
        this.#draw()
      },
      onEvent: (view) => {
        this.#view = view
        this.#receivedAt = performance.now()
        this.#draw()
      },
    })
  }

  #say(key: NotesMessage, values: Record<string, string | number> = {}) {
    return say(this.#language, key, values)
  }

  #draw(): void {
    const language = this.#language
    const view = this.#view
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
    document.title = `${this.#say('notes.title')} · labs`
    draw(place('h1'), [view?.now.title[language] ?? this.#say('notes.title')])
    const connection = place('#connection')
    draw(connection, [this.#say(STATES[this.#connection])])
    connection.className = this.#connection
    // In the language of those who look for it.
    const other = place('#language')
    draw(other, [language === 'zh' ? 'English' : '中文'])
    other.lang = language === 'zh' ? 'en' : 'zh-CN'
    this.#drawClock()
    if (view !== null) this.#drawView(view)
  }

  #drawClock(): void {
    const view = this.#view
    if (view === null) return
    const isOver = view.phase === 'over' || this.#connection === 'lost'
    const since = isOver ? 0 : performance.now() - this.#receivedAt
    draw(place('#clock'), [clockText(view.elapsedMs + since)])
  }

  #drawView(view: NotesView): void {
    draw(place('#status'), this.#status(view))
    draw(place('#now'), sheet(this.#language, view.now, view.command))
    draw(place('#next'), this.#next(view))
    draw(place('#keys'), [
      element('h2', {}, this.#say('notes.keys')),
      element('pre', {}, this.#say('notes.keyList')),
    ])
  }

  #status(view: NotesView): Child[] {
    const { step, steps, verdict, broken } = view
    const shown = Math.min(step + (view.command === null ? 0 : 1), steps)
    const lines = [
      element('p', {}, this.#say('notes.step', { step: shown, steps })),
      element('p', { class: 'what' }, this.#say(WHAT_NOW[view.phase])),
    ]
    if (verdict !== null) {
      const text = `${verdict.check} ${this.#say(VERDICTS[verdict.is])}`
      lines.push(element('p', { class: verdict.is }, text))
    }
    if (broken.length > 0) {
      const numbers = broken.map((index) => index + 1).join(', ')
      const text = this.#say('notes.broken', { steps: numbers })
      lines.push(element('p', { class: 'fail' }, text))
    }
    return lines
  }

  #next({ next }: NotesView): Child[] {
    if (next === null) return [element('p', {}, this.#say('notes.closing'))]
    const title = next.title[this.#language]
    const [first] = next.parts
    return [
      element('h2', {}, this.#say('notes.next', { title })),
      ...elementsOf(first?.notes[this.#language] ?? ''),
    ]
  }
}

/** Notes with the commands between them; those that have run are marked so. */
function sheet(
  language: Language,
  { parts }: Sheet,
  command: number | null,
): Child[] {
  let number = 0
  return parts.flatMap(({ notes, commands }) => [
    ...elementsOf(notes[language]),
    ...commands.map((text) => {
      const index = number++
      const state =
        command === null || index < command
          ? 'done'
          : index === command
            ? 'on'
            : 'to-come'
      const current = index === command ? { 'aria-current': 'step' } : {}
      return element('pre', { class: state, ...current }, `# ${text}`)
    }),
  ])
}

new NotesPage().begin()
