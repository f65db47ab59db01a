// Constants of rtnetlink(7): links, addresses and routes.

export const RTM_NEWLINK = 16
export const RTM_DELLINK = 17
export const RTM_GETLINK = 18
export const RTM_SETLINK = 19
export const RTM_NEWADDR = 20
export const RTM_DELADDR = 21
export const RTM_GETADDR = 22
export const RTM_NEWROUTE = 24
export const RTM_DELROUTE = 25
export const RTM_GETROUTE = 26

// Attributes of a link.
export const IFLA_ADDRESS = 1
export const IFLA_IFNAME = 3
export const IFLA_MTU = 4
export const IFLA_LINK = 5
export const IFLA_MASTER = 10
export const IFLA_LINKINFO = 18
export const IFLA_IFALIAS = 20
export const IFLA_NET_NS_FD = 28
export const IFLA_LINK_NETNSID = 37

// Inside IFLA_LINKINFO: what kind of link it is, and what kind of port.
export const IFLA_INFO_KIND = 1
export const IFLA_INFO_DATA = 2
export const IFLA_INFO_SLAVE_KIND = 4
export const IFLA_INFO_SLAVE_DATA = 5

/** A state of a port: frames pass. */
export const BR_STATE_FORWARDING = 3

/** Inside IFLA_INFO_DATA of a veth: its other end. */
export const VETH_INFO_PEER = 1

// Inside IFLA_INFO_SLAVE_DATA of a bridge's port.
export const IFLA_BRPORT_STATE = 1
export const IFLA_BRPORT_MODE = 4
export const IFLA_BRPORT_ISOLATED = 33

// Attributes of an address.
export const IFA_ADDRESS = 1
export const IFA_LOCAL = 2
export const IFA_BROADCAST = 4
export const IFA_FLAGS = 8

export const IFA_F_NODAD = 0x02
export const IFA_F_DADFAILED = 0x08
export const IFA_F_TENTATIVE = 0x40

// Attributes of a route.
export const RTA_DST = 1
export const RTA_OIF = 4
export const RTA_GATEWAY = 5
export const RTA_PRIORITY = 6
export const RTA_PREFSRC = 7
export const RTA_TABLE = 15

export const RT_TABLE_MAIN = 254
export const RTN_UNICAST = 1
export const RTPROT_BOOT = 3
export const RT_SCOPE_UNIVERSE = 0
export const RT_SCOPE_LINK = 253

export const LINK_ATTRIBUTES = {
  IFLA_ADDRESS,
  IFLA_IFNAME,
  IFLA_MTU,
  IFLA_LINK,
  IFLA_MASTER,
  IFLA_LINKINFO,
  IFLA_IFALIAS,
  IFLA_NET_NS_FD,
  IFLA_LINK_NETNSID,
}

export const ADDRESS_ATTRIBUTES = {
  IFA_ADDRESS,
  IFA_LOCAL,
  IFA_BROADCAST,
  IFA_FLAGS,
}

export const ROUTE_ATTRIBUTES = {
  RTA_DST,
  RTA_OIF,
  RTA_GATEWAY,
  RTA_PRIORITY,
  RTA_PREFSRC,
  RTA_TABLE,
}

export const MESSAGE_TYPES = {
  RTM_NEWLINK,
  RTM_DELLINK,
  RTM_GETLINK,
  RTM_SETLINK,
  RTM_NEWADDR,
  RTM_DELADDR,
  RTM_GETADDR,
  RTM_NEWROUTE,
  RTM_DELROUTE,
  RTM_GETROUTE,
}
