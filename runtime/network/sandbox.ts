import { closeSync, fstatSync, statSync } from 'node:fs'
import { NetworkError } from '../errors.ts'
import { findLink } from '../linux/network/link.ts'
import { openNetns } from '../linux/network/netns.ts'
import { withNetlink } from '../sys/netlink-socket.ts'
import { OWN_NETNS } from '../sys/netns.ts'
import { CniError } from './cni-error.ts'

/**
 * Do something with a container's network namespace.
 *
 * @throws {CniError} 3 if there is none at that path.
 */
export function withSandbox<T>(path: string, work: (netns: number) => T): T {
  const netns = open(path)
  try {
    return work(netns)
  } finally {
    closeSync(netns)
  }
}

function open(path: string): number {
  try {
    return openNetns(path)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const isNone = error instanceof NetworkError || code === 'ENOENT'
    if (!isNone) throw error
    const found = code === 'ENOENT' ? 'nothing' : 'something else'
    throw new CniError(
      'unknownContainer',
      `Expected a network namespace at "${path}" but found ${found}`,
      message,
    )
  }
}

/** @throws {CniError} 4 if the namespace is the host's, which we are in. */
export function refuseOwn(netns: number, path: string): void {
  const [theirs, ours] = [fstatSync(netns), statSync(OWN_NETNS)]
  if (theirs.ino !== ours.ino || theirs.dev !== ours.dev) return
  throw new CniError(
    'invalidEnvironment',
    `Expected CNI_NETNS to be a container's network namespace but found that of the host at "${path}"`,
  )
}

/** @throws {CniError} 105 if the namespace has a link of that name. */
export function refuseLink(netns: number, ifname: string): void {
  const found = withNetlink(netns, (socket) => findLink(socket, ifname))
  if (!found) return
  throw new CniError(
    'alreadyAttached',
    `Expected the container to have no link "${ifname}" but found one: call DEL first`,
  )
}
