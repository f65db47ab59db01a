/** Step 6: which network a container of the runtime has. */
import type { Bench } from '#checker/bench.ts'
import type { Check, Outcome } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeEnding, excerpt, whyItEnded } from '#checker/outcome.ts'
import { closeBoxed, type Ended, openBoxed, street } from './boxed.ts'
import { sharers } from './sharers.ts'
import { ANSWERED, heard, lines } from './talk.ts'
import { decide, ofContainers } from './verdict.ts'
import {
  apart,
  HOSTS,
  netEvidence,
  network,
  OWN,
  whoseNetwork,
} from './whose.ts'
import { wired } from './wired.ts'
import { connected, found, inside, ownLinks, told } from './wiring.ts'

const none: Check = {
  id: 'modes.none',
  title: {
    en: '--net none: a network of its own, with lo and nothing else',
    zh: '--net none：自己的网络，里面只有 lo',
  },
  points: 1,
  needs: [],
  source: 'network_namespaces(7); runtime-spec config-linux.md, "Namespaces"',
  run: ofContainers(sharers, async ({ first, company }, bench) => {
    if (first.inside === null || company === null) return nothing(first)
    const { seen } = first.inside
    const { before } = await bench.share(street)
    const links = ownLinks(company.state, before)
    return decide({
      expected: [...(await apart(bench)), network(OWN), told('lo', true)].join(
        '\n',
      ),
      actual: [
        ...(await apart(bench, seen)),
        network(await whoseNetwork(bench, seen)),
        ...links,
      ].join('\n'),
      evidence: { ...netEvidence(seen), 'ip link': links.join('\n') },
      diagnosis: 'NETWORK_NOT_OWN',
      replies: [],
    })
  }),
}

const host: Check = {
  id: 'modes.host',
  title: {
    en: '--net host: the very network of the host, and nothing else of it',
    zh: '--net host：就是宿主机的网络，其他都不是宿主机的',
  },
  points: 1,
  needs: [],
  source: 'network_namespaces(7); runtime-spec config-linux.md, "Namespaces"',
  run: ofContainers(hosted, async (box, bench) => {
    if (box.inside === null) return nothing(box)
    const { seen } = box.inside
    return decide({
      expected: [...(await apart(bench)), network(HOSTS)].join('\n'),
      actual: [
        ...(await apart(bench, seen)),
        network(await whoseNetwork(bench, seen)),
      ].join('\n'),
      evidence: {
        ...netEvidence(seen),
        'the host of this lab': `net:[${(await bench.share(street)).host.inode}]`,
      },
      diagnosis: 'HOST_NETWORK_LOST',
      replies: [],
    })
  }),
}

/** In the bundle there is a network of its own; the option has the last word. */
function hosted(bench: Bench): Promise<Ended> {
  const wish = { name: 'hosted', net: 'host', isInBundle: true }
  return bench.starts.use(async () =>
    closeBoxed(bench, await openBoxed(bench, wish)),
  )
}

const container: Check = {
  id: 'modes.container',
  title: {
    en: '--net container:ID: the network of that container, and nothing else of it',
    zh: '--net container:ID：那个容器的网络，其他都不是它的',
  },
  points: 2,
  needs: [],
  source: 'setns(2); runtime-spec config-linux.md, "Namespaces": path',
  run: ofContainers(sharers, async ({ first, company }, bench) => {
    if (first.inside === null || company === null) return nothing(first)
    const { second } = company
    if (second.inside === null) return nothing(second)
    const [one, other] = [first.inside.seen, second.inside.seen]
    const isShared = one.namespaces.net === other.namespaces.net
    const shared = 'that of the other container'
    return decide({
      expected: [...(await apart(bench)), network(shared)].join('\n'),
      actual: [
        ...(await apart(bench, other, one)),
        network(isShared ? shared : await whoseNetwork(bench, other)),
      ].join('\n'),
      evidence: { ...netEvidence(one), ...netEvidence(other) },
      diagnosis: 'OTHER_NETWORK',
      replies: [],
    })
  }),
}

