/** Step 5: a network stack of one's own. */
import { parseNetDev } from '#checker/evidence/namespaces.ts'
import { IFF_UP } from '#checker/kernel.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import { inside, ofResident } from './look.ts'
import { judgeOwn } from './start.ts'

/** Devices that some kernels put into every new namespace, switched off. */
const FALLBACK =
  /^(tunl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|sit0|ip6tnl0|ip6gre0)$/

const own: Check = {
  id: 'network.own',
  title: {
    en: 'the program has a network of its own, with nothing in it but lo',
    zh: '程序有自己的网络，里面只有 lo',
  },
  points: 1,
  needs: [],
  source: 'network_namespaces(7); runtime-spec config-linux.md, "Namespaces"',
  run: ofResident('network', async ({ bench, seen, views }) => {
    const judged = await judgeOwn(bench, 'network', seen, 'NETWORK_SHARED')
    if (judged.verdict !== 'pass') return judged
    const names = parseNetDev(views.interfaces).filter(
      (name) => !FALLBACK.test(name),
    )
    const evidence = procEvidence(seen, 'net/dev', names.join(' '))
    if (names.join(' ') === 'lo') return pass({ evidence })
    return fail({
      expected: 'the interface lo, alone',
      actual: names.join(' ') || 'no interface',
      evidence,
      diagnosis: 'NETWORK_SHARED',
    })
  }),
}

const loopback: Check = {
  id: 'network.loopback',
  title: {
    en: 'lo is up, and 127.0.0.1 can be reached inside',
    zh: 'lo 已启用，容器里能连上 127.0.0.1',
  },
  points: 2,
  needs: ['network.own'],
  source: 'netdevice(7); network_namespaces(7)',
  run: ofResident('network', (scene) => {
    const { loopback, conversation } = inside(scene)
    const isUp = ((loopback ?? 0) & IFF_UP) !== 0
    const evidence = {
      'flags of lo (SIOCGIFFLAGS)': isUp ? 'UP' : 'down',
      'connect(2) to 127.0.0.1': conversation.error ?? 'connected',
    }
    if (isUp && conversation.error === null) return pass({ evidence })
    return fail({
      expected: 'lo is up, and a listener on 127.0.0.1 answers',
      actual: isUp
        ? `lo is up, connect: ${conversation.error}`
        : `lo is down, connect: ${conversation.error}`,
      evidence,
      diagnosis: 'LOOPBACK_DOWN',
    })
  }),
}

const hostHidden: Check = {
  id: 'network.host-hidden',
  title: {
    en: 'who listens on the loopback of the host cannot be reached from inside',
    zh: '从容器里连不上宿主机回环地址上的监听者',
  },
  points: 1,
  needs: [],
  source: 'network_namespaces(7)',
  run: ofResident('network', (scene) => {
    const { hostPort } = inside(scene)
    const { address, port } = scene.host
    const evidence = {
      [`connect(2) to ${address}:${port} from inside`]:
        hostPort.error ?? 'connected',
    }
    if (hostPort.error !== null) return pass({ evidence })
    return fail({
      expected: 'no connection',
      actual: 'a process of the host answered',
      evidence,
      diagnosis: 'NETWORK_SHARED',
    })
  }),
}

export const networkChecks: readonly Check[] = [own, loopback, hostHidden]
