import t from 'tap'
import type { CniNetwork } from './cni-types.ts'
import { configFor } from './plugin-config.ts'

const network = {
  name: 'blue',
  bridge: 'br-blue',
  subnets: [{ subnet: '10.1.2.0/24' }, { subnet: 'fd00::/64' }],
  mtu: 1400,
  ipMasq: false,
  extra: { isolated: false },
  dataDir: '/run/leases',
} as unknown as CniNetwork

const ports = [{ hostPort: 80, containerPort: 8080, protocol: 'tcp' as const }]

const bridge = {
  bridge: 'br-blue',
  isGateway: true,
  ipMasq: false,
  mtu: 1400,
  isolated: false,
  ipam: {
    type: 'host-local',
    dataDir: '/run/leases',
    ranges: [[{ subnet: '10.1.2.0/24' }], [{ subnet: 'fd00::/64' }]],
  },
}

t.test('a plugin that does everything is asked for everything', async (t) => {
  const config = configFor(network, 'mini-cni.cjs', {
    ports,
    ips: ['10.1.2.9'],
  })
  t.match(config, {
    ...{ cniVersion: '1.0.0', name: 'blue', type: 'mini-cni' },
    ...bridge,
    capabilities: { portMappings: true, ips: true },
    runtimeConfig: { portMappings: ports, ips: ['10.1.2.9'] },
  })
})

t.test('plugins of a chain are asked for what each of them does', async (t) => {
  const folder = '/usr/lib/cni'
  const asked = (plugin: string) =>
    configFor(network, `${folder}/${plugin}`, { ports, ips: ['10.1.2.9'] })
  t.match(asked('bridge'), {
    ...{ type: 'bridge', ...bridge },
    runtimeConfig: { ips: ['10.1.2.9'], portMappings: undefined },
  })
  t.match(asked('portmap'), {
    ...{ type: 'portmap', bridge: undefined, ipam: undefined },
    runtimeConfig: { portMappings: ports, ips: undefined },
  })
  t.match(asked('firewall'), { type: 'firewall', runtimeConfig: undefined })
})

t.test('what nobody wants is not in it', async (t) => {
  const config = configFor(network, 'mini-cni.cjs', {})
  t.notOk('capabilities' in config || 'runtimeConfig' in config)
})
