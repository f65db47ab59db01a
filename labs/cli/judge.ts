/**
 * What `check`, `start` and `watch` share: from a source of programs to a report.
 *
 *     labs/work/runtime   the student's    ┐ bundled, some files and koffi.node
 *     runtime/            the reference    ┘
 *     /usr/sbin/runc      anybody's          as it is
 */
import { accessSync, constants, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import {
  type CheckResult,
  type JudgedProgram,
  type LabReport,
  NO_PARTS,
  type Part,
} from '#checker/check.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { PLUGIN_CHAIN } from '#checker/network/plugin-chain.ts'
import { runLab } from '#checker/run.ts'
import { quoted } from '#vm/host/quoted.ts'
import type { Machine } from '#vm/provider.ts'
import { UsageError } from './command.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import type { CheckPane } from './live/check-pane.ts'
import { canRedraw, type ProgressLine, withProgress } from './progress.ts'
import { inGuest } from './terminal/in-guest.ts'

/** Where the programs of this checkout are bundled, one folder a runtime. */
export const programsOf = (root: string, key: string) =>
  join(root, '.cache/programs', key)

/**
 * Any program that speaks the interface: the guest's own if it has that path,
 * otherwise a copy of the host's file.
 *
 * @param part What it is judged as. Plugins may also be a folder of the guest
 *   that has those of the CNI project.
 * @throws {UsageError} When there is no such program.
 */
export async function foreignProgram(
  io: Io,
  machine: Machine,
  path: string,
  part: Part,
): Promise<JudgedProgram> {
  const name = resolve(path)
  const foreign = { ...NO_PARTS, name, files: [] }
  if (part === 'cni') {
    const chain = PLUGIN_CHAIN.map((plugin) => join(name, plugin))
    if (await guestHas(machine, chain)) return { ...foreign, cni: chain }
  }
  if (await guestHas(machine, [name])) return as(foreign, part, name)
  if (!isProgram(name)) {
    throw new UsageError(say(io, 'usage.noRuntime', { path }))
  }
  const file = { from: name, name: basename(name), executable: true }
  return as({ ...foreign, files: [file] }, part, file.name)
}

const as = (program: JudgedProgram, part: Part, file: string) => ({
  ...program,
  [part]: part === 'cni' ? [file] : file,
})

async function guestHas(
  machine: Machine,
  paths: readonly string[],
): Promise<boolean> {
  const tests = paths.map(quoted).map((path) => `test -f ${path} -a -x ${path}`)
  return (await inGuest(machine, tests.join(' && '))).code === 0
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
