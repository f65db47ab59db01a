/** Step 4: out under the host's address. */
import type { NetworkState } from '#checker/evidence/network-state.ts'
import type { Check } from '#checker/lab.ts'
import type { Exchange } from '#checker/network/exchange.ts'
import { ANSWERED, heard, lines, type Talks } from './talk.ts'
import { decide, of } from './verdict.ts'
import { type Wanderer, wanderer } from './wanderer.ts'

const SOURCE = 'nft(8), "NAT STATEMENTS"; RFC 3022, 2.2'

const forward: Check = {
  id: 'nat.forward',
  title: {
    en: 'the host passes on packets that are not for itself',
    zh: '宿主机转发不是给自己的包',
  },
  points: 1,
  needs: [],
  source: 'Documentation/networking/ip-sysctl.rst, ip_forward, forwarding',
  run: of(wanderer, ({ host, guest }) => {
    const names = ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding']
    const found = Object.fromEntries(
      names.map((name) => [name, host.sysctls[name]]),
    )
    const actual = lines(found, (value) => value ?? 'no such file')
    return decide({
      expected: lines(found, () => '1'),
      actual,
      evidence: { '/proc/sys, on the host': actual },
      diagnosis: 'NOT_FORWARDED',
      replies: [guest.reply],
    })
  }),
}

const out: Check = {
  id: 'nat.out',
  title: {
    en: 'who is far away answers the container, and sees the host’s address',
    zh: '远处的人会回应容器，而且看到的是宿主机的地址',
  },
  points: 2,
  needs: [],
  source: SOURCE,
  run: of(wanderer, (scene) =>
    leaves(scene, scene.lab.hostAddress.v4, {
      'TCP over IPv4': scene.tcp4,
      'UDP over IPv4': scene.udp4,
    }),
  ),
}

const out6: Check = {
  id: 'nat.out6',
  title: {
    en: 'so it is with IPv6',
    zh: 'IPv6 也一样',
  },
  points: 1,
  needs: [],
  source: SOURCE,
  run: of(wanderer, (scene) =>
    leaves(scene, scene.lab.hostAddress.v6, {
      'TCP over IPv6': scene.tcp6,
      'UDP over IPv6': scene.udp6,
    }),
  ),
}

function leaves({ host, guest }: Wanderer, address: string, talks: Talks) {
  const seen = (whom: string) => `, seen as ${whom}`
  const met = ({ seenFrom }: Exchange) => seen(seenFrom?.address ?? 'nobody')
  const arrived = Object.values(talks).some(({ there }) => there)
  return decide({
    expected: lines(talks, () => ANSWERED + seen(address)),
    actual: lines(talks, (talk) => heard(talk) + (talk.there ? met(talk) : '')),
    evidence: {
      'sockets of the kit': lines(talks, heard),
      'nft list ruleset, rules that masquerade': masquerading(host),
    },
    diagnosis: arrived ? 'NOT_MASQUERADED' : 'NOT_FORWARDED',
    replies: [guest.reply],
  })
}

/** With what their counters say. */
function masquerading({ rules }: NetworkState): string {
  const found = rules.filter(({ expression }) =>
    JSON.stringify(expression).toLowerCase().includes('masquerade'),
  )
  const told = found.map(
    ({ family, table, chain, packets }) =>
      `${family} ${table} ${chain}: ${packets ?? 'uncounted'} packets`,
  )
  return told.length === 0 ? 'none' : told.join('\n')
}

export const natChecks: readonly Check[] = [forward, out, out6]
