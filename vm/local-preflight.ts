/**
 * Whether labs can run on this very machine: whether they may, and whether it
 * has what they need.
 */
import { spawn } from 'node:child_process'
import { hostname, platform } from 'node:os'

import { userId } from './host/paths.ts'
import { failed, linuxPreflight, passed } from './linux-preflight.ts'
import type { Requirement } from './provider.ts'
import type { Settings } from './settings.ts'
import { textOf } from './ssh/output.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Try everything the labs need. */
export async function localPreflight(
  env: Environment,
  settings: Settings,
): Promise<Requirement[]> {
  if (platform() !== 'linux') return [notLinux()]
  return [
    consent(env, settings),
    root(userId()),
    ...(await linuxPreflight(runHere)),
  ]
}

async function runHere(script: string): Promise<string> {
  const { stdout } = await textOf(spawn('sh', ['-c', script], { cwd: '/' }))
  return stdout
}

function notLinux(): Requirement {
  return failed('Linux', platform(), 'Use a Linux machine')
}

/** Labs change mounts, networks and cgroups of the machine they run on. */
export function consent(env: Environment, settings: Settings): Requirement {
  const name = 'consent to run labs on this machine'
  const given = consentGiven(env, settings)
  if (given !== null) return passed(name, given)
  return failed(
    name,
    'none',
    'Set LABS_LOCAL=1 if this machine may be broken by a lab',
  )
}

/** Who said that this machine may be broken: a service, a person; or nobody. */
export function consentGiven(
  env: Environment,
  settings: Settings,
): string | null {
  if (env.LABS_LOCAL === '1') return 'LABS_LOCAL=1'
  if (env.CI === 'true') return 'CI=true'
  if (env.CODESPACES === 'true') return 'CODESPACES=true'
  // The folder of a checkout may be seen by several machines.
  return settings.disposableHere === hostname() ? 'labs vm use local' : null
}

export function root(uid: number): Requirement {
  if (uid === 0) return passed('root', 'user 0')
  return failed('root', `user ${uid}`, 'Run the same command with sudo -E')
}
