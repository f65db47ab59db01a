// A host forwards nothing: what is not for it is dropped. One with containers
// is a router, since they reach the world through it.
import { readdirSync } from 'node:fs'
import { readSysctl, writeSysctl } from './sysctl.ts'

/**
 * Let packets of IPv4 pass through.
 *
 * @see ip(7), ip_forward
 */
export function enableForwarding(): void {
  writeSysctl('net/ipv4/ip_forward', '1')
}

/**
 * Let packets of IPv6 pass through. A router does not listen to other routers,
 * so the host would lose the default route that it has learnt from one; links
 * that listen are told to go on.
 *
 * @see Documentation/networking/ip-sysctl.rst, accept_ra
 */
export function enableIpv6Forwarding(): void {
  if (readSysctl('net/ipv6/conf/all/forwarding') === '1') return
  for (const link of readdirSync('/proc/sys/net/ipv6/conf')) keepListening(link)
  writeSysctl('net/ipv6/conf/all/forwarding', '1')
}

function keepListening(link: string): void {
  const LISTEN = '1'
  const LISTEN_ALTHOUGH_FORWARDING = '2'
  // Those say nothing about links that are there.
  if (link === 'all' || link === 'default') return
  const name = `net/ipv6/conf/${link}/accept_ra`
  // undefined: the link has gone away meanwhile.
  if (readSysctl(name) === LISTEN) writeSysctl(name, LISTEN_ALTHOUGH_FORWARDING)
}
