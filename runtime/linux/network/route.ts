// Routes: which link a packet leaves by, and whom it is handed to next.
import { NLM_F_CREATE, NLM_F_EXCL } from '../../sys/constants/netlink.ts'
import {
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
  RT_TABLE_MAIN,
  RTA_DST,
  RTA_GATEWAY,
  RTA_OIF,
  RTA_PREFSRC,
  RTA_PRIORITY,
  RTM_DELROUTE,
  RTM_GETROUTE,
  RTM_NEWROUTE,
  RTN_UNICAST,
  RTPROT_BOOT,
} from '../../sys/constants/rtnetlink.ts'
import { AF_INET, AF_INET6 } from '../../sys/constants/sockets.ts'
import {
  type Attribute,
  bytes,
  numberOf,
  readAttributes,
  u32,
} from '../../sys/netlink-attributes.ts'
import { isNetlinkError } from '../../sys/netlink-error.ts'
import type { NetlinkMessage } from '../../sys/netlink-message.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import {
  ROUTE_HEADER_SIZE,
  type RouteHeader,
  readRtmsg,
  rtmsg,
} from '../../sys/rtnetlink.ts'
import {
  familyOf,
  formatIp,
  formatPrefix,
  networkOf,
  parseIpOf,
  parsePrefix,
} from './ip-address.ts'
import type { LinkRef } from './link.ts'

/** A way to a network. */
export interface Route {
  /** The network: `10.2.0.0/16`; `0.0.0.0/0` and `::/0` are all there is. */
  readonly to: string
  /** Address of the next host on the way; none if `to` is at the link itself. */
  readonly via?: string | undefined
  /** Which of several is taken: the one with the lowest number. */
  readonly metric?: number | undefined
  /** Our address in what is sent this way, if it says no other. */
  readonly source?: string | undefined
}

/** A route that is there. */
export interface FoundRoute extends Route {
  /** Index of the link; null if there are several ways. */
  readonly link: number | null
}

/**
 * Add a route by a link.
 *
 * @throws {NetlinkError} EEXIST if there is one to the same network;
 *   ENETUNREACH, EHOSTUNREACH (IPv6) if `via` is not in a network at the link;
 *   ENETDOWN if the link is down.
 * @throws {NetworkError} EINVAL for what is no address, or is one of the other
 *   protocol.
 * @see rtnetlink(7), RTM_NEWROUTE
 */
export function addRoute(
  socket: NetlinkSocket,
  link: LinkRef,
  route: Route,
): void {
  const { family, prefix, attributes } = describeRoute(route)
  const what = `add route to ${route.to} by "${link.name}"`
  // What has no next host is as far away as the link leads.
  const scope = route.via === undefined ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE
  // #region lab-06-route
  socket.request({
    what,
    type: RTM_NEWROUTE,
    flags: NLM_F_CREATE | NLM_F_EXCL,
    header: rtmsg({
      family,
      prefix,
      table: RT_TABLE_MAIN,
      protocol: RTPROT_BOOT,
      scope,
      type: RTN_UNICAST,
    }),
    attributes: [...attributes, u32(RTA_OIF, link.index)],
  })
  // #endregion lab-06-route
}

/**
 * Remove a route.
 *
 * @returns Whether it was there.
 */
export function removeRoute(
  socket: NetlinkSocket,
  link: LinkRef,
  route: Route,
): boolean {
  const { family, prefix, attributes } = describeRoute(route)
  try {
    socket.request({
      what: `remove route to ${route.to} by "${link.name}"`,
      type: RTM_DELROUTE,
      header: rtmsg({ family, prefix, table: RT_TABLE_MAIN, scope: ANY_SCOPE }),
      attributes: [...attributes, u32(RTA_OIF, link.index)],
    })
    return true
  } catch (error) {
    if (isNetlinkError(error, 'ESRCH')) return false
    throw error
  }
}

/** RT_SCOPE_NOWHERE: where something is removed, whatever scope it has. */
const ANY_SCOPE = 255

/** Destination, next host and preferences, without the link. */
function describeRoute({ to, via, metric, source }: Route) {
  const { address, prefix } = parsePrefix(to)
  const family = familyOf(address)
  const attributes: Attribute[] = [
    prefix > 0 && bytes(RTA_DST, networkOf({ address, prefix })),
    via !== undefined && bytes(RTA_GATEWAY, parseIpOf(family, via)),
    source !== undefined && bytes(RTA_PREFSRC, parseIpOf(family, source)),
    metric !== undefined && u32(RTA_PRIORITY, metric),
  ]
  return { family, prefix, attributes }
}

/**
 * The routes of the main table, to other hosts and to networks at a link.
 *
 * @param link Only those by this one.
 */
export function listRoutes(
  socket: NetlinkSocket,
  link?: LinkRef,
): FoundRoute[] {
  return [AF_INET, AF_INET6].flatMap((family) =>
    dumpRoutes(socket, family)
      .map(readRoute)
      .filter((route) => link === undefined || route.link === link.index),
  )
}

function dumpRoutes(socket: NetlinkSocket, family: number): NetlinkMessage[] {
  try {
    return socket
      .dump({
        what: 'list routes',
        type: RTM_GETROUTE,
        header: rtmsg({ family, table: RT_TABLE_MAIN }),
      })
      .filter(({ payload }) => isOrdinary(readRtmsg(payload), family))
  } catch (error) {
    // There is no table before there is a route.
    if (isNetlinkError(error, 'ENOENT')) return []
    throw error
  }
}

/** A kernel that has no IPv6 answers with what it has: IPv4. */
function isOrdinary(header: Required<RouteHeader>, family: number): boolean {
  return header.family === family && header.type === RTN_UNICAST
}

function readRoute({ payload }: NetlinkMessage): FoundRoute {
  const { family, prefix } = readRtmsg(payload)
  const attributes = readAttributes(payload.subarray(ROUTE_HEADER_SIZE))
  const everything = Buffer.alloc(family === AF_INET ? 4 : 16)
  const via = attributes.get(RTA_GATEWAY)
  const source = attributes.get(RTA_PREFSRC)
  const metric = numberOf(attributes, RTA_PRIORITY)
  return {
    to: formatPrefix({
      address: attributes.get(RTA_DST) ?? everything,
      prefix,
    }),
    ...(via && { via: formatIp(via) }),
    ...(metric !== undefined && { metric }),
    ...(source && { source: formatIp(source) }),
    link: numberOf(attributes, RTA_OIF) ?? null,
  }
}
