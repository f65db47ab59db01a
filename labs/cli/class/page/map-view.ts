/** The heat map: a row for each student, a column for each check. */
import type { Language } from '#checker/check.ts'
import { type Child, element } from '../../web/page/element.ts'
import type { ClassView, Finding, LabHeads, Row } from '../feed.ts'
import { SIGNS, say, standingName } from './words.ts'

export function mapView(language: Language, { lab, rows }: ClassView): Child[] {
  return [
    element(
      'table',
      { class: 'map' },
      element('caption', {}, say(language, 'page.map')),
      element('thead', {}, headView(language, lab)),
      element('tbody', {}, ...rows.map((row) => rowView(language, lab, row))),
    ),
  ]
}

function headView(language: Language, { checks }: LabHeads): Child {
  const name = element('th', { scope: 'col' }, say(language, 'page.name'))
  const heads = checks.map(({ id, title }) =>
    element(
      'th',
      { scope: 'col', title: title[language] },
      element('span', { class: 'turned' }, id),
    ),
  )
  return element('tr', {}, name, ...heads)
}

function rowView(language: Language, { checks }: LabHeads, row: Row): Child {
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, element('bdi', {}, row.name)),
    ...row.cells.map((cell, at) => cellView(language, cell, checks[at]?.id)),
  )
}

function cellView(
  language: Language,
  finding: Finding | null,
  check = '',
): Child {
  const [standing, diagnosis] = finding ?? ['none' as const, null]
  const name = standingName(language, standing)
  const label = diagnosis === null ? name : `${name}: ${diagnosis}`
  return element(
    'td',
    { class: standing, title: `${check} · ${label}` },
    element('span', { role: 'img', 'aria-label': label }, SIGNS[standing]),
  )
}
