import { withNetlink } from '../../sys/netlink-socket.ts'
import { withNetns } from '../../sys/netns.ts'
import { setMac } from './change-link.ts'
import type { Link } from './link.ts'
import { readSysctl, writeSysctl } from './sysctl.ts'

/**
 * Tell the neighbours of a link which addresses it has. One that was leased
 * before comes with another hardware address now, and for half a minute they
 * would go on sending to the one they remember.
 *
 * The kernel announces (gratuitous ARP, unsolicited neighbour advertisement)
 * when a hardware address changes, even to what it is. When a link is switched
 * on it does so as well, but then the bridge does not let it through yet: see
 * untilForwarding().
 *
 * @param netns The namespace that the link is in.
 * @see Documentation/networking/ip-sysctl.rst, arp_notify, ndisc_notify
 */
export function announce(netns: number, { index, name, mac }: Link): void {
  if (mac === null) return
  withNetns(netns, () => enableAnnouncements(name))
  withNetlink(netns, (socket) => setMac(socket, { index, name }, mac))
}

function enableAnnouncements(link: string): void {
  writeSysctl(`net/ipv4/conf/${link}/arp_notify`, '1')
  const ipv6 = `net/ipv6/conf/${link}/ndisc_notify`
  if (readSysctl(ipv6) !== undefined) writeSysctl(ipv6, '1')
}
