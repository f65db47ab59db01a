/** What goes wrong with cables, bridges, addresses and routes. */
import type { Mistake } from '#checker/check.ts'

const VETH = 'linux/network/veth.ts'
const MOVE = 'linux/network/move-link.ts'
const BRIDGE = 'linux/network/bridge.ts'
const CABLE = 'network/cable.ts'
const HOST_BRIDGE = 'network/host-bridge.ts'
const ROUTES = 'network/container-routes.ts'

export const linkMistakes: readonly Mistake[] = [
  {
    id: 'veth-not-moved',
    title: 'the end for the container is renamed, and stays on the host',
    file: MOVE,
    find: 'attributes: [u32(IFLA_NET_NS_FD, netns), ',
    replace: 'attributes: [',
    check: 'veth.inside',
    diagnosis: 'NOT_CONNECTED',
  },
  {
    id: 'veth-not-renamed',
    title: 'the end inside keeps the name that it had on the host',
    file: MOVE,
    find: ', text(IFLA_IFNAME, name)]',
    replace: ']',
    check: 'veth.inside',
    diagnosis: 'NOT_CONNECTED',
  },
  {
    id: 'veth-one-name',
    title: 'the host’s end is called the same for every container of a network',
    file: 'network/attachment.ts',
    find: "[network, containerId, ifname].join('\\0')",
    replace: "[network, ifname].join('\\0')",
    check: 'veth.each',
    diagnosis: 'CABLE_SHARED',
  },
  {
    id: 'veth-mtu-of-one-end',
    title: 'only the host’s end is told the MTU',
    file: VETH,
    find: 'describeEnd(peer, mtu, peerMac)',
    replace: 'describeEnd(peer, undefined, peerMac)',
    check: 'veth.mtu',
    diagnosis: 'MTU_DIFFERS',
  },
  {
    id: 'bridge-not-plugged-in',
    title: 'the cable is never plugged into the bridge',
    file: CABLE,
    find: '  setMaster(socket, link, bridge)\n  if (hairpinMode) setPort(socket, link, { hairpin: true })\n',
    replace: '',
    check: 'bridge.port',
    diagnosis: 'NOT_A_PORT',
  },
  {
    id: 'bridge-host-end-down',
    title: 'the host’s end is never switched on',
    file: CABLE,
    find: '  setUp(socket, link)\n  return link\n',
    replace: '  return link\n',
    check: 'bridge.up',
    diagnosis: 'LINK_DOWN',
  },
  {
    id: 'bridge-must-be-new',
    title: 'a bridge that is there already is an error',
    file: BRIDGE,
    find: "    if (isNetlinkError(error, 'EEXIST')) return false\n",
    replace: '',
    check: 'bridge.once',
    diagnosis: 'BRIDGE_NOT_SHARED',
  },
  {
    id: 'gateway-alone',
    title: 'the gateway’s address is in a network of its own',
    file: HOST_BRIDGE,
    find: 'formatPrefix({ address: gateway, prefix: subnet.prefix })',
    replace: 'formatPrefix({ address: gateway, prefix: gateway.length * 8 })',
    check: 'bridge.gateway',
    diagnosis: 'NO_GATEWAY',
  },
  {
    id: 'gateway-only-ipv4',
    title: 'the bridge gets only the first of its addresses',
    file: HOST_BRIDGE,
    find: 'for (const range of ranges) addGateway',
    replace: 'for (const range of ranges.slice(0, 1)) addGateway',
    check: 'bridge.host',
    diagnosis: 'HOST_CUT',
  },
  {
    id: 'address-other-prefix',
    title: 'the address of the container comes without its network',
    file: CABLE,
    find: '      const { prefix } = range.subnet\n',
    replace:
      '      const prefix = address.length * 8 - range.subnet.prefix / 8\n',
    check: 'bridge.address',
    diagnosis: 'ADDRESS_WRONG',
  },
  {
    id: 'route-forgotten',
    title: 'nobody adds a default route',
    file: ROUTES,
    find: '  if (!isDefaultGateway) return wanted\n',
    replace: '  if (!isDefaultGateway || wanted) return wanted\n',
    check: 'bridge.route',
    diagnosis: 'NO_DEFAULT_ROUTE',
  },
  {
    id: 'ports-isolated',
    title: 'the ports of the bridge are isolated from each other',
    file: CABLE,
    find: '{ hairpin: true }',
    replace: '{ hairpin: true, isolated: true }',
    check: 'bridge.neighbours',
    diagnosis: 'NEIGHBOURS_CUT',
  },
]
