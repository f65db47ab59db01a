import { JsonValue } from '../../spec/json-value.ts'
import { type NetworkConfig, parseConfig } from '../cni-config.ts'

/** A configuration as it stands in a file. */
export const CONFIG = {
  cniVersion: '1.0.0',
  name: 'blue',
  type: 'mini-cni',
  bridge: 'br-blue',
  isDefaultGateway: true,
  ipMasq: true,
  hairpinMode: false,
  ipam: {
    type: 'host-local',
    ranges: [[{ subnet: '10.1.0.0/24' }], [{ subnet: 'fd00:1::/64' }]],
  },
}

/** The same with changes, as it is read. */
export function configWith(
  changes: Record<string, unknown> = {},
  wanted: readonly string[] = [],
): NetworkConfig {
  const json = new JsonValue({ ...CONFIG, ...changes }, 'network configuration')
  return parseConfig(json, wanted)
}

/** The same with other members of `ipam`. */
export function configWithIpam(
  changes: Record<string, unknown>,
): NetworkConfig {
  const { ranges, ...rest } = CONFIG.ipam
  return configWith({
    ipam: { ...rest, ...('subnet' in changes ? {} : { ranges }), ...changes },
  })
}
