/** Processes of a scene, from the texts of `/proc`. */

import {
  type NamespaceFile,
  parseCgroup,
  parseNsPids,
} from '../evidence/namespaces.ts'
import { fieldsOf, nulTerminated } from '../evidence/proc-text.ts'
import type { RestOfProcess } from '../evidence/scene-texts.ts'
import type { SceneProcess } from './scene.ts'

/** A process before it is known whose it is. */
export interface FoundProcess extends Omit<SceneProcess, 'container'> {
  /** In ticks since the machine started: with the number it names one process. */
  readonly startTime: number
}

/** What hardly changes about a process. */
export type SteadyProcess = Omit<
  FoundProcess,
  'pid' | 'parent' | 'startTime' | 'comm' | 'state'
>

/** `null` for a process that was gone before all was read. */
export function steadyProcess(rest: RestOfProcess): SteadyProcess | null {
  if (rest.status === '') return null
  const status = fieldsOf(rest.status)
  return {
    nsPids: parseNsPids(status.NSpid ?? ''),
    argv: nulTerminated(rest.cmdline),
    uid: numberOr(status.Uid?.split('\t')[1], 0),
    namespaces: namespacesIn(rest.namespaces),
    cgroup: parseCgroup(rest.cgroup),
    root: rest.root,
    capabilities: status.CapEff ?? '',
    seccomp: numberOr(status.Seccomp, 0),
    noNewPrivs: status.NoNewPrivs === '1',
  }
}

export function foundProcess(
  pid: number,
  stat: string,
  steady: SteadyProcess,
): FoundProcess {
  // The name may hold spaces and parentheses; the fields begin after the last.
  const end = stat.lastIndexOf(')')
  const fields = stat.slice(end + 2).split(' ')
  return {
    ...steady,
    pid,
    parent: numberOr(fields[1], 0),
    startTime: numberOr(fields[19], 0),
    comm: stat.slice(stat.indexOf('(') + 1, end),
    state: fields[0] ?? '',
    nsPids: steady.nsPids.length === 0 ? [pid] : steady.nsPids,
  }
}

const NOWHERE: Readonly<Record<NamespaceFile, string>> = {
  cgroup: '',
  ipc: '',
  mnt: '',
  net: '',
  pid: '',
  time: '',
  user: '',
  uts: '',
}

/** `mnt:[…]` and the like, by the kind that each begins with. */
export function namespacesIn(
  links: readonly string[],
): Readonly<Record<NamespaceFile, string>> {
  const known = links.map((link) => [link.split(':')[0] ?? '', link] as const)
  return {
    ...NOWHERE,
    ...Object.fromEntries(
      known.filter(([kind]) => Object.hasOwn(NOWHERE, kind)),
    ),
  }
}

function numberOr(text: string | undefined, otherwise: number): number {
  const number = Number(text)
  return text === undefined || Number.isNaN(number) ? otherwise : number
}
