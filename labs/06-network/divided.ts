/** Two networks: somebody in the back, somebody in front, and one on both. */
import type { Bench } from '#checker/bench.ts'
import { attach, type CniReply } from '#checker/network/cni.ts'
import { labNetwork } from '#checker/network/lab-network.ts'
import { type Netns, runIn } from '#checker/network/namespaces.ts'
import { addressIn, connect } from './guest.ts'
import { FULL, placeFor } from './places.ts'
import { allOf, type Call, SHORT_MS, type Talks, talk } from './talk.ts'

export interface Divided {
  readonly replies: readonly CniReply[]
  /** Between those who have no network in common. */
  readonly across: Talks
  /** Of the one who is on both. */
  readonly middle: Talks
  readonly answers: Talks
  readonly published: Talks
  /** From outside, past the published port. */
  readonly straight: Talks
}

export async function divided(bench: Bench): Promise<Divided> {
  const lab = await bench.share(labNetwork)
  const back = placeFor(bench, lab, 'back', FULL)
  const front = placeFor(bench, lab, 'front', FULL)
  const hostPort = bench.seed.int('port of the front', 30_000, 39_000)
  const port = bench.seed.int('first port of the divided', 2000, 9000)
  const mapping = { hostPort, containerPort: port, protocol: 'tcp' as const }
  return bench.starts.use(async () => {
    const behind = await connect(bench, back.network, 'behind')
    const ahead = await connect(bench, front.network, 'ahead', {
      ports: [mapping],
    })
    const both = await connect(bench, back.network, 'on both')
    // One default route is enough for anybody.
    const second = { ...front.network, isDefaultGateway: false }
    const more = { ...both.attachment, ifname: 'eth1' }
    const joined = await attach(bench, second, more)
    const other = addressIn(joined)
    const [subnet] = front.network.subnets
    const way = ['ip', 'route', 'add', subnet?.subnet ?? '', 'via']
    await runIn(bench, lab.outside, [...way, lab.hostAddress.v4])

    let next = port
    const say = (
      from: Netns,
      to: Netns,
      address: string,
      more?: Partial<Call>,
    ) => talk(bench, { from, to, address, port: ++next, ...more })
    const vain = { timeoutMs: SHORT_MS }
    const [b, f, m] = [behind.netns, ahead.netns, both.netns]
    const [across, middle, answers, published, straight] = await Promise.all([
      allOf({
        'back → front, IPv4': say(b, f, ahead.address.v4, vain),
        'front → back, IPv4': say(f, b, behind.address.v4, vain),
        'back → front, IPv6': say(b, f, ahead.address.v6, vain),
      }),
      allOf({
        'middle → back': say(m, b, behind.address.v4),
        'middle → front': say(m, f, ahead.address.v4),
        'back → middle': say(b, m, both.address.v4),
        'front → middle': say(f, m, other.v4),
      }),
      allOf({
        'back → far away': say(b, lab.outside, lab.farAddress.v4),
        'front → far away': say(f, lab.outside, lab.farAddress.v4),
      }),
      allOf({
        'outside → published port': say(lab.outside, f, lab.hostAddress.v4, {
          port: hostPort,
          listen: port,
        }),
      }),
      allOf({
        'outside → front, by its address': say(
          lab.outside,
          f,
          ahead.address.v4,
          vain,
        ),
      }),
    ])
    const replies = [behind.reply, ahead.reply, both.reply, joined]
    return { replies, across, middle, answers, published, straight }
  })
}
