import type { Hint } from './hint.ts'

/** A name of rtnetlink's messages, and what makes the kernel refuse it. */
export const NETWORK_HINTS: Readonly<Record<string, Hint>> = {
  'RTM_NEWLINK:EEXIST': {
    hint: 'A link of that name is in this namespace: "ip -d link show" says what it is',
    docs: ['ip-link(8)'],
  },
  'RTM_NEWLINK:EINVAL': {
    hint: 'A value is not one for this kind of link; the kernel names the attribute where it can, and "ip -d link show" shows the least and the largest MTU',
    docs: ['ip-link(8)', 'rtnetlink(7)'],
  },
  'RTM_NEWLINK:EOPNOTSUPP': {
    hint: 'The kernel cannot make links of that kind ("modprobe -a veth bridge" loads the two that are needed here), or what should be changed about a port is asked of a link that is none',
    docs: ['ip-link(8)', 'modprobe(8)'],
  },
  'RTM_NEWLINK:EPERM': {
    hint: 'It wants CAP_NET_ADMIN in the user namespace that owns the network namespace, and for a peer elsewhere in that one as well: use sudo',
    docs: ['capabilities(7)', 'network_namespaces(7)'],
  },
  'RTM_SETLINK:EBUSY': {
    hint: 'Before Linux 6.2 a link that is up keeps its name: switch it off first',
    docs: ['ip-link(8)'],
  },
  'RTM_SETLINK:EEXIST': {
    hint: 'A link of that name is in the namespace it should be in: "nsenter --net=<file> ip link" shows those',
    docs: ['network_namespaces(7)', 'nsenter(1)'],
  },
  'RTM_SETLINK:EINVAL': {
    hint: 'The descriptor is that of no network namespace, or the link cannot have that value; the kernel names the attribute where it can',
    docs: ['network_namespaces(7)', 'rtnetlink(7)'],
  },
  'RTM_SETLINK:ELOOP': {
    hint: 'A bridge cannot be a port of a bridge',
    docs: ['ip-link(8)'],
  },
  'RTM_SETLINK:ENODEV': {
    hint: 'The link has gone away, or moved: its index counts in one namespace only, so look for it by name where it is now',
    docs: ['network_namespaces(7)', 'veth(4)'],
  },
  'RTM_SETLINK:EPERM': {
    hint: 'It wants CAP_NET_ADMIN over both network namespaces: use sudo',
    docs: ['capabilities(7)', 'network_namespaces(7)'],
  },
  'RTM_NEWADDR:EACCES': {
    hint: 'IPv6 is switched off for that link: write 0 to its /proc/sys/net/ipv6/conf/<link>/disable_ipv6',
    docs: ['ip-sysctl.rst, "disable_ipv6"'],
  },
  'RTM_NEWADDR:EEXIST': {
    hint: 'The link has that address already',
    docs: ['ip-address(8)'],
  },
  'RTM_NEWADDR:ENODEV': {
    hint: 'The link has gone away, or is in another network namespace',
    docs: ['ip-address(8)'],
  },
  'RTM_NEWROUTE:EEXIST': {
    hint: 'There is a route to that network; another of the same kind needs another metric',
    docs: ['ip-route(8)'],
  },
  'RTM_NEWROUTE:EHOSTUNREACH': {
    hint: 'The next host has to be in a network that is at a link itself: give the link its address, with the right prefix, and switch it on first',
    docs: ['ip-route(8)', 'rtnetlink(7)'],
  },
  'RTM_NEWROUTE:EINVAL': {
    hint: 'The source has to be an address that a link of ours has: give the link its address first',
    docs: ['ip-route(8)'],
  },
  'RTM_NEWROUTE:ENETDOWN': {
    hint: 'Routes lead by links that are up: switch it on first',
    docs: ['ip-route(8)', 'netdevice(7)'],
  },
  'RTM_NEWROUTE:ENETUNREACH': {
    hint: 'The next host has to be in a network that is at a link itself: give the link its address, with the right prefix, and switch it on first',
    docs: ['ip-route(8)', 'rtnetlink(7)'],
  },
  'RTM_DELLINK:EOPNOTSUPP': {
    hint: 'A network card and "lo" cannot be removed: they go with their namespace or their driver',
    docs: ['ip-link(8)'],
  },
}
