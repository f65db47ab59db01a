/**
 * A private view of the package archive: own list of sources, own lists, own
 * downloads, all below one folder of the cache. The system's apt is not
 * touched, root is not needed, and its settings (proxies, credentials) hold.
 */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { commandFailed, shell } from '../host/shell.ts'
import type { Progress } from '../provider.ts'
import {
  backportsOf,
  ofAnyArchitecture,
  ofRelease,
  parseDeb822,
  parseOneLine,
  render,
  type Source,
} from './sources.ts'

export interface Index {
  /** Options for every apt-get and apt-cache call. */
  readonly options: readonly string[]
  readonly codename: string
  readonly hasBackports: boolean
}

/** Whether this machine has what the kit uses of Debian's package manager. */
export function hasApt(): boolean {
  return existsSync('/usr/bin/apt-get') && existsSync('/usr/bin/dpkg-deb')
}

/**
 * Download the lists of the distribution's packages, and of its backports
 * where they exist.
 *
 * @param architecture Another than this system's, in Debian's words. Nothing
 *   counts as installed then.
 * @throws {MachineError} When the archive cannot be reached.
 * @see apt-get(8), update
 */
export async function openIndex(
  dir: string,
  progress: Progress,
  architecture?: string,
): Promise<Index> {
  const codename = releaseName(readFileSync('/etc/os-release', 'utf8'))
  const mine = ofRelease(readSources('/etc/apt'), codename)
  const foreign = architecture !== undefined
  const own = foreign ? mine.map(ofAnyArchitecture) : mine
  const options = optionsFor(dir)

  mkdirSync(join(dir, 'lists/partial'), { recursive: true })
  mkdirSync(join(dir, 'archives/partial'), { recursive: true })
  if (foreign) options.push(...foreignOptions(dir, architecture))
  progress(`Reading the package lists of ${codename}`)
  const backports = backportsOf(own, codename)
  const hasBackports =
    codename !== '' && (await tryUpdate(dir, [...own, ...backports], options))
  if (!hasBackports) await update(dir, own, options)

  return { options, codename, hasBackports }
}

function optionsFor(dir: string): string[] {
  return [
    `Dir::Etc::sourcelist=${join(dir, 'sources.list')}`,
    'Dir::Etc::sourceparts=-',
    `Dir::State::lists=${join(dir, 'lists')}`,
    `Dir::Cache=${dir}`,
    // The preferences of the system may pin what we want away.
    'Dir::Etc::preferences=-',
    'Dir::Etc::preferencesparts=-',
    'APT::Install-Recommends=false',
    'Acquire::Languages=none',
    // Its post-update hooks are for the system's own lists.
    'APT::Update::Post-Invoke-Success=',
    // The lock of dpkg is root's; nothing is installed here.
    'Debug::NoLocking=true',
  ].flatMap((option) => ['-o', option])
}

/** As if apt ran on such a system, with nothing installed yet. */
function foreignOptions(dir: string, architecture: string): string[] {
  const status = join(dir, 'status')
  writeFileSync(status, '')
  return [
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
    `Dir::State::status=${status}`,
  ].flatMap((option) => ['-o', option])
}

/** Older releases have their backports in an archive: go on without them. */
async function tryUpdate(
  dir: string,
  sources: readonly Source[],
  options: readonly string[],
): Promise<boolean> {
  try {
    await update(dir, sources, options)
    return true
  } catch {
    return false
  }
}

async function update(
  dir: string,
  sources: readonly Source[],
  options: readonly string[],
): Promise<void> {
  const $ = await shell()
  await writeFile(join(dir, 'sources.list'), render(sources))
  await $`apt-get -q -o APT::Update::Error-Mode=any ${options} update`.catch(
    (error) => commandFailed('Cannot read the package lists', error),
  )
}

/** All sources of the system, in the order apt reads them. */
function readSources(etc: string): Source[] {
  const parts = join(etc, 'sources.list.d')
  const files = [
    join(etc, 'sources.list'),
    ...(existsSync(parts) ? readdirSync(parts).sort() : []).map((name) =>
      join(parts, name),
    ),
  ]
  return files.filter(existsSync).flatMap((file) => {
    if (file.endsWith('.sources'))
      return parseDeb822(readFileSync(file, 'utf8'))
    if (file.endsWith('.list')) return parseOneLine(readFileSync(file, 'utf8'))
    return []
  })
}

/** `VERSION_CODENAME`; empty where there is none. @see os-release(5) */
export function releaseName(osRelease: string): string {
  return /^VERSION_CODENAME="?([\w-]+)/m.exec(osRelease)?.[1] ?? ''
}
