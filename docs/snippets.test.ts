/**
 * Code that pages show from the source: file and region are there. VitePress fails
 * for a file that is not, and shows the whole file for a region that is not.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import t from 'tap'
import { docs, root } from './.vitepress/places.ts'
import { sitePages } from './test/pages.ts'

const SNIPPET = /^<<<\s*@\/(\S+?)(?:#([\w-]+))?(?:\s*\{.*\})?(?:\s*\[.*\])?$/

/** Markers of a region, in the languages that we show. */
const marker = (word: string, name: string) =>
  new RegExp(`^\\s*(?://|#)\\s*#?${word} ${name}\\s*$`, 'm')

function whatIsWrong(line: string): string | null {
  const [, path, region] = SNIPPET.exec(line) ?? []
  if (path === undefined) return 'is not "<<< @/../file#region{ts}"'
  const file = join(docs, path)
  if (!existsSync(file)) return `there is no ${relative(root, file)}`
  if (region === undefined) return 'names no region, and would show all'
  const source = readFileSync(file, 'utf8')
  const begins = marker('region', region).exec(source)
  const ends = marker('endregion', region).exec(source)
  if (begins === null || ends === null)
    return `there is no region ${region} in ${relative(root, file)}`
  return begins.index < ends.index ? null : `${region} ends before it begins`
}

t.test('code that is shown is there', async (t) => {
  const shown = sitePages().flatMap(({ path, text }) =>
    text
      .split('\n')
      .filter((line) => line.startsWith('<<<'))
      .map((line) => ({ path, line })),
  )
  t.ok(shown.length > 0, 'code is shown')
  const wrong = shown.flatMap(({ path, line }) => {
    const fault = whatIsWrong(line)
    return fault === null ? [] : [`${path}: ${line}: ${fault}`]
  })
  t.same(wrong, [])
})
