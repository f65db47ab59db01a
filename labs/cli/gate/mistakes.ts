/**
 * What students do wrong. Each mistake is caught by the check and with the
 * diagnosis meant for it, and by no check of an earlier lab: there it was right.
 */
import type { JudgedProgram, Mistake } from '#checker/check.ts'
import { type Check, checksOf } from '#checker/lab.ts'
import type { Bench, Item } from './bench.ts'
import { judgeEarlier, solutionWith } from './stages.ts'
import { needsMachine, together } from './together.ts'
import { eachAlone, independent, withVariant } from './variant.ts'
import { leavesGreen, mistakeCaught } from './verdicts.ts'

export function mistakes(bench: Bench): Item[] {
  const { earlier } = bench
  return [
    ...together(bench.lab, bench.sources).map((group) =>
      areCaught(bench, group),
    ),
    ...(earlier.length > 0 ? leaveEarlierGreen(bench) : []),
    checksHaveMistakes(bench),
  ]
}

/** What is not caught together is looked at alone, where it has to be. */
function areCaught(bench: Bench, group: readonly Mistake[]): Item {
  const names = group.map(({ id, check, diagnosis }) => {
    return `mistake ${id} → ${check} ${diagnosis}`
  })
  return {
    name: names.join(', '),
    run: async () => {
      const missed = await whatIsMissed(bench, group)
      if (missed === null || group.length === 1) return missed
      bench.note(`each alone, because together: ${inShort(missed)}`)
      const look = (mistake: Mistake) => whatIsMissed(bench, [mistake])
      return (await eachAlone(group, look)).join('\n    ') || null
    },
  }
}

/** The beginning, on one line: whoever wants it whole makes them together. */
function inShort(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 160 ? `${line.slice(0, 160)}…` : line
}

/** What is wrong with those that are not caught, made together. */
function whatIsMissed(
  bench: Bench,
  group: readonly Mistake[],
): Promise<string | null> {
  return withMistakes(bench, group, async (program) => {
    const only = checksFor(bench, group)
    const trusted = !group.some((mistake) => needsMachine(bench.lab, mistake))
    const judging = { trusted, ...(only && { only }) }
    const report = await bench.judge(program, judging)
    const missed = group.map((mistake) => mistakeCaught(report, mistake))
    return missed.filter((wrong) => wrong !== null).join('; ') || null
  })
}

/** What looks at all that the others left needs all the others. */
function checksFor(
  { lab }: Bench,
  group: readonly Mistake[],
): string[] | undefined {
  const ids = group.map(({ check }) => check)
  const isLast = ({ id, afterAll }: Check) => afterAll && ids.includes(id)
  return checksOf(lab).some(isLast) ? undefined : ids
}

/**
 * Mistakes made together, as many as can be: if labs before this one stay green
 * with all of them, they do with each. If not, each is tried alone. A lab that
 * needs a machine is left to the starter, which tells as much in a minute as all
 * mistakes in five.
 */
function leaveEarlierGreen(all: Bench): Item[] {
  const earlier = all.earlier.filter(({ needsMachine }) => !needsMachine)
  const bench = { ...all, earlier }
  const groups = groupsOf(bench, bench.lab.mistakes)
  return groups.map((group, index) => ({
    name: `the labs before stay green with mistakes, ${index + 1} of ${groups.length}`,
    run: spoilsNothing(bench, group),
  }))
}

/**
 * A look at a group, and at each alone if it is red. The next look, in the VM, is
 * at those alone that were red: there may be fifty in a group.
 */
function spoilsNothing(
  bench: Bench,
  group: readonly Mistake[],
): () => Promise<string | null> {
  let suspects = group
  return async () => {
    if (suspects === group && (await whatTheySpoil(bench, group)) === null)
      return null
    const red = new Map<Mistake, string>()
    for (const mistake of suspects) {
      const wrong = await whatTheySpoil(bench, [mistake])
      if (wrong !== null) red.set(mistake, `${mistake.id}: ${wrong}`)
    }
    suspects = [...red.keys()]
    return [...red.values()].join('\n    ') || null
  }
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
  { earlier, sources }: Bench,
  mistakes: readonly Mistake[],
): readonly (readonly Mistake[])[] {
  const isSpoiling = ({ spoils = [] }: Mistake) =>
    earlier.every(({ id }) => spoils.includes(id))
  const spoiltBy = ({ spoils = [] }: Mistake) => `${spoils}`
  const tried = mistakes.filter((mistake) => !isSpoiling(mistake))
  return independent(sources, tried, (a, b) => spoiltBy(a) === spoiltBy(b))
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
