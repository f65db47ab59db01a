import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { tablesOf } from '#checker/scene/tables.ts'
import { aScene } from '#checker/scene/test/scenes.ts'
import { PICTURE_MESSAGES } from './messages.ts'

const messages = Object.entries(PICTURE_MESSAGES)
const namesIn = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

/** The kernel's words, which are the same everywhere. */
const SAME = /^[\w\s{}-]+$/

t.test('every message is there in both languages', async (t) => {
  for (const [key, { en, zh }] of messages) {
    t.same(namesIn(zh), namesIn(en), `${key}: the same names`)
    if (zh !== en) t.match(zh, /\p{Script=Han}|[{}]/u, `${key} is Chinese`)
    else t.match(en, SAME, key)
  }
})

t.test('every message is said by somebody', async (t) => {
  const folders = [import.meta.dirname, join(import.meta.dirname, '../page')]
  const sources = folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) =>
        join(folder, name),
      ),
    )
    .filter((path) => /\.ts$/.test(path) && !/messages|\.test\./.test(path))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')
  const unsaid = messages
    .map(([key]) => key)
    .filter((key) => !sources.includes(`'${key}'`))
    // `status.${status}` says all that begin so.
    .filter((key) => !sources.includes(`\`${key.split('.')[0]}.\${`))
    .filter((key) => !/\.title$/.test(key))
  t.same(unsaid, [])
})

t.test('every column of a table has a name', async (t) => {
  const tables = Object.values(tablesOf(aScene({})))
  for (const column of tables.flatMap(({ columns }) => columns))
    t.ok(`column.${column}` in PICTURE_MESSAGES, column)
})
