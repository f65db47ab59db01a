// Flows that outlive what they were told by rules that have come or gone since.
import { forgetFlows } from '../linux/network/conntrack.ts'
import type { PortMapping } from './port-mapping.ts'

/** @see protocols(5) */
const IPPROTO_UDP = 17

/**
 * Forget what the host has heard at ports that are published from now on. A
 * client of TCP begins a new flow with each connection; one of UDP may send
 * from the same port for ever, and would go on talking to the host.
 */
export function forgetPorts(mappings: readonly PortMapping[]): void {
  const ports = mappings
    .filter(({ protocol }) => protocol === 'udp')
    .map(({ hostPort }) => hostPort)
  if (ports.length === 0) return
  forgetFlows(
    (flow) => flow.protocol === IPPROTO_UDP && ports.includes(flow.port),
  )
}

/**
 * Forget what has gone to a container that is gone: the next one who gets its
 * address has nothing to do with that.
 */
export function forgetAddresses(addresses: readonly string[]): void {
  if (addresses.length === 0) return
  forgetFlows(
    ({ client, server }) =>
      addresses.includes(client) || addresses.includes(server),
  )
}
