import {
  formatIp,
  formatPrefix,
  type IpAddress,
} from '../linux/network/ip-address.ts'
import type { LeasedAddress } from './ipam.ts'
import type { Rule } from './ruleset.ts'

/** How nft(8) calls a family, and where its addresses of many begin. */
const FAMILIES = {
  4: { ip: 'ip', multicast: '224.0.0.0/4' },
  16: { ip: 'ip6', multicast: 'ff00::/8' },
} as const

/** What rules say about the family of an address. */
export function familyWords(address: IpAddress) {
  return FAMILIES[address.length === 4 ? 4 : 16]
}

/**
 * The rule by which a container goes out under the host's own address: nobody
 * out there has a route to its own, so no answer would come back.
 *
 * @see nft(8), "NAT STATEMENTS"
 */
export function masqueradeRule(
  { address, range: { subnet } }: LeasedAddress,
  tag: string,
): Rule {
  const { ip, multicast } = familyWords(address)
  const [from, inside] = [formatIp(address), formatPrefix(subnet)]
  const comment = `${tag} masquerade ${ip}`
  // #region lab-06-masquerade
  const leaves = `${ip} saddr ${from} ${ip} daddr != ${inside}`
  // To its neighbours it speaks under its own address; so it does to groups.
  const text = `${leaves} ${ip} daddr != ${multicast} counter masquerade`
  return { chain: 'postrouting', text, comment }
  // #endregion lab-06-masquerade
}
