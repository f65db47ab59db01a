/**
 * The page of a playground. What comes from the server says what it shows; its panes
 * draw themselves, and meet here.
 *
 *     /api/live ─▶ news ─▶ status, checks, sandbox, change, pictures
 *     /api/terminal ◀─▶ terminal
 */

import { type ComponentChildren, h, render } from 'preact'
import type { Language } from '#checker/check.ts'
import { decodeScene } from '#checker/scene/wire.ts'
import { type Connection, follow } from '../../web/page/follow.ts'
import { pageSecret } from '../../web/page/secret.ts'
import type { Live } from '../live.ts'
import { type Post, poster } from './actions.ts'
import { ChangeView } from './change-view.ts'
import { checksView, sumOf } from './checks-view.ts'
import { controls, status } from './header-view.ts'
import { beSplit } from './panes.ts'
import { PicturesView } from './pictures-view.ts'
import { SandboxView } from './sandbox-view.ts'
import { giveStylesTheNonce } from './style-nonce.ts'
import { type Tab, tabRow } from './tabs.ts'
import { TerminalView } from './terminal-view.ts'
import { say } from './words.ts'

type Pane = 'left' | 'middle' | 'right'

const PANES: readonly Pane[] = ['left', 'middle', 'right']
const root = document.documentElement
const place = <T extends HTMLElement>(id: string) =>
  document.getElementById(id) as T

class PlaygroundPage {
  readonly #secret = pageSecret()
  readonly #language: Language = root.lang === 'zh-CN' ? 'zh' : 'en'
  readonly #post: Post = poster(this.#secret ?? '')
  readonly #pictures: PicturesView
  #terminal: TerminalView | null = null
  #connection: Connection = 'connecting'
  #live: Partial<Live> = {}
  #left = root.dataset.lab === '' ? 'sandbox' : 'lesson'
  #pane: Pane = 'middle'

