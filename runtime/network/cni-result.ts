// What ADD prints.
import { formatIp, formatPrefix } from '../linux/network/ip-address.ts'
import type { Link } from '../linux/network/link.ts'
import type { ConfiguredRoute, Dns, NetworkConfig } from './cni-config.ts'
import { type CniVersion, isSince } from './cni-version.ts'
import type { LeasedAddress } from './ipam.ts'

/** @see CNI specification, Section 5: "Success", `interfaces` */
export interface ResultInterface {
  readonly name: string
  readonly mac: string
  /** Path of its network namespace; absent for those of the host. */
  readonly sandbox?: string
}

/** @see CNI specification, Section 5: "Success", `ips` */
export interface ResultAddress {
  /** Before 1.0.0: the family. */
  readonly version?: '4' | '6'
  readonly address: string
  readonly gateway: string
  /** Index into `interfaces`. */
  readonly interface: number
}

export interface Result {
  readonly cniVersion: CniVersion
  readonly interfaces: readonly ResultInterface[]
  readonly ips: readonly ResultAddress[]
  readonly routes: readonly ConfiguredRoute[]
  readonly dns: Dns
}

/** What was made, in the order in which a result lists it. */
export interface Made {
  readonly bridge: Link
  readonly hostLink: Link
  readonly containerLink: Link
  /** Path of the container's network namespace. */
  readonly netns: string
  readonly leased: readonly LeasedAddress[]
  readonly routes: readonly ConfiguredRoute[]
}

/** Where the container's own link stands in `interfaces`. */
const CONTAINER = 2

/** Describe what was made, in the words of the specification. */
export function buildResult(config: NetworkConfig, made: Made): Result {
  const { bridge, hostLink, containerLink, netns, leased, routes } = made
  const { version, dns } = config
  // #region lab-06-result
  return {
    cniVersion: version,
    interfaces: [
      describe(bridge),
      describe(hostLink),
      { ...describe(containerLink), sandbox: netns },
    ],
    ips: leased.map((address) => describeAddress(address, version)),
    routes,
    dns,
  }
  // #endregion lab-06-result
}

function describe({ name, mac }: Link): ResultInterface {
  return { name, mac: mac ?? '' }
}

function describeAddress(
  { address, range }: LeasedAddress,
  version: CniVersion,
): ResultAddress {
  const family = address.length === 4 ? '4' : '6'
  return {
    ...(isSince(version, '1.0.0') ? {} : { version: family }),
    interface: CONTAINER,
    address: formatPrefix({ address, prefix: range.subnet.prefix }),
    gateway: formatIp(range.gateway),
  }
}
