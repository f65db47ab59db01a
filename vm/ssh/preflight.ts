/**
 * Whether labs can run on a host: whether they may, whether it lets us in as
 * root, and whether it has what they need, with what is only needed from afar.
 */
import { atLeast } from '../host/version.ts'
import {
  failed,
  linuxPreflight,
  type Probe,
  passed,
} from '../linux-preflight.ts'
import type { Requirement } from '../provider.ts'
import type { SshSettings } from '../settings.ts'
import { type Ssh, spawnClient } from './client.ts'
import { rootShell } from './manner.ts'
import { textOf } from './output.ts'

/** The agent runs on it. The `engines` of package.json say the same. */
const OLDEST_NODE = '20.19'

/** An emulated host takes its time. */
const PREFLIGHT_MS = 120_000

/** A command that does nothing should not take longer. */
const SLOW_MS = 300
const TRIES = 3

/** Labs change mounts, networks and cgroups of the host, for good. */
export function hostConsent({ host, disposable }: SshSettings): Requirement {
  const name = `consent to run labs on "${host}"`
  if (disposable) return passed(name, 'given')
  return failed(
    name,
    'none',
    'If it may be broken by a lab, set LABS_SSH_DISPOSABLE=1, or run: ' +
      `labs vm use ssh ${host} --disposable`,
  )
}

/** Which host is wanted? Nobody said. */
export function noHost(): Requirement {
  return failed(
    'LABS_SSH_HOST',
    'not set',
    'Set it to a host of your ssh configuration, or run: labs vm use ssh HOST',
  )
}

/** Try everything, over a connection that is there. */
export async function hostPreflight(
  ssh: Ssh,
  sudo: boolean,
  host: string,
): Promise<Requirement[]> {
  const run = async (script: string) => {
    const child = spawnClient(ssh, rootShell(script, sudo))
    return (await textOf(child, PREFLIGHT_MS)).stdout
  }
  const found = await linuxPreflight(run, FROM_AFAR)
  return [promptness(await bestTime(ssh)), ...found].map((requirement) =>
    told(requirement, host),
  )
}

const FROM_AFAR: readonly Probe[] = [
  {
    script: 'node --version',
    judge: ({ status, text }) => [node(status === 0 ? text : null)],
  },
  {
    script: 'command -v setsid',
    judge: ({ status, text }) => [
      status === 0
        ? passed('setsid', text)
        : failed('setsid', 'no such program', 'Install util-linux'),
    ],
  },
]

/** @param version What `node --version` said; `null` without one. */
export function node(version: string | null): Requirement {
  const name = `node ${OLDEST_NODE} or newer, for root`
  const isNew = atLeast((version ?? '').replace(/^v/, ''), OLDEST_NODE)
  if (version !== null && isNew) return passed(name, version)
  const remedy = 'Install it where root finds it, as /usr/local/bin/node'
  return failed(name, version ?? 'no such program', remedy)
}

/** Slow is no fault, but a check runs hundreds of commands. */
export function promptness(milliseconds: number): Requirement {
  const name = 'a quick answer'
  const found = `${Math.round(milliseconds)} ms for a command`
  if (milliseconds <= SLOW_MS) return passed(name, found)
  const remedy =
    `More than ${SLOW_MS} ms: look at what the shell of this user reads ` +
    'at its start (~/.bashrc, ~/.zshenv), for every command waits for it'
  return { name, ok: true, found, remedy }
}

/** How long a command that does nothing takes, at best. */
async function bestTime(ssh: Ssh): Promise<number> {
  const times: number[] = []
  for (let run = 0; run < TRIES; run++) {
    const start = performance.now()
    await textOf(spawnClient(ssh, 'true'))
    times.push(performance.now() - start)
  }
  return Math.min(...times)
}

/** What has to be done there is not to be done here. */
function told(requirement: Requirement, host: string): Requirement {
  const { remedy } = requirement
  return {
    ...requirement,
    remedy: remedy === null ? null : `On "${host}": ${remedy}`,
  }
}
