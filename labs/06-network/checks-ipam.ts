/** Step 3: who has which address. */
import type { Check } from '#checker/lab.ts'
import { addressesOn } from './links.ts'
import { addressOf, type Member, type Pool, pool, SIZE } from './pool.ts'
import { REFUSED, refusalEvidence, told } from './refused.ts'
import { decide, mustRefuse, of, refusalIn } from './verdict.ts'
import { wished } from './wished.ts'

const HOST_LOCAL = 'CNI plugin host-local'

const range: Check = {
  id: 'ipam.range',
  title: {
    en: 'every address comes from the range, and none is the gateway’s',
    zh: '每个地址都来自范围之内，而且都不是网关的',
  },
  points: 1,
  needs: [],
  source: `${HOST_LOCAL}, "rangeStart", "rangeEnd", "gateway"`,
  run: of(pool, (scene) => {
    const found = ofAll(scene, 4)
    const strange = found.filter((one) => !scene.range.includes(one ?? ''))
    return decide({
      expected: `${SIZE} containers with an address of the range`,
      actual:
        strange.length === 0
          ? `${SIZE} containers with an address of the range`
          : `${strange.length} of ${SIZE} without: ${strange.map((one) => one ?? 'no address').join(', ')}`,
      evidence: {
        'ip address, in each container': spelled(found),
        'the range, without the gateway': spelled(scene.range),
      },
      diagnosis: 'LEASE_OUTSIDE',
      replies: repliesOf(scene),
    })
  }),
}

const distinct: Check = {
  id: 'ipam.distinct',
  title: {
    en: 'containers that come at the same time get different addresses',
    zh: '同时到来的容器得到不同的地址',
  },
  points: 2,
  needs: [],
  source: `${HOST_LOCAL}; flock(2)`,
  run: of(pool, (scene) => {
    const count = (family: 4 | 6) =>
      new Set(ofAll(scene, family).filter((one) => one !== null)).size
    const told = (four: number, six: number) =>
      `${SIZE} containers, ${four} addresses of IPv4, ${six} of IPv6`
    const [four, six] = [count(4), count(6)]
    return decide({
      expected: told(SIZE, SIZE),
      actual: told(four, six),
      evidence: {
        'ip address, in each container': spelled(ofAll(scene, 4)),
        'ip -6 address, in each container': spelled(ofAll(scene, 6)),
      },
      diagnosis: 'LEASED_TWICE',
      replies: repliesOf(scene),
    })
  }),
}

const exhausted: Check = {
  id: 'ipam.exhausted',
  title: {
    en: 'when every address is leased, ADD says so',
    zh: '地址全部分完时，ADD 明确报错',
  },
  points: 2,
  needs: [],
  source: 'CNI SPEC.md, "Error"',
  run: of(pool, (scene) => {
    // Where not all got one, the last one may still find an address.
    const refusal = refusalIn(repliesOf(scene), 'POOL_OVERDRAWN')
    return refusal ?? mustRefuse(scene.extra, 'POOL_OVERDRAWN')
  }),
}

const wish: Check = {
  id: 'ipam.wish',
  title: {
    en: 'an address that is asked for is given, but not twice',
    zh: '指名要的地址会给，但不会给两次',
  },
  points: 1,
  needs: [],
  source: 'CNI CONVENTIONS.md, "CNI_ARGS", "ips"',
  run: of(wished, ({ wanted, reply, found, again }) =>
    decide({
      expected: `the first has ${wanted}\nthe second: ${REFUSED}`,
      actual: `the first has ${spelled(found)}\nthe second: ${told(again)}`,
      evidence: { CNI_ARGS: `IP=${wanted}`, ...refusalEvidence(again) },
      diagnosis: 'WISH_IGNORED',
      replies: [reply],
    }),
  ),
}

const result: Check = {
  id: 'ipam.result',
  title: {
    en: 'ADD tells what it made, as the kernel has it',
    zh: 'ADD 报告的结果与内核里的一致',
  },
  points: 2,
  needs: [],
  source: 'CNI SPEC.md, "Section 5: Result Types", "Success"',
  run: of(pool, (scene) => {
    const [member] = scene.members
    if (member === undefined) throw new Error('There is nobody in the pool')
    const expected = asMade(member, scene)
    const actual = asTold(member, scene.ifname)
    return decide({
      expected,
      actual,
      evidence: {
        'in the container': expected,
        'standard output of the ADD': member.reply.ending.stdout.trim(),
      },
      diagnosis: 'RESULT_WRONG',
      replies: [member.reply],
    })
  }),
}

const listOf = (name: string, mac: string, addresses: readonly string[]) =>
  [`${name}, ${mac}`, ...addresses].join('\n')

function asMade({ inside }: Member, { ifname, place }: Pool): string {
  const link = inside.links.find(({ name }) => name === ifname)
  const { v4, v6 } = place.gateway
  return listOf(
    ifname,
    link?.mac ?? 'no such link',
    addressesOn(inside, ifname).map(
      ({ address, prefix, family }) =>
        `${address}/${prefix}, gateway ${family === 4 ? v4 : v6}`,
    ),
  )
}

function asTold({ netns, reply }: Member, ifname: string): string {
  const { interfaces = [], ips = [] } = reply.result ?? {}
  const index = interfaces.findIndex(
    ({ name, sandbox }) => name === ifname && sandbox === netns.path,
  )
  if (index < 0) return `no ${ifname} with the sandbox ${netns.path}`
  const own = ips.filter((one) => one.interface === index)
  return listOf(
    ifname,
    interfaces[index]?.mac ?? 'no mac',
    own.map(({ address, gateway }) => `${address}, gateway ${gateway}`),
  )
}

const ofAll = ({ members, ifname }: Pool, family: 4 | 6) =>
  members.map((member) => addressOf(member, ifname, family))

const repliesOf = ({ members }: Pool) => members.map(({ reply }) => reply)

function spelled(addresses: readonly (string | null)[]): string {
  if (addresses.length === 0) return 'no address'
  return addresses.map((one) => one ?? 'no address').join(' ')
}

export const ipamChecks: readonly Check[] = [
  ...[range, distinct, exhausted, wish, result],
]
