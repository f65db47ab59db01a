/**
 * Debian packages this machine should have: which are missing, and, as root,
 * installing them. What only the virtual machine needs is never installed but
 * unpacked into the cache (`apt/unpack.ts`); this is for programs that tests
 * and labs run on the host itself.
 */
import { existsSync } from 'node:fs'

import { hasApt } from './apt/index.ts'
import { RequirementError } from './errors.ts'
import { userId } from './host/paths.ts'
import { commandFailed, shell } from './host/shell.ts'
import type { Progress } from './provider.ts'

/**
 * Which of these packages are not installed.
 *
 * @returns All of them where there is no dpkg.
 * @see dpkg-query(1)
 */
export async function missingPackages(
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0 || !existsSync('/usr/bin/dpkg-query'))
    return [...names]
  const $ = (await shell())({ nothrow: true })
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own form
  const format = '${db:Status-Abbrev}${Package}\n'
  const { stdout } = await $`dpkg-query -W -f ${format} ${names}`
  const installed = parseInstalled(stdout)
  return names.filter((name) => !installed.has(name))
}

/** Lines `ii name`: wanted and there. Anything else is not usable. */
export function parseInstalled(output: string): Set<string> {
  const lines = output.matchAll(/^.i\s+(\S+)$/gm)
  return new Set([...lines].map((match) => match[1] ?? ''))
}

/** What a person types to get these packages. */
export function installCommand(names: readonly string[]): string {
  const sudo = userId() === 0 ? '' : 'sudo '
  return `${sudo}apt-get install --no-install-recommends ${names.join(' ')}`
}

/**
 * Install those packages that are missing.
 *
 * @throws {RequirementError} When this is not root, or there is no apt.
 * @throws {MachineError} When apt fails; with the end of what it said.
 * @see apt-get(8)
 */
export async function installPackages(
  names: readonly string[],
  progress: Progress,
): Promise<void> {
  const missing = await missingPackages(names)
  if (missing.length === 0) return
  if (!hasApt() || userId() !== 0) throw notInstallable(missing)

  progress(`Installing ${missing.join(', ')}`)
  try {
    await install(missing)
  } catch {
    // Lists that are missing or old are the usual reason: read them, once.
    progress('Reading the package lists again')
    await refresh()
    await install(missing).catch((error) =>
      commandFailed(`Cannot install ${missing.join(', ')}`, error),
    )
  }
}

async function install(names: readonly string[]): Promise<void> {
  // Without the prefix: a package manager should finish what it began.
  const $ = (await shell())({ prefix: '', env: quietEnvironment() })
  await $`apt-get -q -y ${OPTIONS} install ${names}`
}

async function refresh(): Promise<void> {
  const $ = await shell()
  await $`apt-get -q update`.catch((error) =>
    commandFailed('Cannot read the package lists', error),
  )
}

const OPTIONS = [
  '--no-install-recommends',
  // Another apt may be at work: wait for it.
  ...['-o', 'DPkg::Lock::Timeout=120'],
]

function quietEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    LC_ALL: 'C.UTF-8',
    DEBIAN_FRONTEND: 'noninteractive',
  }
}

function notInstallable(names: readonly string[]): RequirementError {
  return new RequirementError([
    {
      name: names.join(' '),
      ok: false,
      found: 'nothing installed',
      remedy: hasApt()
        ? `Run: ${installCommand(names)}`
        : `Install with the package manager of this system: ${names.join(', ')}`,
    },
  ])
}
