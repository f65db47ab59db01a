/**
 * Checks that students do not have: a folder outside of the kit, loaded by the
 * grader alone.
 *
 *     hidden/hidden.yaml     lab: 01-chroot
 *                            count: 2                     what students are told,
 *                            theme: { en: …, zh: … }      and no more
 *                            parameters: { depth: 3 }     handed to checks.ts
 *     hidden/checks.ts       export const checks = (parameters) => [ … ]
 *                            export const diagnoses = { … }
 *
 * A check here is what it is in `labs/NN-name/`, and may import `#checker/…` and
 * `#labs/…`. `steps` may be exported in place of `checks`. With hidden checks for
 * several labs, the folder holds one such folder for each.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import type { Diagnosis, Text } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import { type Check, checksOf, type Lab, type Step } from '#checker/lab.ts'
import { selectChecks } from '#checker/schedule.ts'
import { labs } from '#labs/catalog.ts'
import { hiddenCount } from './hidden-count.ts'
import { readSettings, type Setting } from './settings.ts'

/** The hidden checks of one lab. */
export interface HiddenChecks {
  /** The lab with these checks and no others. */
  readonly lab: Lab
  /** What students are told that they are about. */
  readonly theme: Text
  /** Changes whenever the checks or their parameters do. */
  readonly sha256: string
}

/** What students may know of them. */
export interface HiddenFacts {
  readonly lab: Lab
  readonly count: number
  readonly theme: Text
}

const MANIFEST = 'hidden.yaml'

/**
 * Load the hidden checks of a course.
 *
 * @param folder Absolute path; `null` if there are none.
 * @returns Lab → its hidden checks.
 * @throws {SettingsError} If a manifest does not fit its checks.
 */
export async function loadHidden(
  folder: string | null,
): Promise<ReadonlyMap<string, HiddenChecks>> {
  const found = new Map<string, HiddenChecks>()
  for (const place of placesIn(folder)) {
    const hidden = await loadBundle(place)
    found.set(hidden.lab.id, hidden)
  }
  return found
}

/** What a course tells its students: nothing of `checks.ts` is read for it. */
export function hiddenFacts(folder: string | null): readonly HiddenFacts[] {
  return placesIn(folder).map((place) => manifestIn(place).facts)
}

function placesIn(folder: string | null): string[] {
  if (folder === null) return []
  if (existsSync(join(folder, MANIFEST))) return [folder]
  const below = existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
    : []
  const places = below
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .filter((place) => existsSync(join(place, MANIFEST)))
    .sort()
  // With none at all, the one that is missing is named.
  return places.length > 0 ? places : [folder]
}

function manifestIn(folder: string) {
  const settings = readSettings(join(folder, MANIFEST))
  settings.allow('lab', 'count', 'theme', 'parameters')
  const name = settings.at('lab')
  const lab = labs.find(({ id }) => id === name.text())
  if (lab === undefined) throw name.wrong('settings.wantsLabs')
  const theme = settings.at('theme')
  theme.allow('en', 'zh')
  const facts: HiddenFacts = {
    lab,
    count: hiddenCount(settings),
    theme: { en: theme.at('en').text(), zh: theme.at('zh').text() },
  }
  return { settings, facts, parameters: settings.at('parameters').data() }
}

type Made<T> = T | ((parameters: unknown) => T)

/** What `checks.ts` exports. */
interface Exports {
  readonly checks?: Made<readonly Check[]>
  readonly steps?: Made<readonly Step[]>
  readonly diagnoses?: Readonly<Record<string, Diagnosis>>
}

async function loadBundle(folder: string): Promise<HiddenChecks> {
  const { settings, facts, parameters } = manifestIn(folder)
  const code = await codeOf(join(folder, 'checks.ts'))
  const { checks, steps, diagnoses } = await imported(code)
  const made = <T>(value: Made<readonly T[]> | undefined): readonly T[] =>
    typeof value === 'function' ? value(parameters) : (value ?? [])
  const own = [...made(steps), ...stepOf(facts, made(checks))]
  const lab = hiddenLab(facts.lab, own, diagnoses)
  assertFits(settings, facts, lab)
  const hash = createHash('sha256').update(code)
  const sha256 = hash.update(JSON.stringify(parameters)).digest('hex')
  return { lab, theme: facts.theme, sha256 }
}

/** Checks without steps are one step, which is called what they are about. */
function stepOf({ theme }: HiddenFacts, checks: readonly Check[]): Step[] {
  if (checks.length === 0) return []
  return [{ id: 'hidden', title: theme, regions: [], checks }]
}

function hiddenLab(
  lab: Lab,
  steps: readonly Step[],
  diagnoses: Exports['diagnoses'] = {},
): Lab {
  return {
    ...lab,
    ...{ steps, early: [], mistakes: [] },
    diagnoses: { ...lab.diagnoses, ...diagnoses },
  }
}

function assertFits(settings: Setting, { count, lab }: HiddenFacts, own: Lab) {
  const checks = checksOf(own)
  const publicIds = checksOf(lab).map(({ id }) => id)
  if (checks.length !== count) {
    const found = `${count}, ${checks.length} in checks.ts`
    throw settings.at('count').wrong('settings.wantsCount', found)
  }
  const twice = checks.find(
    ({ id }, index) =>
      publicIds.includes(id) || checks.findIndex((c) => c.id === id) !== index,
  )
  if (twice !== undefined) {
    throw settings.wrong('settings.wantsNewIds', `"${twice.id}"`)
  }
  // Throws if one needs a check that is not among them.
  selectChecks(checks)
}

/** The code of a file and what it imports, names of the kit included. */
async function codeOf(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    ...{ bundle: true, write: false, logLevel: 'silent' },
    ...{ platform: 'node', target: 'node20', format: 'esm' },
    packages: 'external',
    plugins: [namesOfTheKit],
  })
  return outputFiles[0]?.text ?? ''
}

/** `#checker/lab.ts` is what `package.json` of the kit says, and the folder is elsewhere. */
const namesOfTheKit: Plugin = {
  name: 'names-of-the-kit',
  setup({ onResolve }) {
    onResolve({ filter: /^#(checker|labs|runtime|vm)\// }, ({ path }) => ({
      path: join(checkoutRoot(), path.slice(1)),
    }))
  },
}

/** Import code from a file inside the checkout, where packages are found. */
async function imported(code: string): Promise<Exports> {
  const folder = join(checkoutRoot(), '.cache/grading')
  await mkdir(folder, { recursive: true })
  const file = join(folder, `hidden-${randomBytes(6).toString('hex')}.mjs`)
  try {
    await writeFile(file, code, { mode: 0o600 })
    return (await import(pathToFileURL(file).href)) as Exports
  } finally {
    await rm(file, { force: true })
  }
}
