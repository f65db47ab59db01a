// The network configuration: what standard input says. It is a part of that of
// the `bridge`, `host-local`, `portmap` and `firewall` plugins, in their words.
import {
  formatPrefix,
  type IpAddress,
  networkOf,
} from '../linux/network/ip-address.ts'
import { JsonValue } from '../spec/json-value.ts'
import { parseRangeSets, type RangeSet } from './address-range.ts'
import { CniError } from './cni-error.ts'
import { type CniVersion, parseVersion } from './cni-version.ts'
import {
  BRIDGE_NAME_WORDS,
  CNI_NAME_WORDS,
  isBridgeName,
  isCniName,
} from './names.ts'
import { type PortMapping, parsePortMappings } from './port-mapping.ts'
import { readIp, readPrefix } from './read-ip.ts'

/** A route of containers. */
export interface ConfiguredRoute {
  /** Where it leads: `10.2.0.0/16`. */
  readonly dst: string
  /** Who is next on the way; the gateway of the subnet if undefined. */
  readonly gw?: string
}

/** What containers look names up with. @see resolv.conf(5) */
export interface Dns {
  readonly nameservers?: readonly string[]
  readonly domain?: string
  readonly search?: readonly string[]
  readonly options?: readonly string[]
}

export interface Ipam {
  /** Directory with a directory for each network. */
  readonly dataDir: string
  /** A container gets one address of each. */
  readonly sets: readonly RangeSet[]
  readonly routes: readonly ConfiguredRoute[]
}

export interface NetworkConfig {
  readonly version: CniVersion
  readonly name: string
  readonly bridge: string
  /** The bridge has the gateway's addresses. */
  readonly isGateway: boolean
  /** And containers reach everything by it. */
  readonly isDefaultGateway: boolean
  /** They go out under the host's own address. */
  readonly ipMasq: boolean
  readonly hairpinMode: boolean
  /** Nobody but its containers and the host gets in, unless by published ports. */
  readonly isolated: boolean
  /** In bytes; the kernel's choice if undefined. */
  readonly mtu?: number
  readonly ipam: Ipam
  readonly portMappings: readonly PortMapping[]
  /** Addresses that the container asks for. */
  readonly addresses: readonly IpAddress[]
  /** The hardware address that it asks for; drawn by lot if undefined. */
  readonly mac?: string | undefined
  readonly dns: Dns
  /** What ADD has returned, for CHECK and DEL. */
  readonly prevResult: JsonValue
  /** What there still is, for GC. */
  readonly validAttachments: JsonValue
}

/** How messages call the whole of it. */
const NAME = 'network configuration'

const DEFAULT_DATA_DIR = '/var/lib/mini-cni'

/** As that of the `bridge` plugin. */
const DEFAULT_BRIDGE = 'cni0'

/** Members that those plugins know and this one does not obey. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  '': [
    'promiscMode',
    'vlan',
    'vlanTrunk',
    'macspoofchk',
    'disableContainerInterface',
    'portIsolation',
  ],
  '/ipam': ['resolvConf'],
}

/**
 * Read JSON.
 *
 * @throws {CniError} Code 6.
 */
export function decode(text: string): JsonValue {
  try {
    return new JsonValue(JSON.parse(text), NAME)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const found = text.trim() === '' ? 'nothing' : error.message
    throw new CniError(
      'undecodable',
      `Expected a ${NAME} in JSON on standard input but found ${found}`,
    )
  }
}

/** The version that somebody speaks. @throws {CniError} Code 1. */
export function versionOf(config: JsonValue): CniVersion {
  const version = config.at('cniVersion')
  return parseVersion(version.present ? version.text() : '')
}

/**
 * Read a network configuration.
 *
 * @param wanted Addresses asked for by CNI_ARGS.
 * @throws {SpecError} Naming the member that is wrong.
 * @throws {CniError} Code 1 or 2.
 * @see CNI specification, Section 1: "Network configuration format"
 */
export function parseConfig(
  config: JsonValue,
  wanted: readonly string[] = [],
): NetworkConfig {
  const version = versionOf(config)
  refuseUnsupported(config)
  const ipam = parseIpam(config.at('ipam'))
  const mtu = parseMtu(config.at('mtu'), ipam)
  const isGateway = flag(config.at('isGateway'), false)
  const isDefaultGateway = flag(config.at('isDefaultGateway'), false)
  return {
    version,
    name: parseName(config.at('name')),
    bridge: parseBridge(config.at('bridge')),
    // Who is the way to everything has to be there.
    isGateway: isGateway || isDefaultGateway,
    isDefaultGateway,
    ipMasq: flag(config.at('ipMasq'), false),
    hairpinMode: flag(config.at('hairpinMode'), false),
    isolated: flag(config.at('isolated'), true),
    ...(mtu === undefined ? {} : { mtu }),
    ipam,
    ...parseRuntimeConfig(config, wanted),
    dns: parseDns(config.at('dns')),
    prevResult: config.at('prevResult'),
    validAttachments: config.at('cni.dev/valid-attachments'),
  }
}

