/**
 * What there is in a network namespace, by the kernel's own tools: links,
 * addresses, routes, rules. Pure: the agent runs the script, whoever asked parses.
 *
 * @see ip-link(8), ip-address(8), ip-route(8), libnftables-json(5)
 */

/** Between the answers; no JSON has it on a line of its own. */
export const MARK = '--- next ---'

/** Read below the root of a procfs, which is where it is started. */
export const SYSCTLS = [
  'net/ipv4/ip_forward',
  'net/ipv4/conf/all/route_localnet',
  'net/ipv6/conf/all/forwarding',
] as const

/** Prints everything, one answer after another. */
export const NETWORK_SCRIPT = [
  'ip -json -details address show',
  'ip -json -4 route show table all',
  'ip -json -6 route show table all',
  `grep -H "" ${SYSCTLS.map((name) => `sys/${name}`).join(' ')} || :`,
  'nft --json list ruleset',
]
  .map((command) => `${command} || exit`)
  .join(`; echo "${MARK}"; `)

/** Answers as the script would print them: links, two of routes, sysctls, rules. */
export function answersJoined(answers: readonly string[]): string {
  return answers.map((answer) => `${answer.trimEnd()}\n`).join(`${MARK}\n`)
}

/** A link, which most people call an interface. */
export interface Link {
  readonly index: number
  readonly name: string
  /** `veth`, `bridge`; `null` for lo and for hardware. */
  readonly kind: string | null
  readonly mtu: number
  readonly mac: string
  readonly isUp: boolean
  /** Name of the bridge that it is a port of. */
  readonly master: string | null
  /** Of a veth: index of the other end, in whatever namespace that is. */
  readonly peerIndex: number | null
  readonly alias: string | null
  /** What only ports of a bridge have. @see bridge(8) */
  readonly port: {
    readonly hairpin: boolean
    readonly isolated: boolean
  } | null
}

export interface Address {
  readonly link: string
  readonly family: 4 | 6
  readonly address: string
  readonly prefix: number
  readonly scope: string
  /** Duplicate address detection is not through with it: of no use yet. */
  readonly isTentative: boolean
}

export interface Route {
  readonly family: 4 | 6
  /** `default`, `10.1.2.0/24`. */
  readonly to: string
  readonly via: string | null
  readonly link: string | null
  readonly table: string
  /** `unicast`, `local`, `broadcast`. */
  readonly type: string
  readonly protocol: string
}

/** One rule of nftables, whoever wrote it: iptables-nft's are here too. */
export interface NftRule {
  readonly family: string
  readonly table: string
  readonly chain: string
  readonly comment: string | null
  /** Statements as libnftables prints them, counts left out. */
  readonly expression: readonly unknown[]
  /** Of its counter; `null` if it counts nothing. */
  readonly packets: number | null
  readonly bytes: number | null
}

export interface NetworkState {
  readonly links: readonly Link[]
  readonly addresses: readonly Address[]
  readonly routes: readonly Route[]
  readonly rules: readonly NftRule[]
  /** Tables, chains, sets and their elements: `table inet mini-cni`. */
  readonly objects: readonly string[]
  /** `net/ipv4/ip_forward` → `1`. */
  readonly sysctls: Readonly<Record<string, string>>
}

/**
 * @param text What the script printed.
 * @throws {SyntaxError} If that is not what these tools print.
 */
export function parseNetwork(text: string): NetworkState {
  const [links = '', four = '', six = '', sysctls = '', nft = ''] = text.split(
    `${MARK}\n`,
  )
  const listed = listOf(links)
  return {
    links: listed.map((item) => linkOf(item, listed)),
    addresses: listed.flatMap(addressesOf),
    routes: [
      ...listOf(four).map((route) => routeOf(route, 4)),
      ...listOf(six).map((route) => routeOf(route, 6)),
    ],
    ...rulesetOf(nft),
    sysctls: sysctlsIn(sysctls),
  }
}

type Json = Readonly<Record<string, unknown>>

/** Some versions print nothing at all where there is nothing. */
function listOf(text: string): readonly Json[] {
  // Links of some kinds leave an empty object behind.
  return text.trim() === ''
    ? []
    : (JSON.parse(text) as Json[]).filter(
        (item) => Object.keys(item).length > 0,
      )
}

