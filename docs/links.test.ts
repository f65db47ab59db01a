/** Every link between pages, and to a heading in one, leads somewhere. */
import t from 'tap'
import { COMMANDS } from '../labs/cli/commands.ts'
import { withGenerated } from './.vitepress/generated/marks.ts'
import { anchorsIn, linksIn } from './test/markdown.ts'
import { type Page, sitePages } from './test/pages.ts'

const addressOf = (path: string) => `/${path.replace(/(^|\/)index$/, '$1')}`

const pages = new Map(sitePages().map((page) => [addressOf(page.path), page]))

/** Anchors of a page; of what programs write into it, those that can be linked. */
async function anchorsOf({ path, language, text }: Page): Promise<Set<string>> {
  if (path.endsWith('reference/errors'))
    return anchorsIn(await withGenerated(text, language))
  if (!path.endsWith('reference/cli')) return anchorsIn(text)
  const commands = Object.keys(COMMANDS).map((name) => `labs-${name}`)
  return new Set([...anchorsIn(text), ...commands])
}

/** What is wrong with a link of a page; `null` if nothing is. */
async function whatIsWrong(from: Page, link: string): Promise<string | null> {
  const base = `site:${addressOf(from.path)}`
  const { protocol, pathname, hash } = new URL(link, base)
  if (protocol !== 'site:') return null
  const to = pages.get(decodeURI(pathname))
  if (to === undefined) return 'no such page'
  if (to.language !== from.language) return 'leads to the other language'
  const anchor = decodeURIComponent(hash.slice(1))
  if (anchor === '' || (await anchorsOf(to)).has(anchor)) return null
  return `no heading of ${to.path} has that anchor`
}

t.test('every link leads to a page, and to a heading of it', async (t) => {
  let seen = 0
  const wrong: string[] = []
  for (const page of pages.values())
    for (const link of linksIn(page.text)) {
      seen++
      const fault = await whatIsWrong(page, link)
      if (fault !== null) wrong.push(`${page.path}: ${link}: ${fault}`)
    }
  t.ok(seen > 50, 'there are links')
  t.same(wrong, [])
})
