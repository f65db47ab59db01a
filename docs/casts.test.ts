/** The recordings on the site are of the demos that there are now. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import t from 'tap'
import { labs } from '../labs/catalog.ts'
import { commandsOf, parseDemo } from '../labs/cli/demo/script.ts'
import { docs, root } from './.vitepress/places.ts'

const demos = labs.flatMap(({ id }) =>
  (['en', 'zh'] as const).map((language) => ({ id, language })),
)

const again = ({ id, language }: (typeof demos)[number]) =>
  `npm run docs:casts -- ${id.slice(0, 2)}.${language}`

/** A terminal breaks long lines by characters that nobody sees. */
const seen = (text: string) => stripVTControlCharacters(text).replace(/\s/g, '')

t.test('every demo has a recording', async (t) => {
  const missing = demos.filter(
    ({ id, language }) =>
      !existsSync(join(docs, `public/demos/${id}.${language}.cast`)),
  )
  t.same(missing.map(again), [])
})

for (const demo of demos) {
  const { id, language } = demo
  const name = `${id}.${language}.cast`
  const path = join(docs, 'public/demos', name)
  if (!existsSync(path)) continue
  t.test(`${name} shows every step of its script`, async (t) => {
    const [head = '', ...lines] = readFileSync(path, 'utf8').trim().split('\n')
    t.match(JSON.parse(head), { version: 2, width: 80, height: 24 })
    const events = lines.map((line): [number, string, string] =>
      JSON.parse(line),
    )
    const text = seen(events.map(([, , text]) => text).join(''))
    const file = `labs/${id}/demo.${language}.md`
    const { title, steps } = parseDemo(
      readFileSync(join(root, file), 'utf8'),
      file,
    )
    let from = 0
    const isMissing = (part: string) => {
      const at = text.indexOf(seen(part), from)
      from = Math.max(from, at)
      return at === -1
    }
    const parts = steps.flatMap((step) => [
      step.title,
      ...commandsOf(step).map(({ command }) => command),
      `✓ ${step.check}`,
    ])
    t.same([title, ...parts].filter(isMissing), [], again(demo))
    t.equal(text.includes('✗'), false, 'no step broke')
  })
}
