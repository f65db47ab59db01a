/** Step 2: a switch, addresses, and the way out of the door. */
import type { NetworkState } from '#checker/evidence/network-state.ts'
import type { Check } from '#checker/lab.ts'
import type { Pair } from '#checker/network/lab-network.ts'
import { addressesOn, linksOnBothSides, linksOnHost } from './links.ts'
import { neighbours } from './neighbours.ts'
import { PREFIX } from './places.ts'
import { ANSWERED, heard, lines, type Talks } from './talk.ts'
import { cableOf, type Tenants, tenants } from './tenants.ts'
import { decide, of } from './verdict.ts'

const port: Check = {
  id: 'bridge.port',
  title: {
    en: 'the host’s end of each cable is a port of the bridge',
    zh: '每根网线在宿主机上的那一端都是网桥的端口',
  },
  points: 1,
  needs: [],
  source: 'ip-link(8), "master"; CNI plugin bridge, "bridge"',
  run: of(tenants, (scene) => {
    const { bridge } = scene.place.network
    const ends = [scene.first, scene.second].map(
      (tenant) => cableOf(tenant, scene).outer,
    )
    const told = (masters: readonly string[]) =>
      `a port of ${masters[0]}, a port of ${masters[1]}`
    return decide({
      expected: told([bridge, bridge]),
      actual: told(ends.map((end) => end?.master ?? 'nothing')),
      evidence: linksOnHost(scene),
      diagnosis: 'NOT_A_PORT',
      replies: repliesOf(scene),
    })
  }),
}

const up: Check = {
  id: 'bridge.up',
  title: {
    en: 'the bridge and both ends of the cable are switched on',
    zh: '网桥和网线的两端都启用了',
  },
  points: 1,
  needs: [],
  source: 'netdevice(7), IFF_UP',
  run: of(tenants, (scene) => {
    const { inner, outer } = cableOf(scene.first, scene)
    const bridge = scene.host.links.find(
      ({ name }) => name === scene.place.network.bridge,
    )
    const links = { bridge, 'in the container': inner, 'on the host': outer }
    return decide({
      expected: lines(links, () => 'up'),
      actual: lines(links, (link) =>
        link?.isUp ? 'up' : link ? 'down' : 'no link',
      ),
      evidence: linksOnBothSides(scene),
      diagnosis: 'LINK_DOWN',
      replies: repliesOf(scene),
    })
  }),
}

const once: Check = {
  id: 'bridge.once',
  title: {
    en: 'the second container finds the bridge of the first, unchanged',
    zh: '第二个容器用的是第一个容器的网桥，网桥没有变',
  },
  points: 1,
  needs: [],
  source: 'bridge(8); CNI plugin bridge, "bridge"',
  run: of(tenants, (scene) => {
    const { bridge } = scene.place.network
    const [before, after] = [scene.before, scene.host].map(({ links }) =>
      links.find(({ name }) => name === bridge),
    )
    const ports = scene.host.links.filter(({ master }) => master === bridge)
    const told = (link: typeof before, count: number) =>
      link?.kind === 'bridge'
        ? `${bridge}: index ${link.index}, ${link.mac}, ${count} ports`
        : `no bridge ${bridge}`
    return decide({
      expected: before ? told(before, 2) : `a bridge ${bridge}, 2 ports`,
      actual: told(after, ports.length),
      evidence: linksOnHost(scene),
      diagnosis: 'BRIDGE_NOT_SHARED',
      replies: repliesOf(scene),
    })
  }),
}

const gateway: Check = {
  id: 'bridge.gateway',
  title: {
    en: 'the bridge has the gateway’s addresses, with the prefix of the network',
    zh: '网桥有网关的地址，前缀长度与网络一致',
  },
  points: 1,
  needs: [],
  source: 'rtnetlink(7), RTM_NEWADDR; CNI plugin bridge, "isGateway"',
  run: of(tenants, (scene) => {
    const { network, gateway } = scene.place
    // Whether others have it is the host's to ask: it may still be at that.
    const found = spelled(scene.host, network.bridge).replace(/ tentative/g, '')
    return decide({
      expected: withPrefix(gateway),
      actual: found,
      evidence: { [`ip address show ${network.bridge}`]: found },
      diagnosis: 'NO_GATEWAY',
      replies: repliesOf(scene),
    })
  }),
}

