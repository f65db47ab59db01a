/**
 * One hash for all files of a submission:
 *
 *     sha256 of  runtime/cli/mini-runc.ts\0<sha256 of its bytes>\n
 *                runtime/linux/rootfs.ts\0<…>\n          in the order of their bytes
 */
import { sha256 } from '../sha256.ts'

export interface HashedFile {
  /** As in the archive, `runtime/linux/rootfs.ts`. */
  readonly path: string
  readonly sha256: string
}

/** @returns 64 hexadecimal digits; the order of `files` does not matter. */
export function treeHash(files: readonly HashedFile[]): string {
  return sha256(
    [...files]
      .sort(byPath)
      .map((file) => `${file.path}\0${file.sha256}\n`)
      .join(''),
  )
}

/** Order of the bytes of the names, as `LC_ALL=C sort` has it. */
export function byPath(a: { path: string }, b: { path: string }): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))
}
