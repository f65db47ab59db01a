/** The header: how it stands with the machine, and what can be done to all of it. */

import { Component, type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { Connection } from '../../web/page/follow.ts'
import type { Live } from '../live.ts'
import type { Post } from './actions.ts'
import { type PageMessage, say } from './words.ts'

export interface HeaderProps {
  readonly language: Language
  readonly live: Partial<Live>
  readonly connection: Connection
  readonly post: Post | null
}

type State = 'good' | 'busy' | 'bad'

const MACHINE: Readonly<
  Record<Live['machine']['state'], [PageMessage, State]>
> = {
  starting: ['play.starting', 'busy'],
  up: ['play.up', 'good'],
  lost: ['play.lostMachine', 'bad'],
}

const CONNECTION: Readonly<Record<Connection, [PageMessage, State]>> = {
  connecting: ['play.connecting', 'busy'],
  live: ['play.connecting', 'busy'],
  lost: ['play.lost', 'bad'],
  refused: ['play.refused', 'bad'],
}

/** How it stands, in words. */
export function status({
  language,
  live,
  connection,
}: HeaderProps): ComponentChildren {
  const { machine, viewers = 0, role } = live
  const isLive = connection === 'live' && machine !== undefined
  const [key, state] = isLive ? MACHINE[machine.state] : CONNECTION[connection]
  const stage = isLive && machine.stage !== '' ? machine.stage : null
  return h(
    'div',
    { class: 'status' },
    h(
      'span',
      { class: `pill ${state}`, role: 'status' },
      h('i', { 'aria-hidden': 'true' }),
      stage ?? say(language, key),
    ),
    isLive && machine.kernel !== ''
      ? h('span', { class: 'quiet facts' }, factsOf(language, machine))
      : null,
    viewers > 1
      ? h(
          'span',
          { class: 'quiet', id: 'viewers' },
          say(language, 'play.viewers', { count: viewers }),
        )
      : null,
    role === 'view'
      ? h('span', { class: 'quiet' }, say(language, 'play.looksOnly'))
      : null,
    isLive && machine.fault !== null
      ? h(
          'span',
          { class: 'pill bad', title: machine.fault },
          say(language, 'play.stale'),
        )
      : null,
  )
}

function factsOf(language: Language, machine: Live['machine']): string {
  const { provider, accel, kernel, program } = machine
  const programs = say(language, 'play.program', { name: program })
  const how = accel === 'none' ? provider : `${provider}/${accel}`
  return `${how} · ${kernel} · ${programs}`
}

/** What can be done; nothing for who only looks. */
export function controls(props: HeaderProps): ComponentChildren {
  const { language, live, post } = props
  const other = language === 'zh' ? 'en' : 'zh'
  const query = new URLSearchParams(location.search)
  query.set('lang', other)
  return h(
    'div',
    { class: 'controls' },
    post === null ? null : h(Actions, { language, live, post }),
    h(
      'a',
      {
        class: 'button',
        id: 'language',
        lang: other === 'zh' ? 'zh-CN' : 'en',
        href: `/?${query}`,
      },
      other === 'zh' ? '中文' : 'English',
    ),
  )
}

interface ActionsProps {
  readonly language: Language
  readonly live: Partial<Live>
  readonly post: Post
}

/** Whoever does not press again did not mean it. */
const SURE_MS = 4000

class Actions extends Component<ActionsProps, { isAsked: boolean }> {
  override state = { isAsked: false }

  override render({ language, live, post }: ActionsProps): ComponentChildren {
    const { machine, mark, viewUrl } = live
    const isMarked = mark !== null && mark !== undefined
    const said = (key: PageMessage) => say(language, key)
    return h(
      'span',
      { class: 'actions' },
      h(
        'button',
        {
          type: 'button',
          id: 'mark',
          'aria-pressed': isMarked ? 'true' : 'false',
          title: said(isMarked ? 'play.unmark' : 'play.markHelp'),
          onClick: () => void post('mark', { set: !isMarked }),
        },
        said('play.mark'),
      ),
      this.#resetButton(said, machine, post),
      viewUrl
        ? h(
            'a',
            {
              class: 'button',
              id: 'projector',
              href: viewUrl,
              target: '_blank',
              rel: 'noopener',
              title: said('play.projectorHelp'),
            },
            said('play.projector'),
          )
        : null,
    )
  }

  #resetButton(
    said: (key: PageMessage) => string,
    machine: Live['machine'] | undefined,
    post: Post,
  ): ComponentChildren {
    const { isAsked } = this.state
    const isLost = machine?.state === 'lost'
    const help =
      machine?.forgets === false ? 'play.resetKeeps' : 'play.resetHelp'
    const word = isLost
      ? 'play.startAgain'
      : isAsked
        ? 'play.resetSure'
        : 'play.reset'
    return h(
      'button',
      {
        type: 'button',
        id: 'reset',
        class: isAsked ? 'danger' : undefined,
        disabled: machine === undefined || machine.state === 'starting',
        title: said(help),
        onClick: () => {
          if (isLost || isAsked) void post('reset')
          else setTimeout(() => this.setState({ isAsked: false }), SURE_MS)
          this.setState({ isAsked: !(isLost || isAsked) })
        },
      },
      said(word),
    )
  }
}
