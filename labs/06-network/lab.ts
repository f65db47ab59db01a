import type { Lab } from '#checker/lab.ts'
import { labNetwork } from '#checker/network/lab-network.ts'
import { bridgeChecks } from './checks-bridge.ts'
import { ipamChecks } from './checks-ipam.ts'
import { isolationChecks } from './checks-isolation.ts'
import { modesChecks } from './checks-modes.ts'
import { natChecks } from './checks-nat.ts'
import { publishChecks } from './checks-publish.ts'
import { teardownChecks } from './checks-teardown.ts'
import { vethChecks } from './checks-veth.ts'
import { diagnoses } from './diagnoses.ts'
import { mistakes } from './mistakes.ts'
import { prompts } from './prompts.ts'

/** Lab 06: how a container gets onto a network. */
export const lab: Lab = {
  id: '06-network',
  number: 6,
  title: {
    en: 'network: veth, bridge, addresses, rules',
    zh: '网络：veth、网桥、地址与规则',
  },
  summary: {
    en: 'Plug containers into a bridge, lease addresses, masquerade, publish ports, and undo it all.',
    zh: '把容器接上网桥，分配地址，做地址伪装，发布端口，最后全部撤销。',
  },
  minutes: 180,
  parts: ['cni', 'runtime'],
  steps: [
    {
      id: 'veth',
      title: {
        en: 'A cable with two ends, one of them inside',
        zh: '一根两头的网线，一头在里面',
      },
      regions: ['lab-06-veth', 'lab-06-move'],
      checks: vethChecks,
    },
    {
      id: 'bridge',
      title: {
        en: 'A switch, addresses, and a way out',
        zh: '交换机、地址，以及出去的路',
      },
      regions: ['lab-06-bridge', 'lab-06-address', 'lab-06-route'],
      checks: bridgeChecks,
    },
    {
      id: 'ipam',
      title: {
        en: 'Who has which address',
        zh: '谁用哪个地址',
      },
      regions: ['lab-06-lease', 'lab-06-result'],
      checks: ipamChecks,
    },
    {
      id: 'nat',
      title: {
        en: 'Out under the host’s address',
        zh: '用宿主机的地址出去',
      },
      regions: ['lab-06-masquerade'],
      checks: natChecks,
    },
    {
      id: 'publish',
      title: {
        en: 'In by a port of the host',
        zh: '从宿主机的端口进来',
      },
      regions: ['lab-06-publish'],
      checks: publishChecks,
    },
    {
      id: 'modes',
      title: {
        en: 'Whose network',
        zh: '谁的网络',
      },
      regions: ['lab-06-modes', 'lab-06-share', 'lab-06-connect'],
      checks: modesChecks,
    },
    {
      id: 'isolation',
      title: {
        en: 'Two networks, and one container on both',
        zh: '两个网络，和一个两边都在的容器',
      },
      regions: ['lab-06-isolate'],
      checks: isolationChecks,
    },
    {
      id: 'teardown',
      title: {
        en: 'Take it all back',
        zh: '全部收回',
      },
      regions: ['lab-06-undo'],
      checks: teardownChecks,
    },
  ],
  early: [labNetwork],
  prompts,
  diagnoses,
  mistakes,
}
