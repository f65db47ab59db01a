/**
 * What the gate asks of one lab, item by item. An item is a name and a function
 * that returns what is wrong, or `null`.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { JudgedProgram, LabReport } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { cutStarter, regionsOfLab, type Sources } from '../starter.ts'
import { structureDifference } from './structure.ts'
import { mistakeEdit, withVariant } from './trees.ts'
import {
  everythingPasses,
  mistakeCaught,
  nothingFails,
  nothingPasses,
  somethingFails,
} from './verdicts.ts'

export interface Item {
  readonly name: string
  /** @returns One line on what is wrong with the lab; `null` when nothing is. */
  run(): Promise<string | null>
}

/** Everything that the items of one lab need. */
export interface Bench {
  readonly lab: Lab
  /** Root of the checkout. */
  readonly root: string
  /** Folder for variants of the reference; inside the checkout, so that imports resolve. */
  readonly scratch: string
  /** The reference, path below `runtime/` → text. */
  readonly sources: Sources
  judge(program: JudgedProgram): Promise<LabReport>
  /** Bundle a folder that contains `runtime/`. */
  bundle(folder: string, name: string): Promise<JudgedProgram>
  typecheck(folder: string): Promise<string | null>
  /** Run the console blocks of a lesson in the guest; what differs. */
  consoleDiffers(lesson: string): Promise<string | null>
}

/** Programs that are right without being ours. */
const ORACLES = ['/usr/sbin/runc', '/usr/bin/crun']

/** All items of a lab, those first that tell the most. */
export function itemsOf(bench: Bench): Item[] {
  return [
    reference(bench),
    ...starter(bench),
    ...ORACLES.map((path) => oracle(bench, path)),
    forge(bench),
    ...regionsOfLab(bench.sources, bench.lab.number).map((region) =>
      regionMatters(bench, region),
    ),
    ...bench.lab.mistakes.map((mistake) => ({
      name: `mistake ${mistake.id} → ${mistake.check} ${mistake.diagnosis}`,
      run: async () => {
        const report = await judgeVariant(bench, [mistakeEdit(mistake)])
        return mistakeCaught(report, mistake)
      },
    })),
    checksHaveMistakes(bench),
    languages(bench),
    ...['en', 'zh'].map((language) => ({
      name: `console blocks of lesson.${language}.md`,
      run: () => bench.consoleDiffers(lessonPath(bench, language)),
    })),
  ]
}

function reference(bench: Bench): Item {
  return {
    name: 'the reference passes every check',
    run: async () => everythingPasses(await judgeVariant(bench, [])),
  }
}

/** As a student gets it: typechecks, and passes nothing. */
function starter(bench: Bench): Item[] {
  const cut = cutStarter(bench.sources, {
    lab: bench.lab.number,
    prompts: promptsOf(bench.lab),
  })
  const use = (work: (folder: string) => Promise<string | null>) => () =>
    withSources(bench, cut, work)
  return [
    { name: 'the starter typechecks', run: use(bench.typecheck) },
    {
      name: 'the starter passes nothing',
      run: use(async (folder) =>
        nothingPasses(
          await bench.judge(await bench.bundle(folder, 'the starter')),
        ),
      ),
    },
  ]
}

function oracle(bench: Bench, path: string): Item {
  return {
    name: `${path} passes what applies to it`,
    run: async () =>
      nothingFails(
        await bench.judge({
          name: path,
          files: [],
          runtime: path,
          escape: null,
        }),
      ),
  }
}

/** A script that prints what a container would print. */
function forge(bench: Bench): Item {
  const from = join(bench.root, 'checker/forge')
  const name = 'forge'
  return {
    name: 'a forge passes nothing',
    run: async () =>
      nothingPasses(
        await bench.judge({
          name: 'forge',
          files: [{ from, name, executable: true }],
          runtime: name,
          escape: name,
        }),
      ),
  }
}

/** With this region alone missing, a check turns red, and it still typechecks. */
function regionMatters(bench: Bench, region: string): Item {
  const { lab, sources } = bench
  const others = regionsOfLab(sources, lab.number).filter(
    (name) => name !== region,
  )
  const cut = cutStarter(sources, {
    lab: lab.number,
    prompts: promptsOf(lab),
    solved: new Set(others),
  })
  return {
    name: `region ${region} is missed when it is missing`,
    run: () =>
      withSources(bench, cut, async (folder) =>
        somethingFails(
          await bench.judge(await bench.bundle(folder, `without ${region}`)),
        ),
      ),
  }
}

/** A check that no listed mistake trips over may be one that cannot fail. */
function checksHaveMistakes({ lab }: Bench): Item {
  return {
    name: 'every check has a mistake that it catches',
    run: async () => {
      const caught = new Set(lab.mistakes.map(({ check }) => check))
      const idle = lab.steps
        .flatMap(({ checks }) => checks.map(({ id }) => id))
        .filter((id) => !caught.has(id))
      return idle.length === 0 ? null : idle.join(', ')
    },
  }
}

function languages(bench: Bench): Item {
  return {
    name: 'both languages of the lesson have the same structure',
    run: async () => {
      const [en, zh] = await Promise.all(
        ['en', 'zh'].map((language) =>
          readFile(lessonPath(bench, language), 'utf8'),
        ),
      )
      return structureDifference(en ?? '', zh ?? '')
    },
  }
}

const lessonPath = ({ root, lab }: Bench, language: string) =>
  join(root, 'labs', lab.id, `lesson.${language}.md`)

const promptsOf = (lab: Lab) =>
  Object.fromEntries(
    Object.entries(lab.prompts).map(([region, text]) => [region, text.en]),
  )

function judgeVariant(
  bench: Bench,
  edits: Parameters<typeof withVariant>[2],
): Promise<LabReport> {
  const { root, scratch } = bench
  return withVariant(join(root, 'runtime'), scratch, edits, async (folder) =>
    bench.judge(await bench.bundle(folder, 'a variant of the reference')),
  )
}

/** A variant whose every file is given. */
function withSources<T>(
  { root, scratch }: Bench,
  sources: Sources,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  return withVariant(join(root, 'runtime'), scratch, [], async (folder) => {
    for (const [path, text] of sources) {
      const file = join(folder, 'runtime', path)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, text)
    }
    return await use(folder)
  })
}
