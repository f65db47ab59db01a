/** "Stuck for 10 minutes on NOT_IN_CGROUP: 7 students", and who they are. */
import type { Language } from '#checker/check.ts'
import { type Child, element } from '../../web/page/element.ts'
import type { ClassView, StuckGroup } from '../feed.ts'
import { STUCK_MINUTES } from '../stuck-minutes.ts'
import { say, studentCount } from './words.ts'

export function stuckView(language: Language, { stuck }: ClassView): Child[] {
  const minutes = STUCK_MINUTES
  if (stuck.length === 0) {
    const nobody = say(language, 'page.stuckNobody', { minutes })
    return [element('p', {}, nobody)]
  }
  return [
    element('h2', {}, say(language, 'page.stuck', { minutes })),
    element('ul', {}, ...stuck.map((group) => groupView(language, group))),
  ]
}

function groupView(language: Language, group: StuckGroup): Child {
  const { diagnosis, check, title, count, people } = group
  return element(
    'li',
    {},
    element('code', {}, diagnosis ?? check),
    ' ',
    title[language],
    ' — ',
    element('span', { class: 'count' }, studentCount(language, count)),
    ...people.flatMap(({ name, minutes }, index) => [
      index === 0 ? ' · ' : ', ',
      element('bdi', {}, name),
      ` (${say(language, 'page.person', { minutes })})`,
    ]),
  )
}
