// Constants of netlink(7), for every family that is spoken over it.

export const NETLINK_ROUTE = 0
export const NETLINK_NETFILTER = 12

export const SOL_NETLINK = 270
export const NETLINK_CAP_ACK = 10
export const NETLINK_EXT_ACK = 11
export const NETLINK_GET_STRICT_CHK = 12

export const NLMSG_ERROR = 2
export const NLMSG_DONE = 3

export const NLM_F_REQUEST = 0x1
export const NLM_F_ACK = 0x4
export const NLM_F_DUMP_INTR = 0x10
export const NLM_F_ACK_TLVS = 0x200

// The bits above mean one thing to a request that reads …
export const NLM_F_DUMP = 0x300
// … and another to one that makes something.
export const NLM_F_REPLACE = 0x100
export const NLM_F_EXCL = 0x200
export const NLM_F_CREATE = 0x400

export const NLMSGERR_ATTR_MSG = 1
export const NLMSGERR_ATTR_OFFS = 2

export const NLA_F_NESTED = 0x8000
/** What is left of an attribute's type without its flags. */
export const NLA_TYPE_MASK = 0x3fff
