/**
 * The container that most checks look at: every usual namespace is its own. The
 * program inside stays while visitors look, attacks the machine, and ends.
 *
 *     starts ─▶ visitors look ─▶ attack ─▶ visitors look again ─▶ exec ─▶ end
 *
 * Where it does not start, one container for each kind of namespace is asked
 * for alone, so that a student is told of the one step that is missing.
 */
import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench, Fixture } from '#checker/bench.ts'
import {
  type Container,
  type ContainerRequest,
  endOf,
  folderOf,
  killContainer,
  startContainer,
} from '#checker/container.ts'
import type { NamespaceType } from '#checker/evidence/namespaces.ts'
import type { Observation } from '#checker/evidence/process.ts'
import type { Probe } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { execGuest, type Guest, guestEntries } from './guest.ts'
import { type Host, host, makeGround, removeGround } from './host.ts'
import { childOf, type Fate, fate, isPrepared } from './inside.ts'
import { alone, namespacesPatch, USUAL } from './namespaces.ts'
import { inhabitant } from './probes.ts'
import { programEntries } from './tenant.ts'
import { type Views, viewsOf } from './views.ts'

const PARTING_MS = 500

/** What was drawn for a container. */
export interface Drawn {
  readonly probe: Probe
  readonly program: string
  readonly child: string
  readonly hostname: string
  readonly domainname: string
  /** Name that the attack gives the machine. */
  readonly attackName: string
  readonly memoryKey: number
  readonly queue: string
  readonly forbidden: string
  readonly exitStatus: number
}

export interface Resident {
  readonly types: readonly NamespaceType[]
  readonly host: Host
  readonly drawn: Drawn
  readonly container: Container
  /** What was seen while it ran; `null` if nothing did. */
  readonly views: Views | null
  /** The child of the program inside. */
  readonly child: Observation | null
  readonly bystander: Fate
  /** What became of the child once its parent had ended. */
  readonly childAfter: Fate
  /** One more process, by `exec`. */
  readonly guest: Guest | null
  readonly ending: Ending
}

const everything: Fixture<Resident> = (bench) => reside(bench, 'usual', USUAL)

const byItself = new Map<NamespaceType, Fixture<Resident>>(
  USUAL.map((type) => [
    type,
    (bench) => reside(bench, `only ${type}`, alone(bench, type)),
  ]),
)

/** The container with all namespaces. */
export const resident = (bench: Bench) => bench.share(everything)

/** A container in which one kind of namespace can be looked at. */
export async function residentFor(
  bench: Bench,
  type: NamespaceType,
): Promise<Resident> {
  const first = await resident(bench)
  const other = byItself.get(type)
  if (first.container.seen !== null || other === undefined) return first
  return bench.share(other)
}

async function reside(
  bench: Bench,
  name: string,
  types: readonly NamespaceType[],
): Promise<Resident> {
  const around = await bench.share(host)
  const drawn = draw(bench, name, types, around)
  const folder = folderOf(bench, name)
  await makeGround(bench, folder)
  try {
    const request = requestOf(bench, name, types, drawn)
    const profile = namespacedProfile(bench.program)
    const container = await startContainer(bench, request, profile)
    const tenancy = { types, host: around, drawn, container }
    if (container.seen !== null) return await stay(bench, name, tenancy)
    const ending = await killContainer(bench, container)
    return { ...tenancy, ...NOTHING, ending }
  } finally {
    await removeGround(bench, folder)
  }
}

type Tenancy = Pick<Resident, 'types' | 'host' | 'drawn' | 'container'>

/** Everything that happens while it runs, and its end. */
async function stay(
  bench: Bench,
  name: string,
  tenancy: Tenancy,
): Promise<Resident> {
  const { types, host: around, drawn, container } = tenancy
  const child = await childOf(bench, container, drawn)
  const views = await viewsOf(bench, container, drawn, () =>
    attack(bench, container),
  )
  const bystander = await fate(bench, around.bystander, 0)
  const guest =
    types.length > 1 ? await execGuest(bench, container, name) : null
  const ending = await finish(bench, container)
  const childAfter =
    child === null ? 'gone' : await fate(bench, child.pid, PARTING_MS)
  await bench.call('kill', { job: container.job })
  return { ...tenancy, child, views, bystander, childAfter, guest, ending }
}

const NOTHING = {
  views: null,
  child: null,
  bystander: 'alive',
  childAfter: 'gone',
  guest: null,
} as const

function draw(
  bench: Bench,
  name: string,
  types: readonly NamespaceType[],
  { bystander }: Host,
): Drawn {
  const { seed } = bench
  const hex = (what: string, bytes = 4) => seed.hex(`${name} ${what}`, bytes)
  const attackName = `taken-${hex('attack')}`
  const drawn = {
    program: `/bin/probe-${hex('program')}`,
    child: `/bin/child-${hex('child')}`,
    hostname: `box-${hex('hostname')}`,
    domainname: `domain-${hex('domainname')}`,
    attackName,
    memoryKey: seed.int(`${name} memory`, 0x10000000, 0x6fffffff),
    queue: `queue-${hex('queue')}`,
    forbidden: `${folderOf(bench, name)}/forbidden-${hex('forbidden')}`,
    exitStatus: seed.int(`${name} status`, 3, 99),
  }
  const { child, memoryKey, queue, forbidden, exitStatus } = drawn
  const probe = inhabitant({
    arch: bench.hello.arch,
    mark: hex('mark', 8),
    child,
    offspring: 'child',
    forbidden,
    // Where a kind is not asked for, an attack on it would hit the host.
    attack: {
      ...(types.includes('uts') ? { name: attackName } : {}),
      ...(types.includes('ipc') ? { memoryKey, queue } : {}),
      ...(types.includes('pid') ? { victim: bystander } : {}),
    },
    exitStatus,
  })
  return { ...drawn, probe }
}

function requestOf(
  bench: Bench,
  name: string,
  types: readonly NamespaceType[],
  drawn: Drawn,
): ContainerRequest {
  const folder = folderOf(bench, name)
  const { hostname, domainname, program } = drawn
  const names = types.includes('uts') ? { hostname, domainname } : {}
  return {
    name,
    args: [program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd: '/',
    rootPath: 'rootfs',
    entries: [
      ...programEntries(bench, name, drawn),
      ...guestEntries(bench, name),
      // By the same path in both roots, for a visitor to mount something there.
      { kind: 'directory', path: `bundle/rootfs${folder}/ground/yard` },
    ],
    programs: [`${folder}/bundle/rootfs${program}`],
    spec: { ...namespacesPatch(types), ...names },
  }
}

/** Let it attack, and wait until it has done so. */
async function attack(
  bench: Bench,
  { job, seen }: Container,
): Promise<boolean> {
  await bench.call('send', { job, text: 'go\n' })
  return isPrepared(bench, seen?.pid ?? -1)
}

async function finish(bench: Bench, container: Container): Promise<Ending> {
  const { job } = container
  await bench.call('send', { job, text: 'go\n', end: true })
  return endOf(bench, container)
}
