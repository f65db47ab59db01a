import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { isWhiteout } from '../../linux/overlay-marks.ts'
import { listXattrs, readXattr } from '../../linux/xattr.ts'

/**
 * All that can be seen of a directory and what is in it, a line each:
 *
 *     etc/motd 100644 0:0 1700000000 =hello user.a=MQ==
 */
export function treeOf(root: string): string[] {
  return ['', ...namesIn(root).sort()].map((name) => lineOf(root, name))
}

// Not by readdirSync's own recursion, which goes on where links lead.
function namesIn(path: string): string[] {
  if (!lstatSync(path).isDirectory()) return []
  return readdirSync(path).flatMap((name) => [
    name,
    ...namesIn(join(path, name)).map((inner) => `${name}/${inner}`),
  ])
}

function lineOf(root: string, name: string): string {
  const path = join(root, name)
  const stat = lstatSync(path, { bigint: true })
  const { mode, uid, gid, mtimeNs, rdev } = stat
  const time = isWhiteout(stat) ? '-' : `${mtimeNs}`.replace(/0{9}$/, '')
  const facts = [name || '.', mode.toString(8), `${uid}:${gid}`, time]
  if (stat.isFile()) facts.push(`=${readFileSync(path, 'latin1')}`)
  if (stat.isSymbolicLink()) facts.push(`->${readlinkSync(path)}`)
  if (stat.isCharacterDevice() || stat.isBlockDevice())
    facts.push(numbers(rdev))
  return [...facts, ...xattrs(path)].join(' ')
}

function numbers(device: bigint): string {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)
  return `${major}:${(device & 0xffn) | ((device >> 12n) & ~0xffn)}`
}

function xattrs(path: string): string[] {
  const bytes = Buffer.from(path)
  return listXattrs(bytes).map(
    (name) => `${name}=${readXattr(bytes, name)?.toString('base64')}`,
  )
}
