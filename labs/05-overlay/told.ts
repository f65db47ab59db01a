/** What `diff` says of the container that changed its files. */
import type { Bench } from '#checker/bench.ts'
import { type Changed, changed, lowerArgs } from './changed.ts'
import type { Drawn } from './changes.ts'
import { run, type Shown } from './commands.ts'

export interface Told extends Shown {
  readonly drawn: Drawn
  /** `C /etc`, in the order in which they were printed. */
  readonly lines: readonly string[]
  /** What `--json` printed, in the same form; `null` if it was none. */
  readonly json: readonly string[] | null
}

export async function told(bench: Bench): Promise<Told> {
  const shown = await bench.share(changed)
  const args = [...lowerArgs(shown), shown.place.path('upper')]
  const asLines = await run(bench, shown.place, ['diff', ...args])
  const asJson = await run(bench, shown.place, ['diff', '--json', ...args])
  return {
    ran: [...shown.ran, asLines, asJson],
    drawn: shown.drawn,
    lines: asLines.ending.stdout.split('\n').filter(Boolean),
    json: linesOfJson(asJson.ending.stdout),
  }
}

function linesOfJson(text: string): string[] | null {
  try {
    const list = JSON.parse(text) as Partial<Record<'kind' | 'path', string>>[]
    return list.map(({ kind, path }) => `${kind} ${path}`)
  } catch {
    return null
  }
}

/** What was made anew, and where. */
export const ADDED = [
  'new',
  ...'file twin symlink pipe device capable'.split(' ').map((n) => `new/${n}`),
  'swept/zz',
]

/** What is another than it was; in a folder of another time a name came or went. */
export const CHANGED =
  'etc/append etc/chmod gone still/deep swept rewritten'.split(' ')

/** Of what was deleted as a whole, only the folder is named. */
export const DELETED = 'gone/x tree note'.split(' ')

/** What was in a folder that was replaced by a new one. */
export const HIDDEN = 'swept/aa swept/ab'.split(' ')

/** Copied up for what is in them, and otherwise the same. */
export const UNTOUCHED = 'etc still'.split(' ')

/** What was changed in them, and left its folder as it was. */
export const INSIDE = 'etc/append etc/chmod still/deep'.split(' ')

/** Lines about these paths. */
export const about = (
  { drawn, lines }: Pick<Told, 'drawn' | 'lines'>,
  labels: readonly string[],
) => {
  const paths = labels.map((label) => `/${drawn.path(label)}`)
  return lines.filter((line) => paths.includes(line.slice(2)))
}

/** `A /new…` for each. */
export const lettered = (
  { drawn }: Pick<Changed, 'drawn'>,
  letter: string,
  labels: readonly string[],
) => labels.map((label) => `${letter} /${drawn.path(label)}`)
