import { formatIp, formatPrefix } from '../linux/network/ip-address.ts'
import type { LeasedAddress } from './ipam.ts'
import { familyWords } from './masquerade.ts'
import {
  formatEndpoint,
  formatHostPort,
  isAnyAddress,
  type PortMapping,
} from './port-mapping.ts'
import type { Rule } from './ruleset.ts'

/** Whether a mapping is for addresses of the same family. */
export function concerns(
  { hostIp }: PortMapping,
  { address }: LeasedAddress,
): boolean {
  return hostIp === undefined || hostIp.length === address.length
}

/**
 * The rule by which a port of the host leads to one of a container. It is asked
 * for the first packet of a connection, and the kernel remembers the answer.
 *
 * @see nft(8), "NAT STATEMENTS"
 */
export function publishRule(
  mapping: PortMapping,
  { address }: LeasedAddress,
  tag: string,
): Rule {
  const { protocol, hostPort, containerPort } = mapping
  const comment = `${tag} publish ${formatHostPort(mapping)}`
  const at = hostAddresses(mapping, address.length === 4)
  const { ip } = familyWords(address)
  // #region lab-06-publish
  const port = `${protocol} dport ${hostPort}`
  const target = formatEndpoint(address, containerPort)
  const text = `${at} ${port} counter dnat ${ip} to ${target}`
  return { chain: 'publish', text, comment }
  // #endregion lab-06-publish
}

/** Which addresses of the host a mapping is for, as nft(8) says it. */
function hostAddresses(mapping: PortMapping, isIpv4: boolean): string {
  const { hostIp } = mapping
  if (hostIp && !isAnyAddress(mapping))
    return `${isIpv4 ? 'ip' : 'ip6'} daddr ${formatIp(hostIp)}`
  // From ::1 nothing can leave the host: there is no route_localnet for it.
  return isIpv4 ? 'meta nfproto ipv4' : 'ip6 daddr != ::1'
}

/**
 * Rules for those who reach a container by a published port although they could
 * by its own address: its neighbours and itself. Its answer would go to them
 * straight, from an address that they do not know; so it has to come by here.
 * And what the host sends to itself (127.0.0.1) cannot leave it as it is.
 */
export function returnRules(
  { address, range: { subnet } }: LeasedAddress,
  tag: string,
): Rule[] {
  const { ip } = familyWords(address)
  const inside = formatPrefix(subnet)
  const sources = ip === 'ip' ? [inside, '127.0.0.0/8'] : [inside]
  return sources.map((source) => ({
    chain: 'postrouting',
    text: `ct status dnat ${ip} saddr ${source} ${ip} daddr ${formatIp(address)} counter masquerade`,
    comment: `${tag} return ${source}`,
  }))
}
