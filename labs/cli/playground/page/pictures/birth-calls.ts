/** The calls around the one that is being made, and all of them as a table. */
import { type ComponentChildren, h } from 'preact'
import type { Language } from '#checker/check.ts'
import { type BirthStep, windowAround } from '../../pictures/birth-steps.ts'
import { timeText } from '../../pictures/figures.ts'
import { say } from './words.ts'

interface CallsProps {
  readonly steps: readonly BirthStep[]
  readonly at: number
  readonly language: Language
}

export function Calls({ steps, at, language }: CallsProps): ComponentChildren {
  const now = steps[Math.max(0, at)]
  return h(
    'ol',
    { class: 'calls', 'aria-label': say(language, 'birth.calls') },
    windowAround(steps, at).map((step) => {
      const isNow = step === now
      const isAhead = steps.indexOf(step) > at
      return h(
        'li',
        {
          key: step.key,
          class: `call family-${step.family} outcome-${step.outcome} ${isNow ? 'is-now' : ''} ${isAhead ? 'is-ahead' : ''}`,
          'aria-current': isNow ? 'step' : undefined,
        },
        h('code', { title: step.call }, step.call),
        isAhead ? null : h(Result, { step, language }),
        isNow && step.notes.length > 0
          ? h('p', { class: 'call-note' }, step.notes.join(' · '))
          : null,
      )
    }),
  )
}

interface ResultProps {
  readonly step: BirthStep
  readonly language: Language
}

function Result({ step, language }: ResultProps): ComponentChildren {
  const { outcome, microseconds } = step
  return h(
    'span',
    { class: 'call-result' },
    outcome === 'skipped'
      ? say(language, 'birth.notReached')
      : resultText(step),
    microseconds === null ? null : h('small', null, timeText(microseconds)),
  )
}

function resultText({ result, errno, outcome }: BirthStep): string {
  if (outcome === 'failed') return `✕ ${errno ?? result}`
  return result === null ? '✓' : `= ${result}`
}

interface StepTableProps {
  readonly steps: readonly BirthStep[]
  readonly language: Language
}

export function StepTable({
  steps,
  language,
}: StepTableProps): ComponentChildren {
  const heads = [
    'birth.step',
    'birth.manual',
    'birth.call',
    'birth.result',
    'birth.time',
  ] as const
  return h(
    'div',
    {
      class: 'picture-table',
      tabIndex: 0,
      role: 'region',
      'aria-label': say(language, 'birth.calls'),
    },
    h(
      'table',
      null,
      h('caption', null, say(language, 'birth.calls')),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          heads.map((head) =>
            h('th', { key: head, scope: 'col' }, say(language, head)),
          ),
        ),
      ),
      h(
        'tbody',
        null,
        steps.map((step) => h(StepRow, { key: step.key, step, language })),
      ),
    ),
  )
}

function StepRow({ step, language }: ResultProps): ComponentChildren {
  const { key, manual, call, outcome, microseconds } = step
  return h(
    'tr',
    null,
    h('td', null, /^\d+$/.test(key) ? key : ''),
    h('td', null, manual),
    h('td', null, h('code', null, call)),
    h(
      'td',
      null,
      outcome === 'skipped'
        ? say(language, 'birth.notReached')
        : resultText(step),
    ),
    h('td', null, microseconds === null ? '' : timeText(microseconds)),
  )
}
