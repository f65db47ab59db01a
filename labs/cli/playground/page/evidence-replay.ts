/** What a check read in the kernel, one text after another, as it was read. */

import { Component, type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { LiveFinding } from '../live.ts'
import { say } from './words.ts'

interface Props {
  readonly language: Language
  readonly evidence: LiveFinding['evidence']
}

interface State {
  readonly at: number
  readonly isPlaying: boolean
}

/** Time to read one of them. */
const STEP_MS = 1800

export class EvidenceReplay extends Component<Props, State> {
  override state: State = { at: 0, isPlaying: false }
  #timer: ReturnType<typeof setInterval> | undefined

  override componentWillUnmount(): void {
    clearInterval(this.#timer)
  }

  override render({ language, evidence }: Props, { at, isPlaying }: State) {
    const total = evidence.length
    const [path = '', text = ''] = evidence[Math.min(at, total - 1)] ?? []
    return h(
      'div',
      {
        class: 'evidence',
        role: 'group',
        'aria-label': say(language, 'play.evidenceAll'),
      },
      h(
        'div',
        { class: 'evidence-head' },
        h(
          'span',
          null,
          say(language, 'play.evidence', { number: at + 1, total }),
        ),
        total === 1 ? null : this.#buttons(language, total, isPlaying),
      ),
      h('code', { class: 'path' }, path),
      h(
        'pre',
        { tabIndex: 0, 'aria-live': isPlaying ? 'off' : 'polite' },
        text === '' ? say(language, 'play.emptyText') : text,
      ),
    )
  }

  #buttons(
    language: Language,
    total: number,
    isPlaying: boolean,
  ): ComponentChildren {
    const button = (word: string, sign: string, onClick: () => void) =>
      h(
        'button',
        { type: 'button', 'aria-label': word, title: word, onClick },
        sign,
      )
    return h(
      'span',
      { class: 'buttons' },
      button(say(language, 'play.before'), '‹', () => this.#step(-1, total)),
      isPlaying
        ? button(say(language, 'play.stop'), '■', () => this.#stop())
        : button(say(language, 'play.replay'), '▶', () => this.#play(total)),
      button(say(language, 'play.next'), '›', () => this.#step(1, total)),
    )
  }

  #step(by: number, total: number): void {
    this.#stop()
    this.setState(({ at }) => ({ at: (at + by + total) % total }))
  }

  #play(total: number): void {
    clearInterval(this.#timer)
    this.setState({ at: 0, isPlaying: true })
    this.#timer = setInterval(() => {
      const { at } = this.state
      if (at + 1 < total) this.setState({ at: at + 1 })
      else this.#stop()
    }, STEP_MS)
  }

  #stop(): void {
    clearInterval(this.#timer)
    this.setState({ isPlaying: false })
  }
}
