/**
 * The birth of a container, call by call: each system call is a cell that lights up
 * when it is made, in the colour of what it is about, and above stands what the
 * container has by then.
 */
import { type ComponentChildren, h, render } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Language } from '#checker/check.ts'
import type { Birth } from '#checker/evidence/birth.ts'
import { birthSteps, partsOf } from '../../pictures/birth-steps.ts'
import { timeText } from '../../pictures/figures.ts'
import { Calls, StepTable } from './birth-calls.ts'
import { Mosaic } from './birth-mosaic.ts'
import { Parts } from './birth-parts.ts'
import { Controls, usePlay } from './birth-play.ts'
import { say } from './words.ts'

/**
 * Show a birth, call by call: the newest until somebody chooses another.
 *
 * @param births The newest first.
 */
export function drawBirths(
  births: readonly Birth[],
  into: HTMLElement,
  context: { readonly language: Language },
): void {
  render(h(Births, { births, language: context.language }), into)
}

interface BirthsProps {
  readonly births: readonly Birth[]
  readonly language: Language
}

function Births({ births, language }: BirthsProps): ComponentChildren {
  const [chosen, choose] = useState<string | null>(null)
  const birth = births.find(({ name }) => name === chosen) ?? births[0]
  if (birth === undefined)
    return h('p', { class: 'picture-nothing' }, say(language, 'birth.none'))
  return h(
    'div',
    { class: 'picture birth' },
    h(Chooser, { births, birth, language, choose }),
    h(OneBirth, { key: birth.name, birth, language }),
  )
}

interface ChooserProps extends BirthsProps {
  readonly birth: Birth
  readonly choose: (key: string) => void
}

function Chooser({
  births,
  birth,
  language,
  choose,
}: ChooserProps): ComponentChildren {
  return h(
    'label',
    { class: 'birth-choice' },
    `${say(language, 'birth.choose')} `,
    h(
      'select',
      {
        value: birth.name,
        onChange: ({ currentTarget }: Event) =>
          choose((currentTarget as HTMLSelectElement).value),
      },
      births.map((one) =>
        h(
          'option',
          { key: one.name, value: one.name },
          `${one.id} (${one.command})`,
        ),
      ),
    ),
  )
}

interface OneProps {
  readonly birth: Birth
  readonly language: Language
}

function OneBirth({ birth, language }: OneProps): ComponentChildren {
  const steps = useMemo(() => birthSteps(birth), [birth])
  const parts = useMemo(() => partsOf(steps), [steps])
  const [asTable, showTable] = useState(false)
  const play = usePlay(steps)
  const total = steps.reduce(
    (sum, { microseconds }) => sum + (microseconds ?? 0),
    0,
  )
  const made = steps.filter(({ outcome }) => outcome !== 'skipped').length
  return h(
    'div',
    { class: 'birth-one' },
    h(
      'div',
      { class: 'picture-head' },
      h(
        'p',
        { class: 'picture-summary' },
        say(language, 'birth.summary', {
          pid: birth.pid,
          count: made,
          time: timeText(total),
        }),
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'picture-switch',
          'aria-pressed': asTable,
          onClick: () => showTable(!asTable),
        },
        say(language, 'frame.table'),
      ),
    ),
    asTable
      ? h(StepTable, { steps, language })
      : [
          h(Parts, { key: 'parts', parts, at: play.at, language }),
          h(Mosaic, {
            key: 'mosaic',
            steps,
            at: play.at,
            onStep: play.goTo,
            language,
          }),
          h(Controls, {
            key: 'controls',
            ...play,
            count: steps.length,
            language,
          }),
          h(Calls, { key: 'calls', steps, at: play.at, language }),
        ],
  )
}