  constructor() {
    this.#pictures = new PicturesView({
      tabs: place('picture-tabs'),
      body: place('picture'),
      foot: place('picture-foot'),
      onChoose: (picture) => this.#show({ picture }),
    })
  }

  begin(): void {
    giveStylesTheNonce()
    this.#split()
    place<HTMLSelectElement>('lab').onchange = ({ target }) =>
      void this.#chooseLab((target as HTMLSelectElement).value)
    place('lesson').onclick = ({ target }) => this.#typeFrom(target)
    document.addEventListener('keydown', (event) => {
      if (this.#ownKey(event)) event.preventDefault()
    })
    this.#draw()
    if (this.#secret === null) this.#connected('refused')
    else this.#connect(this.#secret)
  }

  #connect(secret: string): void {
    this.#terminal = new TerminalView({
      into: place('terminal'),
      secret,
      onSize: ({ columns, rows }) =>
        this.#drawTerminalHead(`${columns} × ${rows}`),
      onConnection: () => {},
      onKey: (event) => this.#ownKey(event),
    })
    void follow<Partial<Live>>({
      path: '/api/live',
      secret,
      signal: new AbortController().signal,
      onConnection: (state) => this.#connected(state),
      onEvent: ({ scene, ...news }) =>
        this.#learn(
          scene ? { ...news, scene: decodeScene(scene as never) } : news,
        ),
    })
  }

  #connected(state: Connection): void {
    this.#connection = state
    this.#draw()
  }

  #learn(news: Partial<Live>): void {
    this.#live = { ...this.#live, ...news }
    if (news.role !== undefined) this.#beIn(news.role)
    if (news.checks !== undefined) this.#followLab(news.checks?.lab ?? '')
    if (news.shown !== undefined && this.#live.role === 'view')
      this.#pictures.choose(news.shown.picture)
    this.#draw('scene' in news)
  }

  #beIn(role: Live['role']): void {
    root.classList.toggle('projector', role === 'view')
    this.#terminal?.allow(role === 'full')
    if (role === 'full') this.#terminal?.focus()
  }

  /** Somebody chose another lab: its lesson is another page. */
  #followLab(lab: string): void {
    if (lab === root.dataset.lab) return
    const query = new URLSearchParams(location.search)
    if (lab === '') query.delete('lab')
    else query.set('lab', lab)
    location.replace(`/?${query}`)
  }

  async #chooseLab(id: string): Promise<void> {
    const refusal = await this.#post('lab', { id: id === '' ? null : id })
    if (refusal !== null)
      place<HTMLSelectElement>('lab').value = root.dataset.lab ?? ''
  }

  #typeFrom(target: EventTarget | null): void {
    const button = (target as HTMLElement).closest('button.type')
    const command = button?.getAttribute('data-command')
    if (command === null || command === undefined) return
    void this.#post('type', { line: command })
    this.#terminal?.focus()
  }

  /** What others see as well: which picture. */
  #show(shown: Live['shown']): void {
    if (this.#live.role === 'full') void this.#post('show', shown)
  }

  /** Alt+1, 2, 3: the panes. Without them the terminal would keep every key. */
  #ownKey(event: KeyboardEvent): boolean {
    const pane = PANES[Number(/^Digit([123])$/.exec(event.code)?.[1]) - 1]
    if (!event.altKey || event.ctrlKey || pane === undefined) return false
    this.#choosePane(pane)
    if (pane === 'middle') this.#terminal?.focus()
    else
      place(pane)
        .querySelector<HTMLElement>('[role=tab][aria-selected=true]')
        ?.focus()
    return true
  }

  #choosePane(pane: Pane): void {
    this.#pane = pane
    this.#draw()
  }

  #split(): void {
    const language = this.#language
    beSplit({
      handle: place('split-left'),
      label: say(language, 'play.widthLeft'),
      property: '--left',
      direction: 1,
    })
    beSplit({
      handle: place('split-right'),
      label: say(language, 'play.widthRight'),
      property: '--right',
      direction: -1,
    })
  }

  #draw(hasScene = false): void {
    const language = this.#language
    const live = this.#live
    const post = live.role === 'full' ? this.#post : null
    const facts = { language, live, connection: this.#connection, post }
    root.dataset.pane = this.#pane
    render(status(facts), place('status'))
    render(controls(facts), place('controls'))
    place<HTMLSelectElement>('lab').disabled = post === null
    this.#drawSwitch()
    this.#drawLeft(post)
    render(h(ChangeView, { language, live }), place('change'))
    this.#pictures.show(live, language, hasScene)
  }

  /** On a narrow screen there is room for one pane. */
  #drawSwitch(): void {
    const titles = ['play.lesson', 'play.terminal', 'play.pictures'] as const
    const row = h(
      'div',
      { class: 'tabs' },
      PANES.map((id, at) =>
        h(
          'button',
          {
            type: 'button',
            'aria-pressed': id === this.#pane ? 'true' : 'false',
            onClick: () => this.#choosePane(id),
          },
          say(this.#language, titles[at] ?? 'play.lesson'),
        ),
      ),
    )
    render(row, place('switch'))
  }

  #drawLeft(post: Post | null): void {
    const language = this.#language
    const { checks = null, scene = null } = this.#live
    const tabs = this.#leftTabs()
    render(
      tabRow({
        label: say(language, 'play.lesson'),
        tabs,
        chosen: this.#left,
        onChoose: (id) => {
          this.#left = id
          this.#draw()
        },
      }),
      place('left-tabs'),
    )
    for (const id of ['lesson', 'checks', 'sandbox'])
      place(id).hidden = id !== this.#left
    const onCheck =
      post === null
        ? null
        : (only?: readonly string[]) => void post('check', { only })
    const view: ComponentChildren =
      checks === null ? null : checksView({ language, checks, onCheck })
    render(view, place('checks'))
    render(h(SandboxView, { language, scene, post }), place('sandbox'))
  }

  #leftTabs(): Tab[] {
    const language = this.#language
    const { checks = null } = this.#live
    const tab = (id: string, title: string) => ({ id, title, panel: id })
    const sandbox = tab('sandbox', say(language, 'play.sandbox'))
    if (root.dataset.lab === '') return [sandbox]
    const { passed, total } =
      checks === null ? { passed: 0, total: 0 } : sumOf(checks)
    return [
      tab('lesson', say(language, 'play.lesson')),
      {
        ...tab('checks', say(language, 'play.checks')),
        ...(total === 0 ? {} : { note: `${passed}/${total}` }),
      },
      sandbox,
    ]
  }

  #drawTerminalHead(size: string): void {
    const language = this.#language
    const zoom = (sign: string, by: number) => {
      const title = say(language, by > 0 ? 'play.larger' : 'play.smaller')
      const onClick = () => this.#terminal?.zoom(by)
      // Who speaks to a computer says what they see.
      const name = { 'aria-label': `${sign} ${title}`, title }
      return h('button', { type: 'button', ...name, onClick }, sign)
    }
    render(
      h(
        'div',
        { class: 'pane-head' },
        h('h2', null, say(language, 'play.terminal')),
        h('span', { class: 'quiet', id: 'terminal-size' }, size),
        h('span', { class: 'quiet keys' }, say(language, 'play.keys')),
        h('span', { class: 'zoom' }, zoom('A−', -1), zoom('A+', 1)),
      ),
      place('terminal-head'),
    )
  }
}

new PlaygroundPage().begin()
