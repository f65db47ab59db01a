/** What goes wrong with firewall rules. */
import type { Mistake } from '#checker/check.ts'

const ADD = 'network/add.ts'
const FIREWALL = 'network/firewall.ts'
const MASQUERADE = 'network/masquerade.ts'
const PUBLISH = 'network/publish.ts'
const RULESET = 'network/ruleset.ts'

export const ruleMistakes: readonly Mistake[] = [
  {
    id: 'nat-no-router',
    title: 'nobody tells the kernel to forward IPv4',
    file: ADD,
    find: '    if (sizes.includes(4)) enableForwarding()\n',
    replace: '',
    check: 'nat.forward',
    diagnosis: 'NOT_FORWARDED',
  },
  {
    id: 'nat-wrong-way',
    title: 'what stays in the network is masqueraded, what leaves it is not',
    file: MASQUERADE,
    find: 'daddr != $' + '{inside}',
    replace: 'daddr == $' + '{inside}',
    check: 'nat.out',
    diagnosis: 'NOT_MASQUERADED',
  },
  {
    id: 'nat-only-ipv4',
    title: 'only the first address is masqueraded',
    file: FIREWALL,
    find: 'leased.map((address) => masqueradeRule(address, tag))',
    replace:
      'leased.slice(0, 1).map((address) => masqueradeRule(address, tag))',
    check: 'nat.out6',
    diagnosis: 'NOT_MASQUERADED',
  },
  {
    id: 'publish-same-port',
    title: 'the container’s port is taken for the host’s',
    file: PUBLISH,
    find: 'formatEndpoint(address, containerPort)',
    replace: 'formatEndpoint(address, hostPort)',
    check: 'publish.outside',
    diagnosis: 'NOT_PUBLISHED',
  },
  {
    id: 'publish-tcp-only',
    title: 'every published port is one of TCP',
    file: PUBLISH,
    find: '`$' + '{protocol} dport',
    replace: '`tcp dport',
    check: 'publish.udp',
    diagnosis: 'UDP_FORGOTTEN',
  },
  {
    id: 'publish-ipv4-only',
    title: 'who says no address means those of IPv4',
    file: PUBLISH,
    find: 'return hostIp === undefined || hostIp.length === address.length',
    replace: 'return (hostIp?.length ?? 4) === address.length',
    check: 'publish.v6',
    diagnosis: 'IPV6_FORGOTTEN',
  },
  {
    id: 'publish-not-for-the-host',
    title:
      'only what comes in is led to the container, not what the host sends',
    file: RULESET,
    find: "  name('add rule', 'output fib daddr type local jump publish'),\n",
    replace: '',
    check: 'publish.host',
    diagnosis: 'NOT_FROM_HOST',
  },
  {
    id: 'publish-no-localnet',
    title: 'the bridge takes nothing that comes from 127.0.0.1',
    file: FIREWALL,
    find: '  return portMappings.some(({ hostIp }) => hostIp?.length !== 16)\n',
    replace: '  return portMappings.length > 65_535\n',
    check: 'publish.loopback',
    diagnosis: 'NOT_BY_LOOPBACK',
  },
  {
    id: 'publish-no-return',
    title: 'answers to neighbours do not come by the host',
    file: PUBLISH,
    find: "[inside, '127.0.0.0/8'] : [inside]",
    replace: "['127.0.0.0/8'] : [inside]",
    check: 'publish.hairpin',
    diagnosis: 'NO_WAY_BACK',
  },
  {
    id: 'publish-everywhere',
    title: 'a published port is taken for the host’s at every address',
    file: RULESET,
    find: 'prerouting fib daddr type local jump',
    replace: 'prerouting jump',
    check: 'publish.elsewhere',
    diagnosis: 'PORT_HIJACKED',
  },
  {
    id: 'publish-conflict-unseen',
    title: 'nobody looks at what others have published',
    file: FIREWALL,
    find: '    refusePublished(mapping, found)\n',
    replace: '',
    check: 'publish.conflict',
    diagnosis: 'CONFLICT_UNSEEN',
  },
  {
    id: 'publish-listener-unseen',
    title: 'nobody tries whether the port is free',
    file: 'network/host-port.ts',
    find: "    syscall('bind', fd, name, name.length)\n",
    replace: '    void name\n',
    check: 'publish.listener',
    diagnosis: 'CONFLICT_UNSEEN',
  },
]
