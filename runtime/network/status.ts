import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { withNetlink } from '../sys/netlink-socket.ts'
import type { NetworkConfig } from './cni-config.ts'
import { CniError } from './cni-error.ts'
import { readRuleset } from './ruleset.ts'

/**
 * Say whether ADD could succeed.
 *
 * @throws {CniError} 50 with what is in the way.
 * @see CNI specification, Section 2: "`STATUS`: Check plugin status"
 */
export function status({ ipam }: Pick<NetworkConfig, 'ipam'>): void {
  try {
    withNetlink(undefined, () => {})
    readRuleset()
    requireWritable(firstThere(ipam.dataDir))
  } catch (error) {
    const { message } = error as Error
    throw new CniError('notAvailable', `No ADD could succeed: ${message}`)
  }
}

/** @throws {Error} ENOTDIR, EROFS, EACCES. */
function requireWritable(directory: string): void {
  readdirSync(directory)
  accessSync(directory, constants.W_OK)
}

/** A directory, or the one in which it would be made. */
function firstThere(path: string): string {
  return existsSync(path) ? path : firstThere(dirname(path))
}
