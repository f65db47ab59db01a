// Four ways for a container to have a network:
//
//     none          a namespace of its own, with nothing but lo
//     host          no namespace: the host's links, addresses, ports
//     container:ID  that of another container
//     a CNI network a namespace of its own, which plugins connect
import { join } from 'node:path'
import type { PublishedPort } from '../network/endpoint.ts'
import type { NetworkList } from '../network/network-list.ts'
import type { Namespace } from '../spec/runtime-spec.ts'
import type { Bundle } from './bundle.ts'

export type NetworkMode =
  | { readonly kind: 'none' | 'host' }
  /** That of another container, by its ID. */
  | { readonly kind: 'container'; readonly id: string }
  | NetworkWish

/** A CNI network, and what is wanted of it. */
interface NetworkWish {
  readonly kind: 'network'
  readonly network: NetworkList
  /** Directories with plugins. */
  readonly path: readonly string[]
  readonly portMappings: readonly PublishedPort[]
}

/**
 * Where the network namespace of a container has its name, if it does not make
 * one itself.
 *
 * @param directory Of its state.
 */
export function netnsFile(directory: string): string {
  return join(directory, 'netns')
}

/**
 * The bundle with another network namespace, or with none.
 *
 * @param directory Of the container's state.
 */
export function withNetwork(
  bundle: Bundle,
  { kind }: NetworkMode,
  directory: string,
): Bundle {
  const { spec } = bundle
  const before = spec.linux?.namespaces ?? []
  const namespaces = withNetns(before, kind, netnsFile(directory))
  return { ...bundle, spec: { ...spec, linux: { ...spec.linux, namespaces } } }
}

/** @param path Where a namespace that is there already has its name. */
function withNetns(
  before: readonly Namespace[],
  kind: NetworkMode['kind'],
  path: string,
): readonly Namespace[] {
  // #region lab-06-modes
  const others = before.filter(({ type }) => type !== 'network')
  const own: Record<typeof kind, readonly Namespace[]> = {
    none: [{ type: 'network' }],
    host: [],
    container: [{ type: 'network', path }],
    network: [{ type: 'network', path }],
  }
  return [...others, ...own[kind]]
  // #endregion lab-06-modes
}
