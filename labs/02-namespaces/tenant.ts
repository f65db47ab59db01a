/**
 * A container for one question: its program tries to open a file of the host's
 * root, and waits. It attacks nobody.
 */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  type ContainerRequest,
  endOf,
  folderOf,
  killContainer,
  startContainer,
} from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import { type Probe, sleepingProbe } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { isPrepared } from './inside.ts'
import { inhabitant, type Offspring } from './probes.ts'

/** What was drawn for a tenant. */
export interface TenantDrawn {
  readonly probe: Probe
  readonly program: string
  readonly child: string
  readonly forbidden: string
  readonly exitStatus: number
}

export interface Tenant {
  readonly container: Container
  readonly drawn: TenantDrawn
  /** Identity of the file that belongs to the host's root. */
  readonly forbidden: string | null
  readonly ending: Ending
}

/** What a tenant asks for besides the usual. */
export type Terms = Pick<
  ContainerRequest,
  'spec' | 'options' | 'user' | 'hostEnv'
> & {
  readonly offspring?: Offspring
  readonly entries?: readonly Entry[]
}

/**
 * Start a tenant, look at it, and let it end.
 *
 * @param look Is called while it waits, all signals blocked, if it came to run.
 */
export async function rent<T>(
  bench: Bench,
  name: string,
  terms: Terms,
  look: (container: Container, drawn: TenantDrawn) => Promise<T>,
): Promise<Tenant & { readonly seen: T | null }> {
  const drawn = drawTenant(bench, name, terms.offspring ?? 'none')
  const request = requestOf(bench, name, drawn, terms)
  const profile = namespacedProfile(bench.program)
  const container = await startContainer(bench, request, profile)
  const { rootfs, job } = container
  const paths = [`${rootfs}${drawn.forbidden}`]
  const [forbidden = null] = await bench.call('identify', { paths })
  if (container.seen === null) {
    const ending = await killContainer(bench, container)
    return { container, drawn, forbidden, ending, seen: null }
  }
  // The first line is for an attack that this one does not know of.
  await bench.call('send', { job, text: 'go\n' })
  await isPrepared(bench, container.seen.pid)
  const seen = await look(container, drawn)
  await bench.call('send', { job, text: 'go\n', end: true })
  const ending = await endOf(bench, container)
  await bench.call('kill', { job })
  return { container, drawn, forbidden, ending, seen }
}

function drawTenant(
  bench: Bench,
  name: string,
  offspring: Offspring,
): TenantDrawn {
  const { seed } = bench
  const hex = (what: string, bytes = 4) => seed.hex(`${name} ${what}`, bytes)
  const drawn = {
    program: `/bin/probe-${hex('program')}`,
    child: `/bin/child-${hex('child')}`,
    forbidden: `${folderOf(bench, name)}/forbidden-${hex('forbidden')}`,
    exitStatus: seed.int(`${name} status`, 3, 99),
  }
  const { arch } = bench.hello
  const mark = hex('mark', 8)
  const probe = inhabitant({ arch, mark, offspring, attack: {}, ...drawn })
  return { ...drawn, probe }
}

function requestOf(
  bench: Bench,
  name: string,
  drawn: TenantDrawn,
  { offspring: _, entries = [], ...terms }: Terms,
): ContainerRequest {
  return {
    name,
    args: [drawn.program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd: '/',
    rootPath: 'rootfs',
    entries: [...programEntries(bench, name, drawn), ...entries],
    programs: [`${folderOf(bench, name)}/bundle/rootfs${drawn.program}`],
    ...terms,
  }
}

/** Files of a container: the program, that of its child, one of the host's root. */
export function programEntries(
  bench: Bench,
  name: string,
  drawn: Pick<TenantDrawn, 'probe' | 'program' | 'child' | 'forbidden'>,
): Entry[] {
  const { executable } = drawn.probe
  const mark = bench.seed.hex(`${name} child program`, 8)
  const sleeper = sleepingProbe(bench.hello.arch, mark).executable
  return [
    programEntry(`bundle/rootfs${drawn.program}`, executable),
    programEntry(`bundle/rootfs${drawn.child}`, sleeper),
    ...besideAndInside(
      bench,
      name,
      drawn.forbidden,
      Buffer.from('of the host\n'),
      0o600,
    ),
  ]
}

/**
 * A file of the host, and one more name for it in the root: wherever a process
 * has its root, it finds the same file by the same path.
 */
export function besideAndInside(
  bench: Bench,
  name: string,
  absolute: string,
  content: Buffer,
  mode: number,
): Entry[] {
  const path = absolute.slice(folderOf(bench, name).length + 1)
  const base64 = content.toString('base64')
  return [
    { kind: 'file', path, base64, mode },
    { kind: 'link', path: `bundle/rootfs${absolute}`, to: path },
  ]
}
