// Ports of the host that lead to ports of a container.
import {
  formatIp,
  type IpAddress,
  parseIp,
} from '../linux/network/ip-address.ts'
import type { JsonValue } from '../spec/json-value.ts'
import { readIp } from './read-ip.ts'

export type Protocol = 'tcp' | 'udp'

/** One port of the host that leads to one of the container. */
export interface PortMapping {
  readonly protocol: Protocol
  readonly hostPort: number
  readonly containerPort: number
  /** Which address of the host; all of both families if undefined. */
  readonly hostIp?: IpAddress
}

/**
 * Read `runtimeConfig.portMappings`. A host port of 0 asks for none.
 *
 * @throws {SpecError} For a port that is none, and for one that is there twice.
 * @see CNI conventions, "Dynamic Plugin specific fields (Capabilities)"
 */
export function parsePortMappings(list: JsonValue): PortMapping[] {
  if (!list.present) return []
  const mappings: PortMapping[] = []
  for (const item of list.items()) {
    const mapping = parseMapping(item)
    if (mapping.hostPort === 0) continue
    if (mappings.some((other) => collide(other, mapping)))
      item.at('hostPort').fail('a port that is not mapped yet')
    mappings.push(mapping)
  }
  return mappings
}

function parseMapping(item: JsonValue): PortMapping {
  const hostIp = parseHostIp(item.at('hostIP'))
  return {
    protocol: parseProtocol(item.at('protocol')),
    hostPort: parsePort(item.at('hostPort'), 0),
    containerPort: parsePort(item.at('containerPort'), 1),
    ...(hostIp ? { hostIp } : {}),
  }
}

function parseProtocol(item: JsonValue): Protocol {
  if (!item.present || item.value === '') return 'tcp'
  const wanted = 'tcp or udp'
  // Podman and Docker write it in either case.
  const text = item.text(wanted).toLowerCase()
  return text === 'tcp' || text === 'udp' ? text : item.fail(wanted)
}

function parsePort(item: JsonValue, least: number): number {
  const { value } = item
  if (Number.isInteger(value)) {
    const port = Number(value)
    if (port >= least && port <= 65535) return port
  }
  item.fail(`a port, from ${least} to 65535`)
}

function parseHostIp(item: JsonValue): IpAddress | undefined {
  if (!item.present || item.value === '') return undefined
  return readIp(item, 'an address of the host')
}

/** Whether a mapping is for every address of its family. */
export function isAnyAddress({ hostIp }: HostPort): boolean {
  return hostIp === undefined || hostIp.every((byte) => byte === 0)
}

/** Whether both cannot be had: one port of the host, for the same address. */
export function collide(one: HostPort, other: HostPort): boolean {
  if (one.protocol !== other.protocol) return false
  if (one.hostPort !== other.hostPort) return false
  const [a, b] = [one.hostIp, other.hostIp]
  if (!a || !b) return true
  if (a.length !== b.length) return false
  return a.equals(b) || isAnyAddress(one) || isAnyAddress(other)
}

/** The host's side of a mapping. */
export type HostPort = Omit<PortMapping, 'containerPort'>

/** Print it: `tcp *:8080`, `tcp 192.0.2.1:8080`, `udp [::]:53`. */
export function formatHostPort(port: HostPort): string {
  const { protocol, hostIp, hostPort } = port
  if (!hostIp) return `${protocol} *:${hostPort}`
  return `${protocol} ${formatEndpoint(hostIp, hostPort)}`
}

/** Read it again; undefined if it is none. */
export function parseHostPort(text: string): HostPort | undefined {
  const found = /^(tcp|udp) (\*|[\d.]+|\[[\da-f:.]+\]):(\d+)$/.exec(text)
  if (!found) return undefined
  const [, protocol, host = '', port] = found
  return {
    protocol: protocol === 'tcp' ? 'tcp' : 'udp',
    hostPort: Number(port),
    ...(host === '*' ? {} : { hostIp: parseIp(host.replace(/[[\]]/g, '')) }),
  }
}

/** `10.1.2.3:80`, `[fd00::1]:80`. @see RFC 5952, 6 */
export function formatEndpoint(address: IpAddress, port: number): string {
  const text = formatIp(address)
  return address.length === 4 ? `${text}:${port}` : `[${text}]:${port}`
}
