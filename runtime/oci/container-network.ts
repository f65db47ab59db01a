// The network of a container, from before its first process to after its last:
//
//     written down ──▶ namespace ──▶ ADD ──▶ container ──▶ DEL ──▶ no name
//
// The namespace is there first, so that the container has its network from its
// first instruction on. It is a file of ours that keeps it until then, and what
// a mini-runc that was killed has left is undone by `delete` or the next `run`.
import { randomBytes } from 'node:crypto'
import { closeSync } from 'node:fs'
import { setUp } from '../linux/network/change-link.ts'
import { makeNetns, openNetns, removeNetns } from '../linux/network/netns.ts'
import {
  addEndpoint,
  checkEndpoint,
  type Endpoint,
  removeEndpoint,
} from '../network/endpoint.ts'
import { withNetlink } from '../sys/netlink-socket.ts'
import { type NetworkMode, netnsFile } from './network-mode.ts'

/** What is written down of the network of a container. */
export interface NetworkState {
  /** The file that is the name of its namespace. */
  readonly netns: string
  /** What plugins have added it to, or were asked to. */
  readonly endpoint?: Endpoint
}

/** The loopback interface is the first of every namespace. */
const LO = { index: 1, name: 'lo' }

/** What the interface is called that plugins make. */
const IFNAME = 'eth0'

/**
 * Decide what the network of a container is to be; nothing is made yet.
 *
 * @param id Name of the container.
 * @param directory Of its state.
 * @returns undefined if there is nothing to be made.
 * @throws {NetworkError} If a plugin that it needs is not there.
 */
export function planNetwork(
  mode: NetworkMode,
  id: string,
  directory: string,
): NetworkState | undefined {
  const netns = netnsFile(directory)
  if (mode.kind === 'container') return { netns }
  if (mode.kind !== 'network') return undefined
  const { network, path, portMappings } = mode
  const containerId = endpointId(id)
  const ifname = IFNAME
  const wanted = { network, path, portMappings, containerId, ifname, netns }
  checkEndpoint(wanted)
  return { netns, endpoint: wanted }
}

/**
 * A name that no other container has: those of different directories of states
 * may have one ID, and a network is for all of them.
 *
 * @see CNI specification, Section 2: "Parameters", CNI_CONTAINERID
 */
function endpointId(id: string): string {
  const text = id.replace(/^[^a-zA-Z0-9]+|\+/g, '').slice(0, 100)
  return `${text || 'c'}-${randomBytes(8).toString('hex')}`
}

/**
 * Make a namespace and have plugins connect it.
 *
 * @returns The endpoint, with what the plugins have returned.
 * @throws {PluginError} The first there is.
 */
export async function connect(endpoint: Endpoint): Promise<Endpoint> {
  // #region lab-06-connect
  makeNetns(endpoint.netns)
  raiseLoopback(endpoint.netns)
  const result = await addEndpoint(endpoint)
  return { ...endpoint, result }
  // #endregion lab-06-connect
}

function raiseLoopback(netns: string): void {
  const fd = openNetns(netns)
  try {
    withNetlink(fd, (socket) => setUp(socket, LO))
  } finally {
    closeSync(fd)
  }
}

/**
 * Undo all that was made of the network of a container.
 *
 * @throws {PluginError} If a plugin does not take back what it did.
 */
export async function discardNetwork(network: NetworkState): Promise<void> {
  const { endpoint, netns } = network
  if (endpoint) await removeEndpoint(endpoint)
  removeNetns(netns)
}
