/** A form to make a container, and those that there are. It types; it does nothing. */

import { Component, type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { Scene, SceneContainer } from '#checker/scene/scene.ts'
import type { Post } from './actions.ts'
import { type PageMessage, say } from './words.ts'

interface Props {
  readonly language: Language
  readonly scene: Scene | null
  /** Without it nobody may type. */
  readonly post: Post | null
}

interface State {
  readonly fault: string | null
  readonly network: boolean
}

interface Field {
  readonly id: string
  readonly label: PageMessage
  readonly value?: string
  readonly choices?: readonly string[]
}

const LIMITS: readonly Field[] = [
  {
    id: 'memory',
    label: 'play.boxMemory',
    choices: ['16M', '32M', '64M', '128M'],
    value: '32M',
  },
  {
    id: 'cpus',
    label: 'play.boxCpus',
    choices: ['0.1', '0.25', '0.5', '1'],
    value: '0.5',
  },
  {
    id: 'pids',
    label: 'play.boxPids',
    choices: ['5', '10', '20', '50'],
    value: '20',
  },
]

const COMMANDS = [
  'httpd -f -v -h /srv',
  'sleep 1000',
  "sh -c 'while :; do :; done'",
  "sh -c 'x=x; while :; do x=$x$x; done'",
  "sh -c ':(){ :|:& }; :; sleep 1000'",
]

export class SandboxView extends Component<Props, State> {
  override state: State = { fault: null, network: true }

  override render({ language, scene, post }: Props): ComponentChildren {
    return h(
      'div',
      { class: 'sandbox' },
      post === null ? null : this.#form(language, post),
      h('h2', null, say(language, 'play.boxList')),
      this.#list(language, scene, post),
    )
  }

  #form(language: Language, post: Post): ComponentChildren {
    const { fault, network } = this.state
    const said = (key: PageMessage) => say(language, key)
    return h(
      'form',
      { onSubmit: (event: Event) => void this.#run(event, post) },
      h('p', { class: 'quiet' }, said('play.boxIntro')),
      h(
        'div',
        { class: 'fields' },
        input('name', said('play.boxName'), {
          value: 'web',
          required: true,
          pattern: '[a-z][a-z0-9\\-]{0,30}',
        }),
        LIMITS.map(({ id, label, choices = [], value }) =>
          h(
            'label',
            { key: id },
            h('span', null, said(label)),
            h(
              'select',
              { name: id },
              h('option', { value: '' }, said('play.boxUnlimited')),
              choices.map((choice) =>
                h(
                  'option',
                  { value: choice, selected: choice === value },
                  choice,
                ),
              ),
            ),
          ),
        ),
      ),
      h(
        'label',
        { class: 'check' },
        h('input', {
          type: 'checkbox',
          name: 'network',
          checked: network,
          onChange: () => this.setState({ network: !network }),
        }),
        h('span', null, said('play.boxNetwork')),
      ),
      network
        ? input('publish', said('play.boxPublish'), {
            value: '8080:80',
            pattern: '\\d{1,5}:\\d{1,5}',
          })
        : null,
      input('command', said('play.boxCommand'), {
        value: COMMANDS[0],
        list: 'box-commands',
        class: 'mono',
      }),
      h(
        'datalist',
        { id: 'box-commands' },
        COMMANDS.map((value) => h('option', { value })),
      ),
      fault === null ? null : h('p', { class: 'fault', role: 'alert' }, fault),
      h(
        'button',
        { type: 'submit', class: 'primary', id: 'box-run' },
        said('play.boxRun'),
      ),
    )
  }

  async #run(event: Event, post: Post): Promise<void> {
    event.preventDefault()
    const data = new FormData(event.target as HTMLFormElement)
    const fields = Object.fromEntries(data)
    await this.#ask(post, {
      ...fields,
      action: 'run',
      network: data.has('network'),
    })
  }

  async #ask(post: Post, form: object): Promise<void> {
    const refusal = await post('box', form)
    const { language } = this.props
    const isForm = refusal?.kind === 'malformed'
    const wrong = () =>
      isForm ? say(language, 'play.boxWrong', { field: refusal.field }) : ''
    this.setState({
      fault: refusal === null ? null : wrong() || say(language, 'play.busy'),
    })
  }

  #list(
    language: Language,
    scene: Scene | null,
    post: Post | null,
  ): ComponentChildren {
    const containers = scene?.containers ?? []
    if (containers.length === 0)
      return h('p', { class: 'quiet' }, say(language, 'play.boxNone'))
    return h(
      'ul',
      { class: 'boxes' },
      containers.map((container) => this.#row(language, container, post)),
    )
  }

  #row(
    language: Language,
    { id, pid, status, bundle }: SceneContainer,
    post: Post | null,
  ): ComponentChildren {
    const isOurs = bundle?.startsWith('/run/playground/boxes/') === true
    const act = (action: string, key: PageMessage) =>
      h(
        'button',
        {
          type: 'button',
          'aria-label': `${say(language, key)}: ${id}`,
          onClick: () =>
            post !== null && void this.#ask(post, { action, name: id }),
        },
        say(language, key),
      )
    return h(
      'li',
      { key: id, 'data-box': id },
      h(
        'div',
        { class: 'box-head' },
        h('strong', null, id),
        h('span', { class: `state ${status}` }, status),
        pid === null ? null : h('code', { class: 'box-pid' }, `pid ${pid}`),
      ),
      isOurs && post !== null
        ? h(
            'div',
            { class: 'buttons' },
            status === 'running' ? act('exec', 'play.boxExec') : null,
            status === 'paused'
              ? act('resume', 'play.boxResume')
              : status === 'running' && act('pause', 'play.boxPause'),
            status === 'running' ? act('stop', 'play.boxStop') : null,
            act('rm', 'play.boxRm'),
          )
        : h('p', { class: 'quiet' }, say(language, 'play.boxOther')),
    )
  }
}

function input(
  name: string,
  label: string,
  attributes: object,
): ComponentChildren {
  return h(
    'label',
    { key: name },
    h('span', null, label),
    h('input', { name, autocomplete: 'off', spellcheck: false, ...attributes }),
  )
}