const address: Check = {
  id: 'bridge.address',
  title: {
    en: 'the container has its addresses, and they can be used at once',
    zh: '容器有自己的地址，并且立刻可用',
  },
  points: 1,
  needs: [],
  source: 'rtnetlink(7), RTM_NEWADDR; ip-address(8), "tentative"',
  run: of(tenants, (scene) => {
    const { inside, wanted } = scene.first
    const found = spelled(inside, scene.ifname)
    return decide({
      expected: withPrefix(wanted),
      actual: found,
      evidence: { [`ip address show ${scene.ifname}`]: found },
      diagnosis: 'ADDRESS_WRONG',
      replies: repliesOf(scene),
    })
  }),
}

const route: Check = {
  id: 'bridge.route',
  title: {
    en: 'what is for nobody in the network goes to the gateway',
    zh: '发往网络之外的都交给网关',
  },
  points: 1,
  needs: [],
  source: 'rtnetlink(7), RTM_NEWROUTE; ip-route(8), "default"',
  run: of(tenants, (scene) => {
    const { gateway } = scene.place
    const told = (via: string, link: string) => `default via ${via} dev ${link}`
    const found = scene.first.inside.routes
      .filter(({ to, type }) => to === 'default' && type === 'unicast')
      .map((one) => told(one.via ?? 'nobody', one.link ?? 'nothing'))
      .join('\n')
    const expected = [gateway.v4, gateway.v6]
      .map((via) => told(via, scene.ifname))
      .join('\n')
    const actual = found === '' ? 'no default route' : found
    return decide({
      expected,
      actual,
      evidence: { 'ip route; ip -6 route, in the container': actual },
      diagnosis: 'NO_DEFAULT_ROUTE',
      replies: repliesOf(scene),
    })
  }),
}

const reach: Check = {
  id: 'bridge.neighbours',
  title: {
    en: 'two containers of a network reach each other',
    zh: '同一网络的两个容器可以互通',
  },
  points: 2,
  needs: [],
  source: 'bridge(8), "hairpin", "isolated"; tcp(7), udp(7)',
  run: of(neighbours, ({ scene, between }) =>
    conversation(scene, between, 'NEIGHBOURS_CUT'),
  ),
}

const host: Check = {
  id: 'bridge.host',
  title: {
    en: 'the container and its host reach each other',
    zh: '容器与宿主机可以互通',
  },
  points: 1,
  needs: [],
  source: 'ip-address(8); ip-route(8)',
  run: of(neighbours, ({ scene, withHost }) =>
    conversation(scene, withHost, 'HOST_CUT'),
  ),
}

function conversation(scene: Tenants, talks: Talks, diagnosis: string) {
  const actual = lines(talks, heard)
  return decide({
    expected: lines(talks, () => ANSWERED),
    actual,
    evidence: { 'sockets of the kit': actual },
    diagnosis,
    replies: repliesOf(scene),
  })
}

const repliesOf = ({ first, second }: Tenants) => [first.reply, second.reply]

function withPrefix({ v4, v6 }: Pair): string {
  return [`${v4}/${PREFIX.v4}`, `${v6}/${PREFIX.v6}`].join('\n')
}

function spelled(state: NetworkState, link: string): string {
  const found = addressesOn(state, link).map(
    ({ address, prefix, isTentative }) =>
      `${address}/${prefix}${isTentative ? ' tentative' : ''}`,
  )
  return found.length === 0 ? 'no address' : found.join('\n')
}

export const bridgeChecks: readonly Check[] = [
  ...[port, up, once, gateway],
  ...[address, route, reach, host],
]