function parseRuntimeConfig(config: JsonValue, wanted: readonly string[]) {
  const runtime = membersOf(config.at('runtimeConfig'))
  const args = membersOf(membersOf(config.at('args'))('cni'))
  const lists = [runtime('ips'), args('ips'), ownList(wanted)]
  return {
    portMappings: parsePortMappings(runtime('portMappings')),
    addresses: lists.flatMap(parseAddresses),
  }
}

/** A look into an object that may not be there. */
function membersOf(object: JsonValue): (name: string) => JsonValue {
  return (name) =>
    object.present ? object.at(name) : new JsonValue(undefined, NAME)
}

function ownList(wanted: readonly string[]): JsonValue {
  return new JsonValue(wanted, 'CNI_ARGS', '/IP')
}

/** Addresses with or without a prefix, which their subnet has anyway. */
function parseAddresses(list: JsonValue): IpAddress[] {
  if (!list.present) return []
  return list.items().map((item) => {
    const wanted = 'an IP address, with or without its prefix'
    if (item.text(wanted).includes('/')) return readPrefix(item, wanted).address
    return readIp(item, wanted)
  })
}

function parseName(item: JsonValue): string {
  const text = item.text(CNI_NAME_WORDS)
  return isCniName(text) ? text : item.fail(CNI_NAME_WORDS)
}

function parseBridge(item: JsonValue): string {
  if (!item.present || item.value === '') return DEFAULT_BRIDGE
  const text = item.text(BRIDGE_NAME_WORDS)
  return isBridgeName(text) ? text : item.fail(BRIDGE_NAME_WORDS)
}

/** On a link with a smaller one there is no IPv6. @see RFC 8200, 5 */
const LEAST_MTU = { 4: 68, 16: 1280 } as const
const LARGEST_MTU = 65535

function parseMtu(item: JsonValue, { sets }: Ipam): number | undefined {
  if (!item.present || item.value === 0) return undefined
  const mtu = item.integer()
  const hasIpv6 = sets.some(([{ subnet }]) => subnet.address.length === 16)
  const least = LEAST_MTU[hasIpv6 ? 16 : 4]
  if (mtu >= least && mtu <= LARGEST_MTU) return mtu
  item.fail(`from ${least} to ${LARGEST_MTU} bytes`)
}

function parseIpam(ipam: JsonValue): Ipam {
  const type = ipam.at('type')
  if (type.value !== 'host-local') type.fail('"host-local", which is built in')
  return {
    dataDir: parseDirectory(ipam.at('dataDir')),
    sets: parseRangeSets(ipam),
    routes: parseRoutes(ipam.at('routes')),
  }
}

function parseDirectory(item: JsonValue): string {
  if (!item.present || item.value === '') return DEFAULT_DATA_DIR
  const text = item.text('an absolute path')
  return text.startsWith('/') ? text : item.fail('an absolute path')
}

function parseRoutes(list: JsonValue): ConfiguredRoute[] {
  if (!list.present) return []
  return list.items().map((item) => {
    const dst = readPrefix(item.at('dst'), 'a network as in "10.2.0.0/16"')
    const network = { address: networkOf(dst), prefix: dst.prefix }
    const gw = item.at('gw')
    if (!gw.present) return { dst: formatPrefix(network) }
    const wanted = 'an address of the same family'
    if (readIp(gw, wanted).length !== dst.address.length) gw.fail(wanted)
    return { dst: formatPrefix(network), gw: gw.text() }
  })
}

function parseDns(dns: JsonValue): Dns {
  if (!dns.present) return {}
  const list = (name: string) => {
    const found = dns.at(name)
    if (!found.present) return {}
    return { [name]: found.items().map((item) => item.text()) }
  }
  const domain = dns.at('domain')
  return {
    ...list('nameservers'),
    ...(domain.present ? { domain: domain.text() } : {}),
    ...list('search'),
    ...list('options'),
  }
}

function flag(item: JsonValue, otherwise: boolean): boolean {
  return item.present ? item.flag() : otherwise
}

/** A network without what it asks for would look right and be wrong. */
function refuseUnsupported(config: JsonValue): void {
  for (const [pointer, names] of Object.entries(UNSUPPORTED)) {
    const object = pointer === '' ? config : config.at(pointer.slice(1))
    if (!object.present) continue
    for (const name of names) {
      const { value, pointer } = object.at(name)
      if (!value) continue
      throw new CniError(
        'unsupportedField',
        `Expected "${pointer}" to be absent but found ${JSON.stringify(value).slice(0, 60)} (not supported)`,
      )
    }
  }
}