const absent: Check = {
  id: 'modes.absent',
  title: {
    en: 'a container that is not there is a clear error, and leaves nothing',
    zh: '指定的容器不存在时明确报错，什么都不留下',
  },
  points: 1,
  needs: [],
  source: 'runtime-spec runtime.md, "Errors"',
  run: ofContainers(sharers, ({ first, company }) => {
    // Who cannot share with anybody says nothing by not sharing with nobody.
    if (company === null) return nothing(first)
    const { second, nobody } = company
    if (second.inside === null) return nothing(second)
    const { absent, tried, left } = nobody
    const { stderr } = tried.ending
    return decide({
      expected: refusal(true, true, []),
      actual: refusal(isRefusal(tried), stderr.includes(absent), left),
      evidence: {
        option: `--net ${tried.net}`,
        'the runtime': describeEnding(tried.ending),
        'standard error of the runtime': excerpt(stderr),
      },
      diagnosis: whyItEnded(tried.ending, 'NOBODY_JOINED'),
      replies: [],
    })
  }),
}

function isRefusal({ inside, ending }: Ended): boolean {
  return inside === null && ending.signal === null && ending.code !== 0
}

function refusal(
  isRefused: boolean,
  isNamed: boolean,
  left: readonly string[],
) {
  return [
    isRefused ? 'an error, and no program runs' : 'no error',
    isNamed ? 'it names the container' : 'it does not name the container',
    ...(left.length === 0 ? ['nothing is left'] : left),
  ].join('\n')
}

const bridge: Check = {
  id: 'modes.bridge',
  title: {
    en: 'a network of plugins: eth0 with addresses and a way out, and lo is up',
    zh: '插件的网络：eth0 有地址和出路，lo 已启用',
  },
  points: 2,
  needs: [],
  source: 'CNI SPEC.md, "Section 3: Execution of Network Configurations"',
  run: ofContainers(wired, async ({ place, box, life }, bench) => {
    if (box.inside === null || life === null) return nothing(box)
    const { seen } = box.inside
    const { before } = await bench.share(street)
    const expected = [
      ...(await apart(bench)),
      network(OWN),
      ...connected(place),
    ]
    const actual = [
      ...(await apart(bench, seen)),
      network(await whoseNetwork(bench, seen)),
      ...found(life.state, before, place),
    ]
    const missing = expected.filter((line) => !actual.includes(line))
    const isQuiet = missing.join() === told('lo', true)
    return decide({
      expected: expected.join('\n'),
      actual: actual.join('\n'),
      evidence: { ...netEvidence(seen), ...inside(life.state) },
      diagnosis: isQuiet ? 'LOOPBACK_DOWN' : 'NOT_WIRED',
      replies: [],
    })
  }),
}

const reach: Check = {
  id: 'modes.reach',
  title: {
    en: 'that container reaches the outside, and is reached by its published port',
    zh: '这个容器能到外面，外面也能经发布的端口到达它',
  },
  points: 2,
  needs: [],
  source: 'CNI CONVENTIONS.md, "Dynamic Plugin specific fields": portMappings',
  run: ofContainers(wired, ({ box, life }) => {
    if (life === null) return nothing(box)
    const actual = lines(life.talks, heard)
    return decide({
      expected: lines(life.talks, () => ANSWERED),
      actual,
      evidence: { 'sockets of the kit': actual, ...inside(life.state) },
      diagnosis: 'WIRE_DEAD',
      replies: [],
    })
  }),
}

/** Nothing ran in it. */
export function nothing(box: Ended): Outcome {
  const outcome = nothingRuns(box)
  const evidence = { option: `--net ${box.net}`, ...outcome.evidence }
  return { ...outcome, evidence }
}

export const modesChecks: readonly Check[] = [
  ...[none, host, container],
  ...[absent, bridge, reach],
]
