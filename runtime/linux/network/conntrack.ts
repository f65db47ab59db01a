/**
 * Flows that the kernel remembers, with the answers that rules have given about
 * them. Rules are asked for the first packet of a flow alone, so a flow that is
 * older than a rule goes on as if there was none, and one that is younger than
 * its removal goes on as if it was there.
 *
 *     orig   198.51.100.7:5000 → 192.0.2.1:53     as the client sends it
 *     reply  10.1.0.2:53 → 198.51.100.7:5000      after dnat to 10.1.0.2
 *
 * @see nf_conntrack-sysctl.rst; linux/netfilter/nfnetlink_conntrack.h
 */
import {
  CTA_ID,
  CTA_IP_V4_SRC,
  CTA_IP_V6_SRC,
  CTA_PROTO_DST_PORT,
  CTA_PROTO_NUM,
  CTA_TUPLE_IP,
  CTA_TUPLE_ORIG,
  CTA_TUPLE_PROTO,
  CTA_TUPLE_REPLY,
  IPCTNL_MSG_CT_DELETE,
  IPCTNL_MSG_CT_GET,
} from '../../sys/constants/conntrack.ts'
import { NETLINK_NETFILTER, NLA_F_NESTED } from '../../sys/constants/netlink.ts'
import { AF_INET, AF_INET6 } from '../../sys/constants/sockets.ts'
import {
  type Attributes,
  bytes,
  nested,
  readAttributes,
} from '../../sys/netlink-attributes.ts'
import { isNetlinkError } from '../../sys/netlink-error.ts'
import type { NetlinkMessage } from '../../sys/netlink-message.ts'
import { NetlinkSocket } from '../../sys/netlink-socket.ts'
import { formatIp } from './ip-address.ts'

/** What is remembered about a flow, as far as it matters here. */
export interface Flow {
  /** IPPROTO_… */
  readonly protocol: number
  /** Port that the client sends to; 0 where the protocol has none. */
  readonly port: number
  /** Address of the client. */
  readonly client: string
  /** Address of whoever answers it. */
  readonly server: string
}

/** A flow, and what names it to the kernel. */
interface FoundFlow extends Flow {
  readonly family: number
  readonly tuple: Buffer
  readonly id: Buffer | undefined
}

const HEADER_SIZE = 4

/**
 * Forget flows through this thread's namespace, so that their next packet is
 * asked about again.
 *
 * @returns How many they were; none where the kernel cannot be asked: then
 *   nothing is lost but the time until they are forgotten anyway.
 */
export function forgetFlows(isMeant: (flow: Flow) => boolean): number {
  const socket = new NetlinkSocket(NETLINK_NETFILTER)
  try {
    const flows = listFlows(socket).filter(isMeant)
    return flows.filter((flow) => forget(socket, flow)).length
  } catch (error) {
    // The module nf_conntrack_netlink is not there.
    if (isNetlinkError(error, 'EINVAL', 'EOPNOTSUPP')) return 0
    throw error
  } finally {
    socket.close()
  }
}

function listFlows(socket: NetlinkSocket): FoundFlow[] {
  return [AF_INET, AF_INET6].flatMap((family) =>
    socket
      .dump({
        what: 'list flows',
        type: IPCTNL_MSG_CT_GET,
        header: nfgenmsg(family),
      })
      .flatMap((message) => readFlow(message, family) ?? []),
  )
}

/** `struct nfgenmsg`: the family, and the version, which is 0. */
function nfgenmsg(family: number): Buffer {
  return Buffer.from([family, 0, 0, 0])
}

function readFlow(
  { payload }: NetlinkMessage,
  family: number,
): FoundFlow | undefined {
  const attributes = readAttributes(payload.subarray(HEADER_SIZE))
  const tuple = attributes.get(CTA_TUPLE_ORIG)
  const original = nested(attributes, CTA_TUPLE_ORIG)
  const client = sourceOf(original)
  const server = sourceOf(nested(attributes, CTA_TUPLE_REPLY))
  if (!tuple || !client || !server) return undefined
  const about = nested(original, CTA_TUPLE_PROTO)
  const protocol = about.get(CTA_PROTO_NUM)?.readUInt8() ?? 0
  const port = about.get(CTA_PROTO_DST_PORT)?.readUInt16BE() ?? 0
  const id = attributes.get(CTA_ID)
  return { family, tuple, id, protocol, port, client, server }
}

function sourceOf(tuple: Attributes): string | undefined {
  const addresses = nested(tuple, CTA_TUPLE_IP)
  const source = addresses.get(CTA_IP_V4_SRC) ?? addresses.get(CTA_IP_V6_SRC)
  return source && formatIp(source)
}

/** @returns Whether it was there; it may have been forgotten by itself. */
function forget(
  socket: NetlinkSocket,
  { family, tuple, id }: FoundFlow,
): boolean {
  try {
    socket.request({
      what: 'forget a flow',
      type: IPCTNL_MSG_CT_DELETE,
      header: nfgenmsg(family),
      attributes: [
        bytes(CTA_TUPLE_ORIG | NLA_F_NESTED, tuple),
        id && bytes(CTA_ID, id),
      ],
    })
    return true
  } catch (error) {
    if (isNetlinkError(error, 'ENOENT')) return false
    throw error
  }
}
