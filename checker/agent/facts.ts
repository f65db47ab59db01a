/** What a file is, without following it and without opening it. */
import { type BigIntStats, lstatSync, readlinkSync } from 'node:fs'
import { deviceName } from '../evidence/identity.ts'
import { trustedPath } from '../evidence/own-proc.ts'
import type { FileFacts } from './protocol.ts'

const KINDS = [
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'link'],
  [0o020000, 'character device'],
  [0o060000, 'block device'],
  [0o010000, 'fifo'],
  [0o140000, 'socket'],
] as const

const TYPE_MASK = 0o170000
const MODE_MASK = 0o7777

/** Look at a file; `null` if there is none to be reached. @see lstat(2) */
export function factsOf(path: string): FileFacts | null {
  return lookAt(path)?.facts ?? null
}

/** The same, with all that the kernel said. */
export function lookAt(
  path: string,
): { readonly facts: FileFacts; readonly stats: BigIntStats } | null {
  try {
    const stats = lstatSync(trustedPath(path), { bigint: true })
    return { facts: factsIn(path, stats), stats }
  } catch {
    // Whatever the reason, there is nothing by that path.
    return null
  }
}

function factsIn(path: string, stats: BigIntStats): FileFacts {
  const { mode, uid, gid, size, rdev, dev, ino } = stats
  const type = Number(mode) & TYPE_MASK
  const kind = KINDS.find(([bits]) => bits === type)?.[1] ?? 'file'
  return {
    kind,
    mode: Number(mode) & MODE_MASK,
    uid: Number(uid),
    gid: Number(gid),
    size: Number(size),
    device: kind.endsWith('device') ? deviceName(rdev) : null,
    target: kind === 'link' ? readlinkSync(trustedPath(path)) : null,
    identity: `inode ${ino} (device ${deviceName(dev)})`,
  }
}