function linkOf(item: Json, all: readonly Json[]): Link {
  const info = (item.linkinfo ?? {}) as Json
  const kind = text(info.info_kind)
  return {
    index: Number(item.ifindex),
    name: `${item.ifname}`,
    kind,
    mtu: Number(item.mtu),
    mac: text(item.address) ?? '',
    isUp: (item.flags as string[]).includes('UP'),
    master: text(item.master),
    peerIndex: kind === 'veth' ? peerOf(item, all) : null,
    alias: text(item.ifalias),
    port: portOf(info),
  }
}

/** Across namespaces the index of the other end is told; within one its name. */
function peerOf(item: Json, all: readonly Json[]): number | null {
  const named = all.find(({ ifname }) => ifname === item.link)
  const index = item.link_index ?? named?.ifindex
  return index === undefined ? null : Number(index)
}

function portOf(info: Json): Link['port'] {
  if (info.info_slave_kind !== 'bridge') return null
  const { hairpin, isolated } = (info.info_slave_data ?? {}) as Json
  return { hairpin: hairpin === true, isolated: isolated === true }
}

function addressesOf(item: Json): Address[] {
  const list = (item.addr_info ?? []) as Json[]
  return list
    .filter(({ local }) => local !== undefined)
    .map((address) => ({
      link: `${item.ifname}`,
      family: address.family === 'inet6' ? 6 : 4,
      address: `${address.local}`,
      prefix: Number(address.prefixlen),
      scope: `${address.scope}`,
      isTentative: address.tentative === true,
    }))
}

function routeOf(item: Json, family: 4 | 6): Route {
  return {
    family,
    to: `${item.dst}`,
    via: text(item.gateway),
    link: text(item.dev),
    table: text(item.table) ?? 'main',
    type: text(item.type) ?? 'unicast',
    protocol: text(item.protocol) ?? '',
  }
}

function rulesetOf(json: string): Pick<NetworkState, 'rules' | 'objects'> {
  if (json.trim() === '') return { rules: [], objects: [] }
  const { nftables } = JSON.parse(json) as { nftables: readonly Json[] }
  const entries = nftables.flatMap((entry) => Object.entries(entry))
  const rules = entries.filter(([kind]) => kind === 'rule')
  return {
    rules: rules.map(([, rule]) => ruleOf(rule as Json)),
    objects: entries
      .filter(([kind]) => kind !== 'rule' && kind !== 'metainfo')
      .flatMap(([kind, object]) => objectLines(kind, object as Json)),
  }
}

function ruleOf(rule: Json): NftRule {
  const statements = (rule.expr ?? []) as readonly Json[]
  const counter = statements.find((one) => isCounter(one))?.counter as
    | Json
    | undefined
  return {
    family: `${rule.family}`,
    table: `${rule.table}`,
    chain: `${rule.chain}`,
    comment: text(rule.comment),
    expression: statements.filter((one) => !isCounter(one)),
    packets: counter === undefined ? null : Number(counter.packets),
    bytes: counter === undefined ? null : Number(counter.bytes),
  }
}

/** A counter of its own; one that has a name is an object of the table. */
function isCounter({ counter }: Json): boolean {
  return typeof counter === 'object' && counter !== null
}

/** `chain inet t c`, and a line for each element of a set. */
function objectLines(kind: string, object: Json): string[] {
  const { family, table, name, elem } = object
  const where = [family, table, name].filter((part) => part !== undefined)
  const line = `${kind} ${where.join(' ')}`
  const elements = Array.isArray(elem) ? elem : []
  return [line, ...elements.map((one) => `${line}: ${withoutCounts(one)}`)]
}

const COUNTS = ['packets', 'bytes', 'expires']

function withoutCounts(element: unknown): string {
  return JSON.stringify(element, (key, value) =>
    COUNTS.includes(key) ? undefined : value,
  )
}

function sysctlsIn(lines: string): Record<string, string> {
  const found = lines.matchAll(/^sys\/([^:\n]+):(.*)$/gm)
  return Object.fromEntries(
    [...found].map(([, name = '', value = '']) => [name, value]),
  )
}

function text(value: unknown): string | null {
  return value === undefined || value === null ? null : `${value}`
}
