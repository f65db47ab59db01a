import { readSysctl, writeSysctl } from './sysctl.ts'

/**
 * Make a link ready for addresses of IPv6: switch it on, as it may have been
 * switched off for all new ones, and let nobody but us give addresses to it. It
 * is looked for in the namespace of the calling thread: see withNetns().
 *
 * @returns Whether the kernel has IPv6 at all.
 * @see Documentation/networking/ip-sysctl.rst, "/proc/sys/net/ipv6/*"
 */
export function prepareIpv6(link: string): boolean {
  const directory = `net/ipv6/conf/${link}`
  if (readSysctl(`${directory}/disable_ipv6`) === undefined) return false
  // Ask nobody whether he has the address, and take no advice from routers:
  // who answers is somebody in the same network, and may be hostile
  // (CVE-2020-10749).
  writeSysctl(`${directory}/accept_dad`, '0')
  writeSysctl(`${directory}/accept_ra`, '0')
  writeSysctl(`${directory}/disable_ipv6`, '0')
  return true
}
