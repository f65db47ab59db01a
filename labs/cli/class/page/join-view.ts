/** How to get in: all there is to see while nobody is here. */
import type { Language } from '#checker/check.ts'
import { type Child, element } from '../../web/page/element.ts'
import type { ClassView } from '../feed.ts'
import { say } from './words.ts'

export function joinView(
  language: Language,
  { joinLine, people }: ClassView,
): Child[] {
  const first =
    people === 0
      ? element('p', {}, say(language, 'page.empty'))
      : element('h2', {}, say(language, 'page.join'))
  return [
    first,
    element('pre', { tabindex: '0' }, element('code', {}, joinLine)),
    element('p', {}, say(language, 'page.joinMore')),
  ]
}
