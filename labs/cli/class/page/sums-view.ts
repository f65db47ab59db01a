/**
 * What may be shown to everybody: a row for each check, a square for each student,
 * and the squares of one verdict together, so that no column is a person.
 */
import type { Language } from '#checker/check.ts'
import { type Child, element } from '../../web/page/element.ts'
import type { ClassView, LabHeads, Sums } from '../feed.ts'
import { SIGNS, STANDINGS, type Standing, say, standingName } from './words.ts'

export function sumsView(language: Language, view: ClassView): Child[] {
  const { lab, people, sums } = view
  const rows = lab.checks.map((check, at) =>
    rowView(language, check, countsOf(sums[at] ?? {}, people)),
  )
  return [
    element(
      'table',
      { class: 'sums' },
      element('caption', {}, say(language, 'page.sums')),
      element('thead', {}, headView(language)),
      element('tbody', {}, ...rows),
    ),
  ]
}

type Counts = readonly (readonly [Standing, number])[]

/** Who is in no sum has not got that far. */
function countsOf(sums: Sums, people: number): Counts {
  const known = Object.values(sums).reduce((sum, count) => sum + count, 0)
  const all = { ...sums, none: Math.max(0, people - known) }
  return STANDINGS.map((it) => [it, all[it] ?? 0] as const).filter(
    ([, count]) => count > 0,
  )
}

const headView = (language: Language) =>
  element(
    'tr',
    {},
    element('th', { scope: 'col' }, say(language, 'page.check')),
    element('th', { scope: 'col' }, say(language, 'page.count')),
  )

function rowView(
  language: Language,
  { title }: LabHeads['checks'][number],
  counts: Counts,
): Child {
  const squares = counts.flatMap(([standing, count]) =>
    Array.from({ length: count }, () =>
      element('span', { class: standing }, SIGNS[standing]),
    ),
  )
  const words = counts.map(
    ([standing, count]) => `${standingName(language, standing)} ${count}`,
  )
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, title[language]),
    element(
      'td',
      {},
      element('div', { class: 'squares', 'aria-hidden': 'true' }, ...squares),
      element('div', {}, words.join(' · ')),
    ),
  )
}
