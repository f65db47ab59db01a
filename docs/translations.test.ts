/** A translation was last confirmed against the English text that is there now. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { docs, root } from './.vitepress/places.ts'
import { englishTexts, hashOf } from './translated-texts.js'

const confirmed: Record<string, string> = JSON.parse(
  readFileSync(join(docs, 'translations.json'), 'utf8'),
)

t.test('no translation is stale', async (t) => {
  const texts = englishTexts(root)
  t.ok(texts.length > 7, 'there are translations')
  const stale = texts.filter(
    (file) => confirmed[file] !== hashOf(join(root, file)),
  )
  const command = `npm run docs:translated -- ${stale.join(' ')}`
  t.same(stale, [], `read the Chinese again, then: ${command}`)
})

t.test('nothing is confirmed that is not there', async (t) => {
  const texts = englishTexts(root)
  t.same(
    Object.keys(confirmed).filter((file) => !texts.includes(file)),
    [],
  )
})
