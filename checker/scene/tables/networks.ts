import type {
  Address,
  Link,
  NftRule,
  Route,
} from '../../evidence/network-state.ts'
import { networkKey } from '../keys.ts'
import type { LinkCounters, Scene, SceneNetwork } from '../scene.ts'
import { number, type Row, row, size, type Table } from './table.ts'

const COLUMNS = ['network', 'kind', 'name', 'detail', 'traffic'] as const

type Kind = 'network' | 'link' | 'address' | 'route' | 'rule' | 'nft' | 'sysctl'

/** A row for each network, and one for each thing in it. */
export function networkTable({ networks }: Scene): Table {
  return { columns: COLUMNS, rows: networks.flatMap(rowsOf) }
}

function rowsOf({ namespace, name, state, counters }: SceneNetwork): Row[] {
  const things: Thing[] = [
    { kind: 'network', id: name, name: namespace, detail: '' },
    ...state.links.map((link) => linkThing(link, counters[link.name])),
    ...state.addresses.map(addressThing),
    ...state.routes.filter(({ table }) => table !== 'local').map(routeThing),
    ...state.rules.map(ruleThing),
    ...state.objects.map((object): Thing => {
      return { kind: 'nft', id: `nft ${object}`, name: object, detail: '' }
    }),
    ...Object.entries(state.sysctls).map(([sysctl, value]): Thing => {
      return {
        kind: 'sysctl',
        id: `sysctl ${sysctl}`,
        name: sysctl,
        detail: value,
      }
    }),
  ]
  return numbered(things).map(({ id, kind, traffic = '', ...thing }) =>
    row(COLUMNS, networkKey(namespace, id), {
      network: name,
      kind,
      ...thing,
      traffic,
    }),
  )
}

interface Thing {
  readonly kind: Kind
  /** Within its network. */
  readonly id: string
  readonly name: string
  readonly detail: string
  readonly traffic?: string
}

/** The same rule may be there twice. */
function numbered(things: readonly Thing[]): Thing[] {
  const counts = new Map<string, number>()
  return things.map((thing) => {
    const count = (counts.get(thing.id) ?? 0) + 1
    counts.set(thing.id, count)
    return count === 1 ? thing : { ...thing, id: `${thing.id} (${count})` }
  })
}

function linkThing(link: Link, counters: LinkCounters | undefined): Thing {
  const parts = [
    link.kind,
    link.isUp ? 'up' : 'down',
    link.master && `master ${link.master}`,
    link.peerIndex && `peer ${link.peerIndex}`,
    link.mac,
    `mtu ${link.mtu}`,
  ]
  return {
    kind: 'link',
    id: link.name,
    name: `${link.index}: ${link.name}`,
    detail: parts.filter(Boolean).join(' '),
    traffic: counters === undefined ? '' : trafficOf(counters),
  }
}

const trafficOf = ({ rxBytes, rxPackets, txBytes, txPackets }: LinkCounters) =>
  `↓ ${size(rxBytes)} (${number(rxPackets)}) ↑ ${size(txBytes)} (${number(txPackets)})`

function addressThing({ link, address, prefix, scope }: Address): Thing {
  const name = `${address}/${prefix}`
  const detail = `dev ${link} scope ${scope}`
  return { kind: 'address', id: `address ${name} ${link}`, name, detail }
}

function routeThing(route: Route): Thing {
  const { to, via, link, type, table, protocol } = route
  const parts = [
    via && `via ${via}`,
    link && `dev ${link}`,
    type !== 'unicast' && type,
    table !== 'main' && `table ${table}`,
    protocol && `proto ${protocol}`,
  ]
  const detail = parts.filter(Boolean).join(' ')
  return { kind: 'route', id: `route ${to} ${detail}`, name: to, detail }
}

function ruleThing(rule: NftRule): Thing {
  const { family, table, chain, expression, packets, bytes } = rule
  const name = `${family} ${table} ${chain}`
  const detail = JSON.stringify(expression)
  const traffic = packets === null ? '' : `${packets} (${size(bytes ?? 0)})`
  return { kind: 'rule', id: `rule ${name} ${detail}`, name, detail, traffic }
}
