/**
 * Whom the emulator runs as. A guest's root may break out of the guest; it
 * should find itself as nobody, with nothing.
 */
import { accessSync, constants, statSync } from 'node:fs'

import { userId } from '../host/paths.ts'
import { type Architecture, isForeign } from './architecture.ts'

export interface EmulatorUser {
  readonly uid: number
  readonly gid: number
  /** Whether this is another user than ours: files must be handed over. */
  readonly dropped: boolean
}

const NOBODY = 65534
const KVM = '/dev/kvm'

/**
 * Ourselves, unless we are root: then the user who called sudo, or nobody. The
 * group is the one that may use KVM, if there is one.
 */
export function emulatorUser(
  env: Readonly<Record<string, string | undefined>> = process.env,
  us = { uid: userId(), gid: process.getegid?.() ?? NOBODY },
): EmulatorUser {
  if (us.uid !== 0) return { ...us, dropped: false }
  const uid = Number(env.SUDO_UID) || NOBODY
  const gid = kvmGroup() ?? (Number(env.SUDO_GID) || NOBODY)
  return { uid, gid, dropped: true }
}

/** Group of /dev/kvm, when membership is what opens it. */
function kvmGroup(): number | null {
  const stat = statSync(KVM, { throwIfNoEntry: false })
  const forGroup = stat !== undefined && (stat.mode & 0o060) === 0o060
  return forGroup && stat.gid !== 0 ? stat.gid : null
}

/**
 * Whether this user may open /dev/kvm at all, for a guest with this computer's
 * own processor. Whether it then works, only a trial tells.
 */
export function mayUseKvm(
  { uid, gid, dropped }: EmulatorUser,
  arch: Architecture,
): boolean {
  if (isForeign(arch)) return false
  const stat = statSync(KVM, { throwIfNoEntry: false })
  if (stat === undefined) return false
  if (dropped) return permits(stat, uid, gid)
  try {
    accessSync(KVM, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}

interface Permissions {
  readonly mode: number
  readonly uid: number
  readonly gid: number
}

/**
 * Permission by the mode bits.
 *
 * @param wanted 4 read, 2 write, 1 search.
 */
export function permits(
  stat: Permissions,
  uid: number,
  gid: number,
  wanted = 0o6,
): boolean {
  const shift = stat.uid === uid ? 6 : stat.gid === gid ? 3 : 0
  return ((stat.mode >> shift) & wanted) === wanted
}
