/**
 * A wish, in the words of the plugin that is asked. Ours understands those of the
 * CNI project's `bridge`, and does by itself what other plugins of a chain do.
 * Who it is asked of is told by the name of its file, as in a configuration list
 * of the specification; nothing depends on whose program it is.
 *
 * @see https://www.cni.dev/plugins/current/main/bridge/ ipam/host-local/ meta/portmap/ meta/firewall/
 */
import { parse } from 'node:path'
import { type Attachment, CNI_VERSION, type CniNetwork } from './cni-types.ts'

type Config = Readonly<Record<string, unknown>>
type Wanted = Pick<Attachment, 'ports' | 'ips'>

/** The configuration of one plugin of a chain. */
export function configFor(
  network: CniNetwork,
  plugin: string,
  wanted: Wanted,
): Config {
  const { name } = parse(plugin)
  const base = { cniVersion: CNI_VERSION, name: network.name }
  switch (name) {
    case 'portmap':
      return { ...base, type: name, snat: true, ...ports(wanted) }
    case 'firewall':
      return { ...base, type: name, ingressPolicy: 'same-bridge' }
    case 'bridge':
      return { ...base, type: name, ...bridge(network), ...ips(wanted) }
    default:
      return { ...base, type: name, ...bridge(network), ...all(wanted) }
  }
}

function bridge(network: CniNetwork): Config {
  const { mtu, extra = {}, isGateway = true } = network
  const { isDefaultGateway = true, ipMasq = true, hairpinMode = true } = network
  return {
    bridge: network.bridge,
    isGateway,
    isDefaultGateway,
    ipMasq,
    hairpinMode,
    ...(mtu === undefined ? {} : { mtu }),
    ipam: ipam(network),
    ...extra,
  }
}

function ipam({ subnets, dataDir }: CniNetwork): Config {
  // Each family is a list of its own: one address comes from each list.
  const ranges = subnets.map((subnet) => [subnet])
  return { type: 'host-local', ranges, dataDir }
}

/** What a runtime adds for a plugin that declares the capability. */
function capable(runtimeConfig: Config): Config {
  const names = Object.keys(runtimeConfig)
  if (names.length === 0) return {}
  const capabilities = Object.fromEntries(names.map((name) => [name, true]))
  return { capabilities, runtimeConfig }
}

const portMappings = ({ ports }: Wanted): Config =>
  ports === undefined ? {} : { portMappings: ports }
const wantedIps = ({ ips }: Wanted): Config =>
  ips === undefined ? {} : { ips }

const ports = (wanted: Wanted) => capable(portMappings(wanted))
const ips = (wanted: Wanted) => capable(wantedIps(wanted))
const all = (wanted: Wanted) =>
  capable({ ...portMappings(wanted), ...wantedIps(wanted) })
