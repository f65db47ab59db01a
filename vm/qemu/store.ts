/**
 * The templates in the cache, and whether one may be used as it is.
 *
 *     cache/lock
 *     cache/apt/ trees/                 see `ingredients.ts`
 *     cache/templates/<recipe>.json     what the newest template is made of
 *     cache/templates/<recipe>-<random>/
 *
 * The *recipe* is everything that is the same for all computers; the record
 * adds what was found on this one: each file with size and time, each tool that
 * was absent. One stat(2) each tells whether the template still is what a new
 * one would be.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { release } from 'node:os'
import { join } from 'node:path'

import { readJsonFile } from '../host/json-file.ts'
import {
  type Architecture,
  guestArchitecture,
  isForeign,
} from './architecture.ts'
import { findProgram } from './closure.ts'
import { type Accelerator, commandLine } from './command-line.ts'
import type { Emulator } from './emulator.ts'
import { foreignKey } from './foreign.ts'
import {
  CNI_PLUGINS,
  dataDirsOf,
  ETC,
  INIT,
  OPTIONAL_TOOLS,
  pluginsOf,
  REQUIRED_TOOLS,
  SETUID_TOOLS,
  STAGE2,
  WAITER,
} from './guest.ts'
import { BOOT_MODULES, LAB_MODULES } from './modules.ts'
import { type EmulatorUser, mayUseKvm } from './user.ts'

/** To be raised when the same ingredients give another template. */
const FORMAT = 5

/** Templates kept besides the newest: somebody may just be starting one. */
const KEPT = 2

/** A file as it was when the template was made. */
type Input = readonly [path: string, size: number, mtimeMs: number]

/** What a trial of KVM gave, and on which boot of which computer. */
export interface KvmVerdict {
  readonly state: 'forbidden' | 'failed' | 'works'
  readonly host: string
}

export interface Template {
  readonly dir: string
  readonly arch: Architecture
  readonly accel: Accelerator
  readonly emulator: Emulator
  /** Release of the guest's kernel. */
  readonly kernel: string
  readonly tree: string | null
  readonly ssh: readonly string[]
  readonly kvm: KvmVerdict
  readonly inputs: readonly Input[]
  readonly absent: readonly string[]
}

/** Hash of all that decides, before looking at this computer's files. */
export function recipeOf(user: EmulatorUser, env = process.env): string {
  const arch = guestArchitecture(env)
  const emulator = { path: '', version: '10.0', firmware: [], env: {} }
  const files = { vmlinux: 'k', initrd: 'i', root: 'r', ram: 'm' }
  const paths = { files, sockets: 's', consoleLog: 'l', share: 'p' }
  const sample = { arch, emulator, ...paths }
  const flags = { network: false, cable: null, resume: false }
  const parts = [
    ...[INIT, STAGE2, WAITER, ETC, REQUIRED_TOOLS, OPTIONAL_TOOLS],
    ...[dataDirsOf(arch), pluginsOf(arch), CNI_PLUGINS, SETUID_TOOLS],
    ...[BOOT_MODULES, LAB_MODULES, isForeign(arch) ? foreignKey(arch) : null],
    commandLine({ ...sample, ...flags, accel: 'tcg' }),
    commandLine({ ...sample, ...flags, accel: 'kvm' }),
    ...[FORMAT, process.execPath, process.version, arch, user],
    ...[env.LABS_ACCEL, env.LABS_QEMU, env.LABS_KERNEL],
  ]
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, 12)
}

/** The newest template of a recipe, if it is still what one would make. */
export function freshTemplate(
  cache: string,
  recipe: string,
  user: EmulatorUser,
): Template | null {
  const template = readRecord(recordPath(cache, recipe))
  return template !== null && isFresh(template, user) ? template : null
}

function readRecord(path: string): Template | null {
  return readJsonFile(path)
}

function isFresh(template: Template, user: EmulatorUser): boolean {
  const { inputs, absent, tree, dir, arch } = template
  const find = (name: string) => findProgram(name, tree, isForeign(arch))
  return (
    exists(join(dir, 'state')) &&
    inputs.every(isUnchanged) &&
    absent.every((name) => find(name) === null) &&
    verdictHolds(template, user)
  )
}

/** A failed trial is repeated after a reboot, a missing permission at once. */
function verdictHolds({ kvm, arch }: Template, user: EmulatorUser) {
  const { state, host } = kvm
  const forced = process.env.LABS_ACCEL === 'tcg'
  if (state === 'forbidden') return forced || !mayUseKvm(user, arch)
  return host === hostId(state)
}

/**
 * Name this computer as far as a verdict depends on it: a saved machine needs
 * the same processor and kernel, a failure may be gone after a reboot.
 */
export function hostId(state: KvmVerdict['state']): string {
  if (state === 'failed') {
    return textOf('/proc/sys/kernel/random/boot_id').trim()
  }
  const cpu = textOf('/proc/cpuinfo')
  // On arm64 a model is several numbers, and its flags are features.
  const model = /^model name.*$/m.exec(cpu) ?? cpu.match(/^CPU (?!rev).*$/gm)
  const [flags] = /^(?:flags|Features).*$/m.exec(cpu) ?? ['']
  const text = `${[...new Set(model)].join('\n')}\n${flags}\n${release()}`
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Empty where there is no such file: then nothing here depends on it. */
function textOf(path: string): string {
  return exists(path) ? readFileSync(path, 'utf8') : ''
}

/** Note a file for `inputs`. */
export function inputOf(path: string): Input {
  const { size, mtimeMs } = statSync(path)
  return [path, size, mtimeMs]
}

function isUnchanged([path, size, mtimeMs]: Input): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.size === size && stat.mtimeMs === mtimeMs
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

export function templatesDir(cache: string): string {
  return join(cache, 'templates')
}

function recordPath(cache: string, recipe: string): string {
  return join(templatesDir(cache), `${recipe}.json`)
}

/** A name for a template in the making; see `sweep`. */
export function draftDir(cache: string, recipe: string): string {
  const random = randomBytes(4).toString('hex')
  return join(templatesDir(cache), `${recipe}-${random}`)
}

/** Make a template the one to use, in one step. */
export async function publish(
  cache: string,
  recipe: string,
  template: Template,
): Promise<void> {
  const path = recordPath(cache, recipe)
  await writeFile(`${path}.new`, JSON.stringify(template, null, 2))
  await rename(`${path}.new`, path)
}

/**
 * Remove templates nobody will start again, and drafts whose maker was killed.
 * Only under the lock: then no draft is anybody's.
 */
export function sweep(cache: string): void {
  const dir = templatesDir(cache)
  const names = readdirSync(dir)
  const current = new Set(
    names
      .filter((name) => name.endsWith('.json'))
      .map((name) => readRecord(join(dir, name))?.dir),
  )
  const rest = names
    .filter((name) => !name.includes('.'))
    .map((name) => join(dir, name))
    .filter((path) => !current.has(path))
  // A draft is nobody's, however young it is, and takes no place of a template.
  const isFinished = (path: string) => exists(join(path, 'finished'))
  const drafts = rest.filter((path) => !isFinished(path))
  const old = rest
    .filter(isFinished)
    .sort((a, b) => ageOf(a) - ageOf(b))
    .slice(KEPT)
  for (const path of [...drafts, ...old]) rmSync(path, { recursive: true })
}

function ageOf(path: string): number {
  return Date.now() - statSync(path).mtimeMs
}
