/** The words of CNI, and what a check wishes for in them. */
import type { LabNetwork } from './lab-network.ts'
import type { Netns } from './namespaces.ts'

/** What all plugins of a chain are told, and all results are in. */
export const CNI_VERSION = '1.0.0'

export interface Subnet {
  /** `10.1.2.0/24`, of either family. */
  readonly subnet: string
  readonly gateway?: string
  readonly rangeStart?: string
  readonly rangeEnd?: string
}

/** What a network is to be like. */
export interface NetworkWish {
  readonly name: string
  /** Name of the bridge. */
  readonly bridge: string
  /** One of each family, or one. */
  readonly subnets: readonly Subnet[]
  readonly isGateway?: boolean
  readonly isDefaultGateway?: boolean
  readonly ipMasq?: boolean
  readonly hairpinMode?: boolean
  readonly mtu?: number
  /** More of the first plugin's configuration, or something in place of it. */
  readonly extra?: Readonly<Record<string, unknown>>
}

/** A network, as it exists for the judged plugin. */
export interface CniNetwork extends NetworkWish {
  readonly lab: LabNetwork
  /** Folder where leases are to be; the plugin makes it. */
  readonly dataDir: string
}

export interface PortMapping {
  readonly hostPort: number
  readonly containerPort: number
  readonly protocol: 'tcp' | 'udp'
  readonly hostIP?: string
}

/** A container that is, or is to be, in a network. */
export interface Attachment {
  readonly containerId: string
  /** Its namespace, or the path of one; empty for the DEL of a container that is gone. */
  readonly netns: Netns | string
  readonly ifname?: string
  readonly ports?: readonly PortMapping[]
  /** Addresses that it wants: the capability `ips`. */
  readonly ips?: readonly string[]
  /** `K=V;K=V` for `CNI_ARGS`. */
  readonly args?: string
}

/** What ADD returns. @see CNI SPEC.md, "Section 5: Result Types" */
export interface CniResult {
  readonly cniVersion: string
  readonly interfaces?: readonly {
    readonly name: string
    readonly mac?: string
    readonly sandbox?: string
  }[]
  readonly ips?: readonly {
    readonly address: string
    readonly gateway?: string
    readonly interface?: number
  }[]
  readonly routes?: readonly { readonly dst: string; readonly gw?: string }[]
  readonly dns?: object
}

export interface CniError {
  readonly cniVersion?: string
  readonly code: number
  readonly msg: string
  readonly details?: string
}
