// An entry of a tar archive, as far as layers have any use for it.
import type { FileName } from '../linux/file-name.ts'

/** What an entry can be. */
export type TarKind =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'link'
  | 'character-device'
  | 'block-device'
  | 'fifo'

/** What an archive says of a file, apart from what is in it. */
export interface TarEntry {
  /** As it stands in the archive: nothing about it is checked. */
  readonly name: FileName
  readonly kind: TarKind
  /** Permissions with set-user-ID, set-group-ID and sticky bit. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** Nanoseconds since 1970. */
  readonly mtime: bigint
  /** Bytes that follow; 0 for all but files. */
  readonly size: number
  /** What a symbolic link says, or which entry a link is one more name of. */
  readonly target: FileName
  readonly major: number
  readonly minor: number
  /** Extended attributes by their names. */
  readonly xattrs: ReadonlyMap<FileName, Buffer>
}

/** What stands for a kind in a header. */
export const TYPE_FLAGS: Readonly<Record<TarKind, string>> = {
  file: '0',
  link: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
}
