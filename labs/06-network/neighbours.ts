/** What the tenants say to each other, and to their host. */
import type { Bench } from '#checker/bench.ts'
import type { Netns } from '#checker/network/namespaces.ts'
import { allOf, type Talks, talk } from './talk.ts'
import { type Tenants, tenants } from './tenants.ts'

export interface Neighbours {
  readonly scene: Tenants
  /** `first → second, TCP over IPv4` → what came of it. */
  readonly between: Talks
  readonly withHost: Talks
}

export async function neighbours(bench: Bench): Promise<Neighbours> {
  const scene = await bench.share(tenants)
  const { first, second, lab, place } = scene
  const port = bench.seed.int('port of the neighbours', 2000, 9000)
  const say = (from: Netns, to: Netns, address: string, at: number) =>
    talk(bench, { from, to, address, port: port + at })
  const [one, other] = [first.netns, second.netns]
  const { gateway } = place
  const [between, withHost] = await Promise.all([
    allOf({
      'first → second, TCP over IPv4': say(one, other, second.wanted.v4, 0),
      'second → first, UDP over IPv6': talk(bench, {
        ...{ from: other, to: one, address: first.wanted.v6 },
        ...{ port: port + 1, protocol: 'udp' },
      }),
    }),
    allOf({
      'host → container, IPv4': say(lab.host, one, first.wanted.v4, 2),
      'host → container, IPv6': say(lab.host, one, first.wanted.v6, 3),
      'container → gateway, IPv4': say(one, lab.host, gateway.v4, 4),
      'container → gateway, IPv6': say(one, lab.host, gateway.v6, 5),
    }),
  ])
  return { scene, between, withHost }
}
