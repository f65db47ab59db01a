/**
 * Programs that are not ours: right ones must pass whatever applies to them,
 * and those that only pretend must pass nothing.
 */
import { edits } from '#checker/alternates/edits.ts'
import { alternates } from '#checker/alternates/index.ts'
import {
  type JudgedProgram,
  type LabReport,
  NO_PARTS,
  type Part,
} from '#checker/check.ts'
import { type Forge, forges, isAllowed } from '#checker/forges/index.ts'
import { partsOf } from '#checker/lab.ts'
import { PLUGIN_CHAIN, PLUGIN_FOLDER } from '#checker/network/plugin-chain.ts'
import type { Bench, Item } from './bench.ts'
import { type Exceptions, exceptionsOf } from './exceptions.ts'
import { manyOf } from './many.ts'
import { judgeEarlier, solutionWith } from './stages.ts'
import { type Edit, eachAlone, independent, withVariant } from './variant.ts'
import {
  everythingPasses,
  leavesGreen,
  nothingFails,
  pretenceFails,
} from './verdicts.ts'

/** Programs that everybody uses; nobody else's has the interface of our layers. */
const ORACLES: Partial<Record<Part, readonly JudgedProgram[]>> = {
  runtime: ['/usr/sbin/runc', '/usr/bin/crun'].map((path) => ({
    ...NO_PARTS,
    name: path,
    files: [],
    runtime: path,
  })),
  cni: [
    {
      ...NO_PARTS,
      name: PLUGIN_FOLDER,
      files: [],
      cni: PLUGIN_CHAIN.map((plugin) => `${PLUGIN_FOLDER}/${plugin}`),
    },
  ],
}

export function programs(bench: Bench): Item[] {
  const { id } = bench.lab
  const [part] = partsOf(bench.lab)
  const right = alternates.filter(({ labs }) => labs.includes(id))
  const others = independent(
    bench.sources,
    edits.filter(({ lab }) => lab === id),
  )
  return manyOf([
    ...[...(ORACLES[part] ?? []), ...right.map(({ program }) => program)].map(
      (program) => passes(bench, program),
    ),
    ...others.map((group) => areRight(bench, group)),
    ...forges
      .filter(({ isBareIn }) => !isBareIn.includes(id))
      .map((forge) => pretends(bench, forge)),
  ])
}

function passes(bench: Bench, program: JudgedProgram): Item {
  return {
    name: `${program.name} passes what applies to it`,
    run: async () => {
      const report = await bench.judge(program)
      const exceptions = exceptionsOf(program.name)
      noteUnsupported(bench, report)
      noteExceptions(bench, report, exceptions)
      return nothingFails(report, exceptions)
    },
  }
}

/**
 * The solution with some things done another way: as right, here and before. All
 * at once, as far as none undoes another; alone if that is red.
 */
function areRight(bench: Bench, group: readonly Edit[]): Item {
  return {
    name: `alternates ${group.map(({ id }) => id).join(', ')} pass every check`,
    run: async () => {
      const wrong = await whatIsRed(bench, group)
      if (wrong === null || group.length === 1) return wrong
      const alone = await eachAlone(group, (edit) => whatIsRed(bench, [edit]))
      return [`together: ${wrong}`, ...alone].join('\n    ')
    },
  }
}

function whatIsRed(
  bench: Bench,
  group: readonly Edit[],
): Promise<string | null> {
  const name = group.map(({ id }) => id).join(', ')
  const sources = solutionWith(bench, ...group)
  return withVariant(bench, name, sources, async (variant) => {
    const program = await variant.program()
    const report = await bench.judge(program, { trusted: true })
    const wrong = everythingPasses(report)
    const verdict = leavesGreen
    return wrong ?? (await judgeEarlier(bench, program, { verdict }))
  })
}

/** An exception must have a reason, and the reason is read here. */
function noteUnsupported({ note }: Bench, { checks }: LabReport): void {
  for (const { id, verdict, reason } of checks) {
    if (verdict === 'unsupported') note(`${id} is unsupported: ${reason}`)
  }
}

function noteExceptions(
  { note }: Bench,
  { checks }: LabReport,
  exceptions: Exceptions,
): void {
  for (const { id } of checks)
    if (id in exceptions)
      note(`${id} is an exception: ${exceptions[id]?.reason}`)
}

function pretends(bench: Bench, forge: Forge): Item {
  const { attacksKit } = forge
  return {
    name: `forge ${forge.name} passes nothing that it does not do`,
    countsAtOnce: true,
    run: async () => {
      const report = await bench.judge(forge, { trusted: !attacksKit })
      return pretenceFails(report, {
        isAllowed: (check) => isAllowed(forge, bench.lab.id, check),
        attacksKit,
      })
    },
  }
}
