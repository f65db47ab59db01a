/** The checks of a lab: what came out of each, and why. */

import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import type { LiveChecks, LiveFinding } from '../live.ts'
import { EvidenceReplay } from './evidence-replay.ts'
import { SIGNS, STANDING_NAMES, type Standing, say } from './words.ts'

export interface ChecksProps {
  readonly language: Language
  readonly checks: LiveChecks
  /** Without it nobody may run any. */
  readonly onCheck: ((only?: readonly string[]) => void) | null
}

export function checksView(props: ChecksProps): ComponentChildren {
  const { language, checks, onCheck } = props
  const all = checks.steps.flatMap((step) => step.checks)
  const { passed, total } = sumOf(checks)
  const text = say(language, 'play.passed', { passed, total })
  return h(
    'div',
    { class: 'checks' },
    h(
      'div',
      { class: 'checks-head' },
      onCheck === null ? null : allButton(props, onCheck),
      h(
        'div',
        { class: 'progress' },
        h('span', { role: 'status' }, text),
        h(
          'div',
          { class: 'ticks', 'aria-hidden': 'true' },
          all.map(({ id }) =>
            h('i', { key: id, class: `tick ${standingOf(checks, id)}` }),
          ),
        ),
      ),
    ),
    checks.fault === null
      ? null
      : h(
          'p',
          { class: 'fault', role: 'alert' },
          say(language, 'play.kitBroke', { reason: checks.fault }),
        ),
    checks.steps.map((step) =>
      h(
        'section',
        { key: step.id },
        h('h2', null, step.title[language]),
        h(
          'ul',
          null,
          step.checks.map((check) => checkRow(props, check)),
        ),
      ),
    ),
  )
}

/** How many of a lab's checks pass. */
export function sumOf({ steps, findings }: LiveChecks) {
  const all = steps.flatMap((step) => step.checks)
  const passed = all.filter(({ id }) => findings[id]?.verdict === 'pass').length
  return { passed, total: all.length }
}

function allButton(
  { language, checks }: ChecksProps,
  onCheck: NonNullable<ChecksProps['onCheck']>,
): ComponentChildren {
  return h(
    'button',
    {
      type: 'button',
      class: 'primary',
      id: 'check-all',
      disabled: checks.running,
      onClick: () => onCheck(),
    },
    say(language, checks.running ? 'play.checking' : 'play.checkAll'),
  )
}

function standingOf(
  { awaited, running, findings }: LiveChecks,
  id: string,
): Standing {
  if (running && awaited.includes(id)) return 'awaited'
  return findings[id]?.verdict ?? 'none'
}

type Row = LiveChecks['steps'][number]['checks'][number]

function checkRow(props: ChecksProps, { id, title }: Row): ComponentChildren {
  const { language, checks, onCheck } = props
  const standing = standingOf(checks, id)
  const finding = checks.findings[id]
  const name = say(language, STANDING_NAMES[standing])
  const sign = h(
    'span',
    { class: `sign ${standing}`, role: 'img', 'aria-label': name, title: name },
    SIGNS[standing],
  )
  const words = h(
    'span',
    { class: 'what' },
    h('span', null, title[language]),
    h('code', { class: 'check-id' }, id),
  )
  const again =
    onCheck === null
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'again',
            disabled: checks.running,
            'aria-label': say(language, 'play.checkOne', { id }),
            title: say(language, 'play.checkOne', { id }),
            onClick: () => onCheck([id]),
          },
          '▸',
        )
  const head = [sign, words]
  return h(
    'li',
    { key: id, class: standing, 'data-check': id },
    finding === undefined
      ? h('div', { class: 'row' }, head, again)
      : h(
          'div',
          { class: 'row' },
          h(
            'details',
            { open: finding.verdict === 'fail' },
            h('summary', null, head),
            findingView(language, id, finding),
          ),
          again,
        ),
  )
}

function findingView(
  language: Language,
  id: string,
  finding: LiveFinding,
): ComponentChildren {
  const { expected, actual, reason, diagnosis, evidence, source } = finding
  return h(
    'div',
    { class: 'finding' },
    reason === null ? null : h('p', null, reason),
    h(
      'dl',
      null,
      fact(say(language, 'play.wanted'), expected, 'wanted'),
      fact(say(language, 'play.found'), actual, 'found'),
    ),
    diagnosis === null ? null : diagnosisView(language, diagnosis),
    evidence.length === 0
      ? null
      : h(EvidenceReplay, { key: id, language, evidence }),
    h(
      'p',
      { class: 'read' },
      `${say(language, 'play.read')}: `,
      [source, ...(diagnosis?.read ?? [])].filter(isFirst).join(' · '),
    ),
  )
}

const isFirst = <T>(item: T, at: number, all: readonly T[]) =>
  all.indexOf(item) === at

function fact(
  name: string,
  value: string | null,
  kind: string,
): ComponentChildren {
  if (value === null) return null
  return h(
    'div',
    { class: kind },
    h('dt', null, name),
    h('dd', null, h('code', null, value)),
  )
}

function diagnosisView(
  language: Language,
  { title, because, hints }: NonNullable<LiveFinding['diagnosis']>,
): ComponentChildren {
  return h(
    'div',
    { class: 'diagnosis' },
    h('h3', null, title[language]),
    h('p', null, because[language]),
    hints.map((hint, at) =>
      h(
        'details',
        { key: at, class: 'hint' },
        h(
          'summary',
          { class: 'hint-head' },
          say(language, 'play.hint', { number: at + 1 }),
        ),
        h('p', null, hint[language]),
      ),
    ),
  )
}
