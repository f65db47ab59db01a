import { fstatSync, readFileSync } from 'node:fs'
import { CapabilityError } from '../errors.ts'
import {
  type OwnCapabilities,
  ownOfRoot,
  ungranted,
} from '../linux/capabilities.ts'
import type { Process } from '../spec/runtime-spec.ts'
import type { Before } from './process-rights.ts'

/**
 * The capabilities that a child of ours has when it is told which to keep.
 *
 * @param isMapped Whether it will be in a user namespace in which we are not.
 * @see proc_pid_status(5), capabilities(7)
 */
export function capabilitiesAtBirth(isMapped: boolean): OwnCapabilities {
  const last = Number(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8'))
  if (isMapped) return ownOfRoot(last)
  const status = readFileSync('/proc/self/status', 'utf8')
  const set = (name: string) =>
    BigInt(`0x${new RegExp(`^${name}:\\s+(\\w+)$`, 'm').exec(status)?.[1]}`)
  return { last, permitted: set('CapPrm'), bounding: set('CapBnd') }
}

/**
 * What a plan has to know of us to tell a process what it is to be.
 *
 * @param warn Is told if it will not get all that it wants, which is no reason
 *   not to run it.
 * @see runtime-spec config.md, "capabilities"
 */
export function ownRights(
  { capabilities, user }: Process,
  isMapped: boolean,
  warn?: (error: Error) => void,
): Omit<Before, 'isMapped'> {
  const streams = user?.uid ? [0, 1, 2] : []
  const pipes = streams.filter((fd) => fstatSync(fd).isFIFO())
  if (!capabilities) return { pipes }
  const own = capabilitiesAtBirth(isMapped)
  const missing = ungranted(capabilities, own)
  if (missing.length > 0) warn?.(new CapabilityError(missing))
  return { own, pipes }
}
