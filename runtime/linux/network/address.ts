// Addresses of links. One with a prefix does two things: the link answers to
// it, and gets a route to the network that it is in.
import {
  NLM_F_CREATE,
  NLM_F_EXCL,
  NLM_F_REPLACE,
} from '../../sys/constants/netlink.ts'
import {
  IFA_ADDRESS,
  IFA_BROADCAST,
  IFA_F_DADFAILED,
  IFA_F_NODAD,
  IFA_F_TENTATIVE,
  IFA_FLAGS,
  IFA_LOCAL,
  RTM_DELADDR,
  RTM_GETADDR,
  RTM_NEWADDR,
} from '../../sys/constants/rtnetlink.ts'
import { AF_INET } from '../../sys/constants/sockets.ts'
import {
  bytes,
  numberOf,
  readAttributes,
  u32,
} from '../../sys/netlink-attributes.ts'
import { isNetlinkError } from '../../sys/netlink-error.ts'
import type { NetlinkMessage } from '../../sys/netlink-message.ts'
import type { NetlinkSocket } from '../../sys/netlink-socket.ts'
import {
  ADDRESS_HEADER_SIZE,
  ifaddrmsg,
  readIfaddrmsg,
} from '../../sys/rtnetlink.ts'
import {
  broadcastOf,
  familyOf,
  formatPrefix,
  type IpPrefix,
  parsePrefix,
} from './ip-address.ts'
import type { LinkRef } from './link.ts'

/** An address that a link has. */
export interface LinkAddress {
  /** With its prefix: `10.1.2.3/24`. */
  readonly address: string
  /** Index of the link. */
  readonly link: number
  /** Whether others can use it: not while IPv6 still asks who else has it. */
  readonly isUsable: boolean
}

/**
 * Give a link an address.
 *
 * @param text With its prefix: `10.1.2.3/24`, `fd00::3/64`.
 * @throws {NetlinkError} EEXIST if the link has it; EACCES for one of IPv6
 *   where `disable_ipv6` is set.
 * @see rtnetlink(7), RTM_NEWADDR
 */
export function addAddress(
  socket: NetlinkSocket,
  link: LinkRef,
  text: string,
): void {
  newAddress(socket, link, parsePrefix(text), NLM_F_EXCL)
}

/** The same, but one that the link has already is as good. */
export function ensureAddress(
  socket: NetlinkSocket,
  link: LinkRef,
  text: string,
): void {
  newAddress(socket, link, parsePrefix(text), NLM_F_REPLACE)
}

/** @param ifThere What to do if the link has it: NLM_F_EXCL, NLM_F_REPLACE. */
function newAddress(
  socket: NetlinkSocket,
  link: LinkRef,
  { address, prefix }: IpPrefix,
  ifThere: number,
): void {
  const what = `add ${formatPrefix({ address, prefix })} to "${link.name}"`
  const broadcast = broadcastFor({ address, prefix })
  // #region lab-06-address
  socket.request({
    what,
    type: RTM_NEWADDR,
    flags: NLM_F_CREATE | ifThere,
    header: ifaddrmsg({ family: familyOf(address), prefix, index: link.index }),
    attributes: [
      bytes(IFA_LOCAL, address),
      bytes(IFA_ADDRESS, address),
      broadcast && bytes(IFA_BROADCAST, broadcast),
      // We lease addresses, so nobody else can have it; a second of waiting
      // for an answer that does not come would be lost.
      u32(IFA_FLAGS, IFA_F_NODAD),
    ],
  })
  // #endregion lab-06-address
}

/** Networks of one or two addresses have none left over for it. */
function broadcastFor(network: IpPrefix): Buffer | undefined {
  const hasOne = familyOf(network.address) === AF_INET && network.prefix < 31
  return hasOne ? broadcastOf(network) : undefined
}

/**
 * Take an address from a link.
 *
 * @returns Whether the link had it.
 */
export function removeAddress(
  socket: NetlinkSocket,
  link: LinkRef,
  text: string,
): boolean {
  const { address, prefix } = parsePrefix(text)
  try {
    socket.request({
      what: `remove ${text} from "${link.name}"`,
      type: RTM_DELADDR,
      header: ifaddrmsg({
        family: familyOf(address),
        prefix,
        index: link.index,
      }),
      attributes: [bytes(IFA_LOCAL, address), bytes(IFA_ADDRESS, address)],
    })
    return true
  } catch (error) {
    if (isNetlinkError(error, 'EADDRNOTAVAIL')) return false
    throw error
  }
}

/** The addresses of a link, or of all in the namespace of a socket. */
export function listAddresses(
  socket: NetlinkSocket,
  link?: LinkRef,
): LinkAddress[] {
  const index = link?.index ?? 0
  return socket
    .dump({
      what: 'list addresses',
      type: RTM_GETADDR,
      header: ifaddrmsg({ family: 0, index }),
    })
    .map(readAddress)
}

function readAddress({ payload }: NetlinkMessage): LinkAddress {
  const { prefix, index } = readIfaddrmsg(payload)
  const attributes = readAttributes(payload.subarray(ADDRESS_HEADER_SIZE))
  // Between two hosts IFA_ADDRESS is that of the other one. IPv6 says only
  // that one where the two are the same.
  const address = attributes.get(IFA_LOCAL) ?? attributes.get(IFA_ADDRESS)
  const flags = numberOf(attributes, IFA_FLAGS) ?? 0
  return {
    address: formatPrefix({ address: address ?? Buffer.alloc(4), prefix }),
    link: index,
    isUsable: (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) === 0,
  }
}
