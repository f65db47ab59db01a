/** Step 5: in by a port of the host. */
import type { Text } from '#checker/check.ts'
import { type Check, unsupported } from '#checker/lab.ts'
import type { Refused } from './refused.ts'
import { type Shop, shop } from './shop.ts'
import { ANSWERED, heard, lines } from './talk.ts'
import { decide, mustRefuse, of, refusalIn } from './verdict.ts'

const PORTMAP = 'CNI CONVENTIONS.md, "portMappings"'

interface Visit {
  readonly id: string
  readonly title: Text
  readonly points: number
  /** Name of a visitor → what it is called. */
  readonly who: Readonly<Record<string, string>>
  /** If the most ordinary visitor of all came in. */
  readonly diagnosis: string
}

const VISITS: readonly Visit[] = [
  {
    id: 'publish.outside',
    title: {
      en: 'a published port is reached from outside',
      zh: '从外面能到达发布的端口',
    },
    points: 2,
    who: { outside: 'from outside, TCP' },
    diagnosis: 'NOT_PUBLISHED',
  },
  {
    id: 'publish.udp',
    title: {
      en: 'a published UDP port is one of UDP',
      zh: '发布的 UDP 端口确实是 UDP',
    },
    points: 1,
    who: { udp: 'from outside, UDP' },
    diagnosis: 'UDP_FORGOTTEN',
  },
  {
    id: 'publish.v6',
    title: {
      en: 'it is reached over IPv6 as well',
      zh: '经 IPv6 也能到达',
    },
    points: 1,
    who: { v6: 'from outside, IPv6' },
    diagnosis: 'IPV6_FORGOTTEN',
  },
  {
    id: 'publish.host',
    title: {
      en: 'the host itself reaches it by its own address',
      zh: '宿主机自己用自己的地址也能到达',
    },
    points: 1,
    who: { host: 'from the host, by its address' },
    diagnosis: 'NOT_FROM_HOST',
  },
  {
    id: 'publish.loopback',
    title: {
      en: 'and by 127.0.0.1',
      zh: '用 127.0.0.1 也行',
    },
    points: 1,
    who: { loopback: 'from the host, by 127.0.0.1' },
    diagnosis: 'NOT_BY_LOOPBACK',
  },
  {
    id: 'publish.hairpin',
    title: {
      en: 'the container itself and its neighbour reach it, by the host’s address',
      zh: '容器自己和它的邻居也能用宿主机的地址到达',
    },
    points: 2,
    who: {
      itself: 'from the container itself',
      neighbour: 'from its neighbour',
    },
    diagnosis: 'NO_WAY_BACK',
  },
]

function checkOf({ id, title, points, who, diagnosis }: Visit): Check {
  return {
    ...{ id, title, points, needs: [] },
    source: `${PORTMAP}; nft(8), "NAT STATEMENTS"`,
    run: of(shop, ({ guest, ports, visits }) => {
      const found = Object.fromEntries(
        Object.entries(who).map(([name, called]) => [called, visits[name]]),
      )
      const actual = lines(found, (visit) => (visit ? heard(visit) : 'nobody'))
      return decide({
        expected: lines(found, () => ANSWERED),
        actual,
        evidence: {
          'runtimeConfig.portMappings': JSON.stringify(ports),
          'sockets of the kit': actual,
        },
        diagnosis: visits.outside?.works ? diagnosis : 'NOT_PUBLISHED',
        replies: [guest.reply],
      })
    }),
  }
}

const elsewhere: Check = {
  id: 'publish.elsewhere',
  title: {
    en: 'the same port of somebody else stays theirs',
    zh: '别人的同号端口仍然是别人的',
  },
  points: 1,
  needs: [],
  source: 'nft(8), "FIB EXPRESSIONS", daddr type local',
  run: of(shop, (scene) => {
    const { guest, neighbour, ports } = scene
    const actual = heard(scene.elsewhere)
    // Where nothing is published nothing can be led astray.
    const isOpen = scene.visits.outside?.works === true
    return decide({
      expected: `from a container to that port far away: ${ANSWERED}`,
      actual: isOpen
        ? `from a container to that port far away: ${actual}`
        : 'no port is published',
      evidence: {
        'runtimeConfig.portMappings': JSON.stringify(ports),
        'sockets of the kit': actual,
      },
      diagnosis: isOpen ? 'PORT_HIJACKED' : 'NOT_PUBLISHED',
      replies: [guest.reply, neighbour.reply],
    })
  }),
}

const conflict: Check = {
  id: 'publish.conflict',
  title: {
    en: 'a port that another container has published is refused',
    zh: '另一个容器已发布的端口会被拒绝',
  },
  points: 1,
  needs: [],
  source: 'CNI SPEC.md, "Error"',
  run: of(shop, (scene) => refuses(scene, scene.conflict)),
}

const listener: Check = {
  id: 'publish.listener',
  title: {
    en: 'a port at which a program of the host listens is refused',
    zh: '宿主机上有程序在监听的端口会被拒绝',
  },
  points: 1,
  needs: [],
  source: 'CNI SPEC.md, "Error"; bind(2), EADDRINUSE',
  run: of(shop, (scene) => refuses(scene, scene.listener)),
}

function refuses({ guest }: Shop, tried: Refused | null) {
  if (tried === null) return unsupported('plugins in a chain do not look')
  const refusal = refusalIn([guest.reply], 'NOT_PUBLISHED')
  return refusal ?? mustRefuse(tried, 'CONFLICT_UNSEEN')
}

export const publishChecks: readonly Check[] = [
  ...VISITS.map(checkOf),
  ...[elsewhere, conflict, listener],
]
