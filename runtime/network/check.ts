import { join } from 'node:path'
import { listAddresses } from '../linux/network/address.ts'
import { formatIp, formatPrefix, parseIp } from '../linux/network/ip-address.ts'
import { findLink, type Link } from '../linux/network/link.ts'
import { listRoutes } from '../linux/network/route.ts'
import type { JsonValue } from '../spec/json-value.ts'
import { type NetlinkSocket, withNetlink } from '../sys/netlink-socket.ts'
import { rangeOf } from './address-range.ts'
import { type Attachment, hostLinkName, ruleTag } from './attachment.ts'
import type { NetworkConfig } from './cni-config.ts'
import { CniError } from './cni-error.ts'
import { containerRoutes } from './container-routes.ts'
import { attachmentRules, bridgeRules, has } from './firewall.ts'
import { gatewayOf } from './host-bridge.ts'
import { type LeasedAddress, leasesOf } from './ipam.ts'
import { hostLocked } from './lock.ts'
import { readPrefix } from './read-ip.ts'
import { readRuleset } from './ruleset.ts'
import { withSandbox } from './sandbox.ts'

/**
 * See whether all is as ADD has left it.
 *
 * @param path Of the container's network namespace.
 * @throws {CniError} 106 with all that is not; 7 without a previous result.
 * @see CNI specification, Section 2: "`CHECK`: Check container's networking"
 */
export function check(
  config: NetworkConfig,
  attachment: Attachment,
  path: string,
): void {
  const previous = readPrevious(config, attachment.ifname)
  const facts = { config, attachment, ...previous }
  const problems = hostLocked(() => [
    ...checkLeases(facts),
    ...withNetlink(undefined, (socket) => checkHost(facts, socket)),
    ...withSandbox(path, (netns) =>
      withNetlink(netns, (socket) => checkContainer(facts, socket)),
    ),
    ...checkRules(facts),
  ])
  if (problems.length === 0) return
  const message = `Expected the network of container "${attachment.containerId}" to be as ADD has left it but found ${problems[0]}`
  throw new CniError('notAsAdded', message, problems.join('\n'))
}

/** What ADD has said, as far as it is about us. */
interface Previous {
  readonly leased: readonly LeasedAddress[]
  /** Hardware address of the container's link. */
  readonly mac: string
}

interface Facts extends Previous {
  readonly config: NetworkConfig
  readonly attachment: Attachment
}

function readPrevious(
  { prevResult, ipam }: NetworkConfig,
  ifname: string,
): Previous {
  if (!prevResult.present) prevResult.fail('what ADD has returned')
  const leased = prevResult
    .at('ips')
    .items()
    .flatMap((item) => readLeased(item.at('address'), ipam.sets))
  const inside = prevResult
    .at('interfaces')
    .items()
    .find(
      (item) => item.at('sandbox').value && item.at('name').value === ifname,
    )
  const wanted = `a list with "${ifname}" in it`
  const mac =
    inside?.at('mac').text() ?? prevResult.at('interfaces').fail(wanted)
  return { leased, mac }
}

/** Addresses of other plugins are not ours to check. */
function readLeased(
  item: JsonValue,
  sets: NetworkConfig['ipam']['sets'],
): LeasedAddress[] {
  const { address } = readPrefix(item, 'an address as in "10.1.0.2/16"')
  return sets.flatMap((set) => {
    const range = rangeOf(set, address)
    return range ? [{ address, range }] : []
  })
}

function checkLeases({ config, attachment, leased }: Facts): string[] {
  const directory = join(config.ipam.dataDir, config.name)
  const leases = leasesOf(directory, attachment)
  return missing(
    leased.map(addressOf),
    leases,
    (address) => `no lease of ${address}`,
  )
}

function addressOf({ address }: LeasedAddress): string {
  return formatIp(address)
}

function checkHost(
  { config, attachment, leased }: Facts,
  socket: NetlinkSocket,
): string[] {
  const bridge = findLink(socket, config.bridge)
  if (bridge?.kind !== 'bridge') return [`no bridge "${config.bridge}"`]
  const name = hostLinkName(attachment)
  const gateways = config.isGateway
    ? leased.map(({ range }) => gatewayOf(range))
    : []
  return [
    ...checkUp(bridge),
    ...checkAddresses(socket, bridge, gateways),
    ...checkPort(findLink(socket, name), name, bridge),
  ]
}

function checkPort(link: Link | null, name: string, bridge: Link): string[] {
  if (!link) return [`no link "${name}"`]
  const isPort = link.master === bridge.index
  const stray = isPort ? [] : [`"${name}" to be no port of "${bridge.name}"`]
  return [...checkUp(link), ...stray]
}

function checkUp({ name, isUp }: Link): string[] {
  return isUp ? [] : [`link "${name}" switched off`]
}

function checkAddresses(
  socket: NetlinkSocket,
  link: Link,
  wanted: readonly string[],
): string[] {
  const found = listAddresses(socket, link).map(({ address }) => address)
  return missing(wanted, found, (text) => `no ${text} on link "${link.name}"`)
}

function checkContainer(
  { config, attachment, leased, mac }: Facts,
  socket: NetlinkSocket,
): string[] {
  const link = findLink(socket, attachment.ifname)
  if (!link) return [`no link "${attachment.ifname}" in the container`]
  const other = link.mac === mac ? [] : [`hardware address ${link.mac}`]
  const addresses = leased.map(({ address, range }) =>
    formatPrefix({ address, prefix: range.subnet.prefix }),
  )
  return [
    ...checkUp(link),
    ...other,
    ...checkAddresses(socket, link, addresses),
    ...checkRoutes(socket, link, containerRoutes(config, leased)),
  ]
}

function checkRoutes(
  socket: NetlinkSocket,
  link: Link,
  wanted: ReturnType<typeof containerRoutes>,
): string[] {
  const found = listRoutes(socket, link).map(
    ({ to, via }) => `${to} via ${via}`,
  )
  const texts = wanted.map(({ dst, gw }) => `${dst} via ${canonical(gw)}`)
  return missing(texts, found, (text) => `no route to ${text}`)
}

/** The spelling that the kernel's addresses are printed in. */
function canonical(address: string): string {
  return formatIp(parseIp(address))
}

function checkRules({ config, attachment, leased }: Facts): string[] {
  const found = readRuleset()
  const own = attachmentRules(config, leased, ruleTag(attachment))
  return [...own, ...bridgeRules(config)]
    .filter((rule) => !has(found, rule))
    .map(({ chain, text }) => `no rule "${text}" in chain "${chain}"`)
}

function missing(
  wanted: readonly string[],
  found: readonly string[],
  describe: (text: string) => string,
): string[] {
  return wanted.filter((text) => !found.includes(text)).map(describe)
}
