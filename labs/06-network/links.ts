/** Links and their addresses, as several checks look at them. */
import type { Link, NetworkState } from '#checker/evidence/network-state.ts'
import type { Tenants } from './tenants.ts'

/** Those that others can use; what the kernel gives every link is left out. */
export function addressesOn({ addresses }: NetworkState, link: string) {
  return addresses.filter((one) => one.link === link && one.scope !== 'link')
}

export function linksOnHost({ host }: Tenants): Record<string, string> {
  return { 'ip link, on the host': listed('host', host.links).join('\n') }
}

export function linksOnBothSides({ first, host }: Tenants) {
  const links = [
    ...listed('container', first.inside.links),
    ...listed('host', host.links),
  ]
  return { 'ip link, on both sides': links.join('\n') }
}

/** As `ip link` tells them. */
function listed(where: string, links: readonly Link[]): string[] {
  return links.map(
    ({ index, name, kind, isUp, master, peerIndex }) =>
      `${where}: ${index} ${name} (${kind ?? 'no kind'}) ${isUp ? 'up' : 'down'}` +
      (master === null ? '' : ` port of ${master}`) +
      (peerIndex === null ? '' : ` peer ${peerIndex}`),
  )
}
