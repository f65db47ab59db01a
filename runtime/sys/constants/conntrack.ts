// Constants of ctnetlink: linux/netfilter/nfnetlink_conntrack.h. A message's
// type is its subsystem (1, conntrack) times 256, and what is wanted of it.

export const IPCTNL_MSG_CT_GET = 0x101
export const IPCTNL_MSG_CT_DELETE = 0x102

/** The packets as they came, and those that are expected as answers. */
export const CTA_TUPLE_ORIG = 1
export const CTA_TUPLE_REPLY = 2
export const CTA_ID = 12

export const CTA_TUPLE_IP = 1
export const CTA_TUPLE_PROTO = 2

export const CTA_IP_V4_SRC = 1
export const CTA_IP_V6_SRC = 3
export const CTA_PROTO_NUM = 1
export const CTA_PROTO_DST_PORT = 3
