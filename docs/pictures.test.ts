/** Every picture that a page names is there, and each that is there is shown. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { docs } from './.vitepress/places.ts'
import { componentsIn } from './test/markdown.ts'
import { sitePages } from './test/pages.ts'

/** Components that are no pictures. */
const OTHERS = ['CastView', 'Quiz', 'StartLab', 'SyscallTable']

const pictures = readdirSync(join(docs, '.vitepress/theme/pictures'))
  .filter((file) => file.endsWith('.vue'))
  .map((file) => file.replace('.vue', ''))

const uses = sitePages().flatMap(({ path, language, text }) =>
  componentsIn(text).map((name) => ({ path, language, name })),
)

t.test('every component that a page uses is there', async (t) => {
  const known = [...pictures, ...OTHERS]
  const unknown = uses.filter(({ name }) => !known.includes(name))
  t.same(unknown, [])
})

t.test('every picture is shown, in both languages', async (t) => {
  t.ok(pictures.length >= 20, 'there are about twenty')
  for (const language of ['en', 'zh']) {
    const shown = uses
      .filter((use) => use.language === language)
      .map(({ name }) => name)
    t.same(
      pictures.filter((name) => !shown.includes(name)),
      [],
      language,
    )
  }
})
