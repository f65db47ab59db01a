/**
 * What `check`, `start` and `watch` share: from a source of programs to a report.
 *
 *     labs/work/runtime   the student's    ┐ bundled, two files and koffi.node
 *     runtime/            the reference    ┘
 *     /usr/sbin/runc      anybody's          as it is
 */
import { accessSync, constants, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { bundleProgram } from '#checker/bundle.ts'
import type { CheckResult, JudgedProgram, LabReport } from '#checker/check.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import type { Machine } from '#vm/provider.ts'
import { UsageError } from './command.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import type { CheckPane } from './live/check-pane.ts'
import { canRedraw, type ProgressLine, withProgress } from './progress.ts'

const PROGRAMS = ['mini-runc', 'mini-escape'] as const

/** Programs of a runtime in TypeScript. */
export interface SourceFolder {
  /** What reports call it. */
  readonly name: string
  /** The folder that holds `cli/mini-runc.ts`. */
  readonly runtime: string
}

/** Where the programs of this checkout are bundled, one folder a runtime. */
export const programsOf = (root: string, key: string) =>
  join(root, '.cache/programs', key)

/**
 * Bundle a runtime's programs into a folder.
 *
 * @throws {BundleError} When the sources do not parse: the student's turn.
 */
export async function bundleRuntime(
  out: string,
  { name, runtime }: SourceFolder,
): Promise<JudgedProgram> {
  const bundles = await Promise.all(
    PROGRAMS.map((program) =>
      bundleProgram({
        entry: join(runtime, `cli/${program}.ts`),
        outfile: join(out, `${program}.cjs`),
      }),
    ),
  )
  const paths = new Set(bundles.flatMap(({ files }) => files))
  return {
    name,
    files: [...paths].map((from) => ({
      from,
      name: basename(from),
      executable: from.endsWith('.cjs'),
    })),
    runtime: 'mini-runc.cjs',
    escape: 'mini-escape.cjs',
  }
}

/**
 * Any OCI runtime: the guest's own if it has that path, otherwise a copy of the
 * host's file.
 *
 * @throws {UsageError} When there is no such program.
 */
export async function foreignRuntime(
  io: Io,
  machine: Machine,
  path: string,
): Promise<JudgedProgram> {
  const absolute = resolve(path)
  const name = basename(absolute)
  if (await guestHas(machine, absolute)) {
    return { name: absolute, files: [], runtime: absolute, escape: null }
  }
  if (!isProgram(absolute)) {
    throw new UsageError(say(io, 'usage.noRuntime', { path }))
  }
  const files = [{ from: absolute, name, executable: true }]
  return { name: absolute, files, runtime: name, escape: null }
}

async function guestHas(machine: Machine, path: string): Promise<boolean> {
  const quoted = `'${path.replaceAll("'", "'\\''")}'`
  const child = machine.spawn(`test -f ${quoted} -a -x ${quoted}`)
  child.stdin?.end()
  child.stdout?.resume()
  child.stderr?.resume()
  return await new Promise((done) => child.on('close', (code) => done(!code)))
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR')
      return false
    throw error
  }
}

export interface JudgeOptions {
  readonly machine: Machine
  readonly program: JudgedProgram
  readonly seed?: string | undefined
  readonly only?: readonly string[] | undefined
  /** Draw what the containers use, if there is a terminal to draw on. */
  readonly live?: boolean | undefined
}

/** Run the checks of a lab, with a count of them while they run. */
export async function judge(
  io: Io,
  lab: Lab,
  options: JudgeOptions,
): Promise<LabReport> {
  const { machine, program, seed, only, live = false } = options
  const pane = live && canRedraw(io) ? await checkPane(io) : undefined
  let done = 0
  const total = countOf(lab, only)
  const run = async (line: ProgressLine) => {
    line.stage(say(io, 'check.begin', { lab: lab.id }))
    return await runLab(lab, {
      machine,
      program,
      signal: io.signal,
      ...(seed === undefined ? {} : { seed }),
      ...(only === undefined ? {} : { only }),
      onBench: (bench) => pane?.follow(bench),
      onResult: (_result: CheckResult) => {
        done++
        line.update(say(io, 'check.running', { lab: lab.id, done, total }))
      },
    })
  }
  return await withProgress(io, run, pane)
}

async function checkPane(io: Io): Promise<CheckPane> {
  const { CheckPane } = await import('./live/check-pane.ts')
  return new CheckPane(io)
}

/** How many checks will run: those asked for, and what they need. */
function countOf(lab: Lab, only: readonly string[] | undefined): number {
  const checks = checksOf(lab)
  if (only === undefined) return checks.length
  const wanted = new Set(only)
  // A set may grow while it is walked, and the walk goes on to the end.
  for (const id of wanted) {
    const needs = checks.find((check) => check.id === id)?.needs ?? []
    for (const need of needs) wanted.add(need)
  }
  return wanted.size
}
