/**
 * The runtime as a student has it, from the first minute of a lab to its end:
 *
 *     starter    holes of this lab, nothing of later ones
 *     region     one hole alone, all others filled
 *     solution   no hole, nothing of later labs
 *     reference  everything
 */
import type { JudgedProgram, LabReport } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { type Cut, cutStarter, regionsOfLab, type Sources } from '../starter.ts'
import type { Bench, Item } from './bench.ts'
import { typecheck } from './typecheck.ts'
import { type Edit, Variant, withEdit, withVariant } from './variant.ts'
import {
  everythingPasses,
  nothingPasses,
  reachesOnlyHoles,
  somethingFails,
} from './verdicts.ts'

/** The items, and the solution for those who need its program. */
export function stages(bench: Bench) {
  return {
    reference: [reference(bench)],
    starter: starter(bench),
    solution: solution(bench),
    regions: regionsOfLab(bench.sources, bench.lab.number).map((region) =>
      regionMatters(bench, region),
    ),
  }
}

function reference(bench: Bench): Item {
  const { sources, judge } = bench
  return {
    name: 'the reference passes every check',
    run: () =>
      withVariant(bench, 'the reference', sources, async (variant) =>
        everythingPasses(await judge(await variant.program())),
      ),
  }
}

/** As a student gets it: typechecks, passes nothing, and spoils nothing. */
function starter(bench: Bench): Item[] {
  const { root, judge, earlier } = bench
  const variant = variantOf(bench, 'the starter', {})
  const items: Item[] = [
    {
      name: 'the starter typechecks',
      run: async () => typecheck(root, await variant().folder()),
    },
    {
      name: 'the starter passes nothing',
      isOneOfMany: true,
      countsAtOnce: true,
      run: async () => nothingPasses(await judge(await variant().program())),
    },
  ]
  if (earlier.length === 0) return items
  return [
    ...items,
    {
      name: 'the starter leaves the labs before it green, or at a TODO',
      isOneOfMany: true,
      run: async () =>
        judgeEarlier(bench, await variant().program(), {
          verdict: reachesOnlyHoles,
        }),
    },
  ]
}

interface Earlier {
  verdict(report: LabReport): string | null
  /** Ids of labs that are left out. */
  readonly except?: readonly string[]
}

/** The labs before this one, judged with one program until one is red. */
export async function judgeEarlier(
  { earlier, judge }: Bench,
  program: JudgedProgram,
  { verdict, except = [] }: Earlier,
): Promise<string | null> {
  for (const lab of earlier.filter(({ id }) => !except.includes(id))) {
    const wrong = verdict(await judge(program, { lab, trusted: true }))
    if (wrong !== null) return wrong
  }
  return null
}

/** What is left of the reference when later labs are cut away is whole. */
function solution(bench: Bench) {
  const { root, judge, lab, sources, isLast } = bench
  const solved = new Set(regionsOfLab(sources, lab.number))
  const variant = variantOf(bench, 'the solution', { solved })
  const items: Item[] = [
    {
      name: 'the solution typechecks and has nothing unused',
      run: async () =>
        typecheck(root, await variant().folder(), { noUnusedLocals: true }),
    },
    {
      name: 'the solution passes every check',
      run: async () => {
        const program = await variant().program()
        return everythingPasses(await judge(program, { trusted: true }))
      },
    },
  ]
  // Of the last lab it is the reference.
  return { variant, items: isLast ? items.slice(0, 1) : items }
}

/** What a student has who has done the lab, but for these edits. */
export function solutionWith(
  { lab, sources }: Bench,
  ...edits: readonly Edit[]
): Sources {
  const solved = new Set(regionsOfLab(sources, lab.number))
  return cutStarter(edits.reduce(withEdit, sources), cutOf(lab, { solved }))
}

/** With this region alone missing, a check of its step turns red. */
function regionMatters(bench: Bench, region: string): Item {
  const { lab, sources, judge } = bench
  const only = checksAround(lab, region)
  return {
    name: `region ${region} is missed when it is missing`,
    run: () => {
      const regions = regionsOfLab(sources, lab.number)
      const solved = new Set(regions.filter((name) => name !== region))
      const cut = cutStarter(sources, cutOf(lab, { solved }))
      return withVariant(bench, `without ${region}`, cut, async (variant) =>
        somethingFails(
          await judge(await variant.program(), { only, trusted: true }),
        ),
      )
    },
  }
}

/** The checks of the step in which a region is written. */
function checksAround({ steps }: Lab, region: string): string[] {
  const step = steps.find(({ regions }) => regions.includes(region))
  const checks = step?.checks.filter(({ afterAll = false }) => !afterAll) ?? []
  return checks.map(({ id }) => id)
}

/** A variant that is cut when the first item asks: a lab cut wrong fails there. */
function variantOf(bench: Bench, name: string, cut: Partial<Cut>) {
  let variant: Variant | null = null
  return () => {
    const { sources, lab } = bench
    variant ??= new Variant(bench, name, cutStarter(sources, cutOf(lab, cut)))
    return variant
  }
}

function cutOf({ number, prompts }: Lab, cut: Partial<Cut>): Cut {
  const english = Object.entries(prompts).map(([region, { en }]) => [
    region,
    en,
  ])
  return { lab: number, prompts: Object.fromEntries(english), ...cut }
}
