// Makes a layer of what a container changed, while it is read: nothing is kept
// but the state of two hashes.
//
//     upper ─▶ entries ─▶ tar ─┬─▶ compress ─┬─▶ blob
//                              diffID        digest
import type { ByteSource } from './byte-reader.ts'
import type { Upper } from './changes.ts'
import { type Compression, compress, MEDIA_TYPES } from './compression.ts'
import { Digester } from './digest.ts'
import { layerEntries } from './layer-entries.ts'
import { writeTar } from './tar-write.ts'

/** How a manifest speaks of a layer, and its config. @see image-spec descriptor.md */
export interface Layer {
  readonly mediaType: string
  /** Of the blob. */
  readonly digest: string
  /** Of the blob, in bytes. */
  readonly size: number
  /** Digest of the archive in it. */
  readonly diffID: string
}

/**
 * Make a layer.
 *
 * @param write Takes the blob to where it goes.
 * @throws {LayerError} For what a layer cannot hold.
 */
export async function commit(
  upper: Upper,
  compression: Compression,
  write: (blob: ByteSource) => Promise<void>,
): Promise<Layer> {
  const archive = new Digester()
  const blob = new Digester()
  const tar = writeTar(layerEntries(upper))
  // #region lab-05-digest
  const compressed = compress(archive.through(tar), compression)
  await write(blob.through(compressed))
  const { digest, size } = blob.end()
  const { digest: diffID } = archive.end()
  return { mediaType: MEDIA_TYPES[compression], digest, size, diffID }
  // #endregion lab-05-digest
}
