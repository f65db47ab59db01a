/**
 * The machine of lab 06, and the world around it, made of namespaces:
 *
 *     outside ─── uplink ─── host ─── (bridges and veths of the judged plugin) ─── containers
 *
 * The judged plugin is started in `host`, so its bridges, routes and rules are
 * there, and the network by which the kit reaches the guest knows nothing of
 * them. When the lab is over the namespaces are let go, and all of it is gone.
 *
 * `outside` has no route to any container, only to the addresses of the host: it
 * gets an answer only to what was masqueraded, and gets in only by what is
 * published. Whoever is judged is root, and could enter the guest's own network
 * through `/proc/1/ns/net`: what it leaves there is told with what is left behind.
 */
import type { Bench } from '../bench.ts'
import { newIn } from '../evidence/network-lines.ts'
import type { NetworkState } from '../evidence/network-state.ts'
import { makeNetns, type Netns, networkOf, runIn } from './namespaces.ts'
import { shortestIPv6 } from './socket-address.ts'

/** One address of each family. */
export interface Pair {
  readonly v4: string
  readonly v6: string
}

export interface LabNetwork {
  readonly host: Netns
  readonly outside: Netns
  /** The host's on the link to the outside, which is named `uplink`. */
  readonly hostAddress: Pair
  /** The neighbour's on that link. */
  readonly outsideAddress: Pair
  /** Of somebody further away, whom the host finds by its default route. */
  readonly farAddress: Pair
  /** The host before anybody was started in it. */
  readonly before: NetworkState
}

export const UPLINK = 'uplink'

/** Make both; a fixture, for `bench.share`. */
export function labNetwork(bench: Bench): Promise<LabNetwork> {
  return makeLabNetwork(bench, 'the host', 'the outside')
}

/** Make both once more: what one host has is nothing to another. */
export async function makeLabNetwork(
  bench: Bench,
  ...labels: readonly [host: string, outside: string]
): Promise<LabNetwork> {
  const host = await makeNetns(bench, labels[0])
  const outside = await makeNetns(bench, labels[1])
  const addresses = drawAddresses(bench)
  const { hostAddress, outsideAddress, farAddress } = addresses
  const pair = `type veth peer name ${UPLINK} netns ${outside.path}`
  await inBatch(bench, host, [`link add ${UPLINK} ${pair}`])
  for (const netns of [host, outside]) {
    await inBatch(bench, netns, [`link set ${UPLINK} up`])
  }
  await inBatch(bench, outside, [
    ...own(outsideAddress, UPLINK, { v4: 24, v6: 64 }),
    ...own(farAddress, 'lo', { v4: 32, v6: 128 }),
  ])
  await inBatch(bench, host, [
    ...own(hostAddress, UPLINK, { v4: 24, v6: 64 }),
    `route add default via ${outsideAddress.v4}`,
    `route add default via ${outsideAddress.v6}`,
  ])
  const before = await networkOf(bench, host)
  return { host, outside, ...addresses, before }
}

/**
 * What is on the host that was not there before anybody was started in it. That
 * it forwards is not counted: who turned that on does not know who else needs it.
 */
export async function leftOnHost(
  bench: Bench,
  { host, before }: LabNetwork,
): Promise<readonly string[]> {
  const lines = newIn(before, await networkOf(bench, host))
  return lines.filter((line) => !/^sysctl .*forward/.test(line))
}

/** From ranges that are kept for tests and books. @see RFC 2544, 5737, 3849 */
function drawAddresses({ seed }: Bench) {
  const link = seed.int('network of the uplink', 0, 255)
  const hex = seed.hex('network of the uplink', 2)
  const on = (number: number): Pair => ({
    v4: `198.18.${link}.${number}`,
    // What was drawn may begin with zeros.
    v6: shortestIPv6(`2001:db8:${hex}::${number}`),
  })
  const number = seed.int('number of the host', 2, 99)
  const far = seed.int('number of somebody far away', 1, 99)
  return {
    hostAddress: on(number),
    outsideAddress: on(number + 100),
    farAddress: { v4: `203.0.113.${far}`, v6: `2001:db8:0:ffff::${far}` },
  }
}

function own(
  { v4, v6 }: Pair,
  link: string,
  prefix: { readonly v4: number; readonly v6: number },
): string[] {
  return [
    `address add ${v4}/${prefix.v4} dev ${link}`,
    // Nobody else is there who could have it: it is of use at once.
    `address add ${v6}/${prefix.v6} dev ${link} nodad`,
  ]
}

async function inBatch(bench: Bench, netns: Netns, lines: readonly string[]) {
  const argv = ['ip', '-batch', '-']
  await runIn(bench, netns, argv, `${lines.join('\n')}\n`)
}
