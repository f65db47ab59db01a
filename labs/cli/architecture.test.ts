/** The table of arrows in ARCHITECTURE.md, compared with every import there is. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import t from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'

const root = checkoutRoot()

/** Folder → what it may import, as the table says it. */
function arrows(): Map<string, string[]> {
  const page = readFileSync(join(root, '.github/ARCHITECTURE.md'), 'utf8')
  const section = page.split('## Arrows')[1]?.split('\n## ')[0] ?? ''
  const rows = [...section.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)]
  return new Map(
    rows.map(([, from = '', to = '']) => [
      from,
      [...to.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
    ]),
  )
}

const within = (path: string, place: string) =>
  path === place || path.startsWith(`${place}/`)

/** The longest entry of the table that contains a file. */
function placeOf(file: string, places: readonly string[]): string | undefined {
  return places
    .filter((place) => within(file, place))
    .sort((a, b) => b.length - a.length)[0]
}

/** Files of this checkout that a file imports, relative to the root. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8')
  const specifiers = [
    ...source.matchAll(/(?:from|import\()\s*'([.#][^']+)'/g),
  ].map((match) => match[1] ?? '')
  return specifiers.map((specifier) =>
    specifier.startsWith('#')
      ? specifier.slice(1)
      : relative(root, join(root, dirname(file), specifier)),
  )
}

/** `a.ts imports b.ts` for each import that the table does not allow. */
function strayImports(): string[] {
  const table = arrows()
  const places = [...table.keys()]
  return sources().flatMap((file) => {
    const from = placeOf(file, places)
    if (from === undefined) return [`${file} stands in no row of the table`]
    const allowed = table.get(from) ?? []
    return importsOf(file)
      .filter((to) => placeOf(to, places) !== from)
      .filter((to) => !allowed.some((entry) => allows(entry, to, places)))
      .map((to) => `${file} imports ${to}`)
  })
}

/** `runtime` allows `runtime/errors.ts` but not `runtime/sys`, which has a row of its own. */
function allows(entry: string, to: string, places: readonly string[]) {
  return places.includes(entry)
    ? placeOf(to, places) === entry
    : within(to, entry)
}

const GENERATED = [
  'labs/work',
  ...['cache', 'dist', '.temp'].map((name) => `docs/.vitepress/${name}`),
]

function sources(): string[] {
  return ['checker', 'docs', 'labs', 'runtime', 'vm']
    .flatMap((top) =>
      readdirSync(join(root, top), { recursive: true, encoding: 'utf8' }).map(
        (path) => join(top, path),
      ),
    )
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .filter((path) => !GENERATED.some((place) => within(path, place)))
}

t.test('every import follows an arrow of ARCHITECTURE.md', async (t) => {
  t.ok(arrows().size > 8, 'the table was found')
  t.ok(sources().length > 30, 'the sources were found')
  t.same(strayImports(), [])
})

t.test('koffi is imported by one file', async (t) => {
  const importers = sources().filter((file) =>
    /from 'koffi'/.test(readFileSync(join(root, file), 'utf8')),
  )
  t.same(importers, ['runtime/sys/libc.ts'])
})
