/**
 * What makes a file the same file: device and inode. A path is only one of the
 * names it has in one mount namespace; runc's container has its root at `/` of
 * another one, and it is the same directory for all that.
 */
import { statSync } from 'node:fs'
import { trustedPath } from './own-proc.ts'

/** `inode 4711 (device 0:26)`: equal texts mean the same file. @see stat(2) */
export function identityOf(path: string): string | null {
  try {
    const { dev, ino } = statSync(trustedPath(path), { bigint: true })
    return `inode ${ino} (device ${deviceName(dev)})`
  } catch {
    // Whatever the reason, there is no file to be reached by that path.
    return null
  }
}

/** Device numbers as `/proc/<pid>/mountinfo` writes them. @see makedev(3) */
export function deviceName(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn & 0xffffffffn)
  return `${major}:${minor}`
}
