/** A mount table as text, and what its lines say. @see proc_pid_mountinfo(5) */

export interface MountInfo {
  readonly id: number
  readonly parent: number
  /** `major:minor` of the filesystem. */
  readonly device: string
  /** Which directory of the filesystem is attached: `/` unless it is a bind. */
  readonly root: string
  /** Relative to the root of the process whose table it is. */
  readonly mountPoint: string
  /** Of this mount alone: `ro`, `nosuid`, `relatime`. */
  readonly options: readonly string[]
  /** Peer group that changes are sent to and taken from; `null` if not shared. */
  readonly shared: number | null
  /** Peer group that changes are taken from only; `null` if not a slave. */
  readonly master: number | null
  readonly isUnbindable: boolean
  readonly type: string
  readonly source: string
  /** Of the filesystem, whoever mounted it: `size=64k`. */
  readonly superOptions: readonly string[]
}

/** Mounts in the order of the table: a later one may cover an earlier one. */
export function parseMountinfo(text: string): MountInfo[] {
  return text.split('\n').filter(Boolean).map(parseLine)
}

/**
 * What is mounted at a path: the last of several. The kernel keeps the order in
 * which mounts were made only within one parent, so this looks for the one that
 * no other of the same place has as its parent.
 */
export function mountAt(
  mounts: readonly MountInfo[],
  path: string,
): MountInfo | undefined {
  const here = mounts.filter(({ mountPoint }) => mountPoint === path)
  return here.findLast(
    ({ id }) => !here.some((other) => other.parent === id && other.id !== id),
  )
}

function parseLine(line: string): MountInfo {
  const [left = '', right = ''] = line.split(' - ')
  const [id, parent, device, root, point, options, ...tags] = left.split(' ')
  const [type, source, superOptions] = right.split(' ')
  return {
    id: Number(id),
    parent: Number(parent),
    device: device ?? '',
    root: unescapeOctal(root ?? ''),
    mountPoint: unescapeOctal(point ?? ''),
    options: (options ?? '').split(','),
    shared: peerGroup(tags, 'shared'),
    master: peerGroup(tags, 'master'),
    isUnbindable: tags.includes('unbindable'),
    type: type ?? '',
    source: unescapeOctal(source ?? ''),
    superOptions: (superOptions ?? '').split(','),
  }
}

function peerGroup(tags: readonly string[], name: string): number | null {
  const tag = tags.find((tag) => tag.startsWith(`${name}:`))
  return tag === undefined ? null : Number(tag.slice(name.length + 1))
}

/** Blanks and backslashes are written as `\040`. */
function unescapeOctal(text: string): string {
  const bytes = text.replace(/\\([0-7]{3})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
  return bytes
}
