/**
 * What students do wrong. Each mistake is caught by the check and with the
 * diagnosis meant for it, and by no check of an earlier lab: there it was right.
 */
import type { JudgedProgram, Mistake } from '#checker/check.ts'
import { checksOf } from '#checker/lab.ts'
import type { Bench, Item } from './bench.ts'
import { judgeEarlier, solutionWith } from './stages.ts'
import { inDifferentFiles, withVariant } from './variant.ts'
import { leavesGreen, mistakeCaught } from './verdicts.ts'

export function mistakes(bench: Bench): Item[] {
  const { lab, earlier } = bench
  return [
    ...lab.mistakes.map((mistake) => isCaught(bench, mistake)),
    ...(earlier.length > 0 ? leaveEarlierGreen(bench) : []),
    checksHaveMistakes(bench),
  ]
}

function isCaught(bench: Bench, mistake: Mistake): Item {
  const { id, check, diagnosis } = mistake
  return {
    name: `mistake ${id} → ${check} ${diagnosis}`,
    run: () =>
      withMistakes(bench, [mistake], async (program) => {
        const only = checksFor(bench, check)
        const report = await bench.judge(program, only && { only })
        return mistakeCaught(report, mistake)
      }),
  }
}

/** What looks at all that the others left needs all the others. */
function checksFor({ lab }: Bench, id: string): string[] | undefined {
  const check = checksOf(lab).find((check) => check.id === id)
  return check === undefined || check.afterAll ? undefined : [id]
}

/**
 * Mistakes made together, as many as can be: if labs before this one stay green
 * with all of them, they do with each. If not, each is tried alone.
 */
function leaveEarlierGreen(bench: Bench): Item[] {
  const groups = groupsOf(bench, bench.lab.mistakes)
  return groups.map((group, index) => ({
    name: `the labs before stay green with mistakes, ${index + 1} of ${groups.length}`,
    run: async () => {
      if ((await whatTheySpoil(bench, group)) === null) return null
      const found: string[] = []
      for (const mistake of group) {
        const spoilt = await whatTheySpoil(bench, [mistake])
        if (spoilt !== null) found.push(`${mistake.id}: ${spoilt}`)
      }
      return found.join('\n    ') || null
    },
  }))
}

function whatTheySpoil(
  bench: Bench,
  group: readonly Mistake[],
): Promise<string | null> {
  const except = group.flatMap(({ spoils = [] }) => spoils)
  return withMistakes(bench, group, (program) =>
    judgeEarlier(bench, program, { verdict: leavesGreen, except }),
  )
}

/** Groups of mistakes that spoil the same labs, and not all of them. */
function groupsOf(
  { earlier }: Bench,
  mistakes: readonly Mistake[],
): readonly (readonly Mistake[])[] {
  const isSpoiling = ({ spoils = [] }: Mistake) =>
    earlier.every(({ id }) => spoils.includes(id))
  const spoiltBy = ({ spoils = [] }: Mistake) => `${spoils}`
  const tried = mistakes.filter((mistake) => !isSpoiling(mistake))
  return inDifferentFiles(tried, (a, b) => spoiltBy(a) === spoiltBy(b))
}

function withMistakes<T>(
  bench: Bench,
  edits: readonly Mistake[],
  use: (program: JudgedProgram) => Promise<T>,
): Promise<T> {
  const name = `mistake ${edits.map(({ id }) => id).join(', ')}`
  const sources = solutionWith(bench, ...edits)
  return withVariant(bench, name, sources, async (variant) =>
    use(await variant.program()),
  )
}

/** A check that no listed mistake trips over may be one that cannot fail. */
function checksHaveMistakes({ lab }: Bench): Item {
  return {
    name: 'every check has a mistake that it catches',
    run: async () => {
      const caught = new Set(lab.mistakes.map(({ check }) => check))
      const idle = checksOf(lab).filter(({ id }) => !caught.has(id))
      return idle.length === 0 ? null : idle.map(({ id }) => id).join(', ')
    },
  }
}
