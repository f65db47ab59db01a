import { join } from 'node:path'
import {
  enableForwarding,
  enableIpv6Forwarding,
} from '../linux/network/forwarding.ts'
import { writeSysctl } from '../linux/network/sysctl.ts'
import { type NetlinkSocket, withNetlink } from '../sys/netlink-socket.ts'
import { TodoError } from '../todo.ts'
import type { Attachment } from './attachment.ts'
import { configure, introduce, layCable, plugIn } from './cable.ts'
import type { NetworkConfig } from './cni-config.ts'
import { CniError } from './cni-error.ts'
import { buildResult, type Result } from './cni-result.ts'
import { containerRoutes } from './container-routes.ts'
import {
  addFirewallRules,
  needsLocalnet,
  removeFirewallRules,
} from './firewall.ts'
import { localnetOf, prepareBridge } from './host-bridge.ts'
import { type LeasedAddress, leaseAddresses, releaseAddresses } from './ipam.ts'
import { hostLocked } from './lock.ts'
import { refuseLink, refuseOwn, withSandbox } from './sandbox.ts'
import { forgetPorts } from './stale-flows.ts'
import { Undo } from './undo.ts'

/**
 * Attach a container to a network, or leave no trace of it.
 *
 * @param path Of the container's network namespace.
 * @param undo Where the steps are kept.
 * @throws {CniError} What was in the way; with what is left behind if not even
 *   all steps back could be taken.
 * @see CNI specification, Section 2: "`ADD`: Add container to network"
 */
export function add(
  config: NetworkConfig,
  attachment: Attachment,
  path: string,
  undo: Undo = new Undo(),
): Result {
  return hostLocked(() =>
    withSandbox(path, (netns) =>
      withNetlink(undefined, (socket) => {
        try {
          return attach({ config, attachment, path, netns, socket, undo })
        } catch (error) {
          // Who has not written all of it yet wants to see how far it comes.
          if (error instanceof TodoError) throw error
          const left = undo.rollBack()
          throw left.length > 0 ? withLeft(error, left) : error
        }
      }),
    ),
  )
}

interface Work {
  readonly config: NetworkConfig
  readonly attachment: Attachment
  readonly path: string
  /** The container's namespace, open. */
  readonly netns: number
  /** To the host's. */
  readonly socket: NetlinkSocket
  readonly undo: Undo
}

/** The order: first what can be in the way, last what lets packets through. */
function attach(work: Work): Result {
  const { config, attachment, path, netns, socket, undo } = work
  refuseOwn(netns, path)
  refuseLink(netns, attachment.ifname)
  const leased = lease(work)
  const routes = containerRoutes(config, leased)
  const ranges = leased.map(({ range }) => range)
  layCable(socket, attachment, netns, config, undo)
  const bridge = prepareBridge(socket, config, ranges, undo)
  const hostLink = undo.step('plug the cable into the bridge', () =>
    plugIn(socket, attachment, bridge, config),
  )
  const containerLink = undo.step('give the container its addresses', () =>
    configure(netns, attachment.ifname, leased, routes),
  )
  openUp(work, leased)
  undo.step('announce the addresses', () =>
    introduce(socket, hostLink, netns, containerLink),
  )
  const made = { bridge, hostLink, containerLink, netns: path, leased, routes }
  return buildResult(config, made)
}

function lease({ config, attachment, undo }: Work): LeasedAddress[] {
  const { ipam, addresses, name } = config
  const directory = join(ipam.dataDir, name)
  return undo.step(
    'lease addresses',
    () => leaseAddresses(directory, attachment, ipam.sets, addresses),
    () => releaseAddresses(directory, attachment),
  )
}

/** Rules come before what they guard: a router, and a way to 127.0.0.1. */
function openUp(
  { config, attachment, undo }: Work,
  leased: readonly LeasedAddress[],
): void {
  undo.step(
    'add firewall rules',
    () => addFirewallRules(config, attachment, leased),
    (isFirst) =>
      removeFirewallRules(attachment, isFirst ? config.bridge : undefined),
  )
  undo.step('forget flows to published ports', () =>
    forgetPorts(config.portMappings),
  )
  const localnet = localnetOf(config.bridge)
  undo.step(
    'let the host reach published ports by 127.0.0.1',
    () => needsLocalnet(config) && writeSysctl(localnet, '1'),
    (isChanged) => isChanged && writeSysctl(localnet, '0'),
  )
  undo.step('make the host a router', () => {
    if (!config.isGateway) return
    const sizes = leased.map(({ address }) => address.length)
    if (sizes.includes(4)) enableForwarding()
    if (sizes.includes(16)) enableIpv6Forwarding()
  })
}

function withLeft(error: unknown, left: readonly string[]): CniError {
  const { message } = error as Error
  return new CniError(
    'internal',
    `${message}; and could not take back: ${left.join('; ')}`,
    (error as Error).stack,
    { cause: error },
  )
}
