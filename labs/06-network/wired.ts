/** A container that the judged runtime connects, by the judged plugin. */
import { isIP } from 'node:net'
import { basename, dirname, parse } from 'node:path/posix'
import type { Bench } from '#checker/bench.ts'
import { folderOf } from '#checker/container.ts'
import type { NetworkState } from '#checker/evidence/network-state.ts'
import {
  CNI_VERSION,
  type CniNetwork,
  chainOf,
  leasesOf,
} from '#checker/network/cni.ts'
import { leftOnHost } from '#checker/network/lab-network.ts'
import { networkOf } from '#checker/network/namespaces.ts'
import { configFor } from '#checker/network/plugin-config.ts'
import {
  closeBoxed,
  type Ended,
  type Inside,
  leftOfState,
  openBoxed,
  street,
} from './boxed.ts'
import { type Place, placeFor } from './places.ts'
import { allOf, type Talks, talk } from './talk.ts'

const NAME = 'wired'
const FILE = 'wired.conflist'

export interface Wired {
  readonly place: Place
  readonly box: Ended
  /** While it ran; `null` if it did not. */
  readonly life: Life | null
  /** When it was over: on the host, in the folder of leases, in that of states. */
  readonly left: readonly string[]
}

export interface Life {
  readonly state: NetworkState
  readonly talks: Talks
  /** On the host, what was not there before. */
  readonly made: readonly string[]
}

export async function wired(bench: Bench): Promise<Wired> {
  const lab = await bench.share(street)
  const place = placeFor(bench, lab, 'wired', { ipMasq: true })
  return bench.starts.use(() => wire(bench, place))
}

async function wire(bench: Bench, place: Place): Promise<Wired> {
  const lab = await bench.share(street)
  const ports = drawPorts(bench)
  const boxed = await openBoxed(bench, {
    name: NAME,
    net: `${folderOf(bench, NAME)}/${FILE}`,
    isInBundle: false,
    options: [
      ...['--cni-path', dirname(bench.programPath(chainOf(bench)[0] ?? ''))],
      ...['--publish', `${ports.host}:${ports.container}`],
    ],
    entries: [{ kind: 'text', path: FILE, text: listOf(bench, place.network) }],
  })
  const { inside } = boxed
  const life = inside && (await lookAt(bench, inside, ports))
  const box = await closeBoxed(bench, boxed)
  const leases = await leasesOf(bench, place.network)
  const left = [
    ...(await leftOnHost(bench, lab)),
    ...leases.filter((path) => isIP(basename(path)) !== 0).map(leaseLine),
    ...(await leftOfState(bench, box)),
  ]
  return { place, box, life, left }
}

const leaseLine = (path: string) => `lease ${basename(path)}`

interface Ports {
  readonly host: number
  readonly container: number
}

function drawPorts({ seed }: Bench): Ports {
  return {
    host: seed.int('port of the host of the wired', 20_000, 29_000),
    container: seed.int('port of the wired', 2000, 9000),
  }
}

async function lookAt(
  bench: Bench,
  { netns }: Inside,
  ports: Ports,
): Promise<Life> {
  const lab = await bench.share(street)
  const { outside, outsideAddress, hostAddress } = lab
  const state = await networkOf(bench, netns)
  const port = ports.container
  const out = (address: string, at: number) =>
    talk(bench, { from: netns, to: outside, address, port: port + at })
  const talks = await allOf({
    'container → outside, TCP over IPv4': out(outsideAddress.v4, 1),
    'container → outside, TCP over IPv6': out(outsideAddress.v6, 2),
    'outside → published port': talk(bench, {
      ...{ from: outside, to: netns, address: hostAddress.v4 },
      ...{ port: ports.host, listen: port },
    }),
  })
  return { state, talks, made: await leftOnHost(bench, lab) }
}

/** The network in a file, as any runtime reads it. @see CNI SPEC.md, "Section 1" */
function listOf(bench: Bench, network: CniNetwork): string {
  const plugins = chainOf(bench).map((plugin) => ({
    ...configFor(network, plugin, {}),
    type: parse(plugin).name,
    capabilities: { portMappings: true },
  }))
  const { name } = network
  return JSON.stringify({ cniVersion: CNI_VERSION, name, plugins }, null, 2)
}
