// The structures that begin rtnetlink's messages. Each stands before the
// attributes; what can change from kernel to kernel is said by those.

/** Fields of `struct ifinfomsg`, about a link. */
export interface LinkHeader {
  /** 0 where an attribute names the link, or there is none yet. */
  readonly index?: number
  /** IFF_… */
  readonly flags?: number
  /** Which of the flags are to change; 0 is for none. */
  readonly change?: number
}

export const LINK_HEADER_SIZE = 16

/** `struct ifinfomsg`. @see rtnetlink(7), RTM_NEWLINK */
export function ifinfomsg(header: LinkHeader = {}): Buffer {
  const { index = 0, flags = 0, change = 0 } = header
  const bytes = Buffer.alloc(LINK_HEADER_SIZE)
  bytes.writeInt32LE(index, 4)
  bytes.writeUInt32LE(flags, 8)
  bytes.writeUInt32LE(change, 12)
  return bytes
}

/** Read `struct ifinfomsg`. */
export function readIfinfomsg(payload: Buffer): Required<LinkHeader> {
  return {
    index: payload.readInt32LE(4),
    flags: payload.readUInt32LE(8),
    change: payload.readUInt32LE(12),
  }
}

/** Fields of `struct ifaddrmsg`, about an address of a link. */
export interface AddressHeader {
  /** AF_INET or AF_INET6; 0 asks for both. */
  readonly family: number
  /** Bits of the network: 24. */
  readonly prefix?: number
  readonly scope?: number
  readonly index: number
}

export const ADDRESS_HEADER_SIZE = 8

/** `struct ifaddrmsg`; flags have an attribute, which has room for more. */
export function ifaddrmsg(header: AddressHeader): Buffer {
  const { family, prefix = 0, scope = 0, index } = header
  const bytes = Buffer.alloc(ADDRESS_HEADER_SIZE)
  bytes.set([family, prefix, 0, scope])
  bytes.writeUInt32LE(index, 4)
  return bytes
}

/** Read `struct ifaddrmsg`. */
export function readIfaddrmsg(payload: Buffer): Required<AddressHeader> {
  return {
    family: payload.readUInt8(0),
    prefix: payload.readUInt8(1),
    scope: payload.readUInt8(3),
    index: payload.readUInt32LE(4),
  }
}

/** Fields of `struct rtmsg`, about a route. */
export interface RouteHeader {
  /** AF_INET or AF_INET6; 0 asks for both. */
  readonly family: number
  /** Bits of the destination's network: 0 of a default route. */
  readonly prefix?: number
  /** RT_TABLE_…; one above 255 has an attribute. */
  readonly table?: number
  /** Who made it: RTPROT_… */
  readonly protocol?: number
  /** How far away it leads: RT_SCOPE_… */
  readonly scope?: number
  /** RTN_… */
  readonly type?: number
}

export const ROUTE_HEADER_SIZE = 12

/** `struct rtmsg`. @see rtnetlink(7), RTM_NEWROUTE */
export function rtmsg(header: RouteHeader): Buffer {
  const { family, prefix = 0, table = 0 } = header
  const { protocol = 0, scope = 0, type = 0 } = header
  const bytes = Buffer.alloc(ROUTE_HEADER_SIZE)
  bytes.set([family, prefix, 0, 0, table, protocol, scope, type])
  return bytes
}

/** Read `struct rtmsg`. */
export function readRtmsg(payload: Buffer): Required<RouteHeader> {
  return {
    family: payload.readUInt8(0),
    prefix: payload.readUInt8(1),
    table: payload.readUInt8(4),
    protocol: payload.readUInt8(5),
    scope: payload.readUInt8(6),
    type: payload.readUInt8(7),
  }
}
