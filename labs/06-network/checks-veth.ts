/** Step 1: a cable with two ends, one of them inside. */
import type { Link } from '#checker/evidence/network-state.ts'
import type { Check } from '#checker/lab.ts'
import { linksOnBothSides, linksOnHost } from './links.ts'
import { cableOf, tenants } from './tenants.ts'
import { decide, of } from './verdict.ts'

const inside: Check = {
  id: 'veth.inside',
  title: {
    en: 'the container has a link of the name that was asked for, and its other end is on the host',
    zh: '容器里有要求的那个名字的网卡，它的另一端在宿主机上',
  },
  points: 2,
  needs: [],
  source: 'veth(4); CNI SPEC.md, "ADD"',
  run: of(tenants, (scene) => {
    const { inner, outer } = cableOf(scene.first, scene)
    const actual = [
      `in the container: ${named(inner)}`,
      `on the host: ${outer === undefined ? 'no other end' : 'its other end'}`,
    ].join('\n')
    return decide({
      expected: `in the container: ${scene.ifname} (veth)\non the host: its other end`,
      actual,
      evidence: linksOnBothSides(scene),
      diagnosis: 'NOT_CONNECTED',
      replies: [scene.first.reply],
    })
  }),
}

const each: Check = {
  id: 'veth.each',
  title: {
    en: 'every container has a cable of its own',
    zh: '每个容器都有自己的一根网线',
  },
  points: 1,
  needs: [],
  source: 'veth(4); CNI SPEC.md, "Parameters"',
  run: of(tenants, (scene) => {
    const ends = [scene.first, scene.second].map(
      (tenant) => cableOf(tenant, scene).outer?.name,
    )
    const found = new Set(ends.filter((name) => name !== undefined))
    return decide({
      expected: '2 containers, 2 ends on the host',
      actual: `2 containers, ${found.size} ends on the host`,
      evidence: linksOnHost(scene),
      diagnosis: 'CABLE_SHARED',
      replies: [scene.first.reply, scene.second.reply],
    })
  }),
}

const mtu: Check = {
  id: 'veth.mtu',
  title: {
    en: 'both ends take packets of the size that was asked for',
    zh: '两端的 MTU 都是要求的大小',
  },
  points: 1,
  needs: [],
  source: 'netdevice(7), SIOCSIFMTU; CNI plugin bridge, "mtu"',
  run: of(tenants, (scene) => {
    const { inner, outer } = cableOf(scene.first, scene)
    const told = (inside: unknown, host: unknown) =>
      `in the container ${inside ?? 'no link'}, on the host ${host ?? 'no link'}`
    return decide({
      expected: told(scene.mtu, scene.mtu),
      actual: told(inner?.mtu, outer?.mtu),
      evidence: { 'MTU of both ends': told(inner?.mtu, outer?.mtu) },
      diagnosis: 'MTU_DIFFERS',
      replies: [scene.first.reply],
    })
  }),
}

function named(link: Link | undefined): string {
  return link === undefined
    ? 'no such link'
    : `${link.name} (${link.kind ?? 'no kind'})`
}

export const vethChecks: readonly Check[] = [inside, each, mtu]
