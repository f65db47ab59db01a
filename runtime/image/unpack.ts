// Unpacks a layer. Whoever made it may mean us harm:
//
//     its names      stay inside, whatever they say             inside.ts
//     its size       ends where we say
//     its bytes      are what their digest says, or nothing     staging.ts
//                    has happened
import { LayerError } from '../errors.ts'
import type { MarkSpace } from '../linux/overlay-marks.ts'
import { LayerTarget } from './apply-layer.ts'
import type { ByteSource } from './byte-reader.ts'
import { decompress } from './compression.ts'
import { Digester } from './digest.ts'
import { Staging } from './staging.ts'
import { readTar } from './tar-read.ts'

/** How much a layer may be. */
export interface UnpackLimits {
  /** Bytes of the archive, not compressed. */
  readonly size: number
  readonly entries: number
}

/** More than the largest images have, and less than most disks. */
export const UNPACK_LIMITS: UnpackLimits = {
  size: 32 * 2 ** 30,
  entries: 1_000_000,
}

export interface UnpackOptions {
  /** Directory that is there, with the layers below unpacked in it; or not. */
  readonly target: string
  /** Make it for an overlay, with its attributes there. */
  readonly overlay?: MarkSpace | undefined
  /** What the digest of the archive has to be. */
  readonly diffID?: string | undefined
  readonly limits?: UnpackLimits
}

/** What was unpacked. */
export interface Unpacked {
  readonly diffID: string
  /** Bytes of the archive, not compressed. */
  readonly size: number
  readonly entries: number
}

/**
 * Unpack a layer. If that fails, the target is as it was.
 *
 * @throws {LayerError} If it is not what it should be.
 * @throws {SyscallError} EPERM unless we are root: owners and devices are
 *   part of a layer.
 */
export async function unpack(
  source: ByteSource,
  { target, overlay, diffID, limits = UNPACK_LIMITS }: UnpackOptions,
): Promise<Unpacked> {
  const staging = Staging.begin(target)
  try {
    if (overlay && staging.isFull)
      throw new LayerError(target, 'empty: it becomes one layer', 'files in it')
    const archive = new Digester(limits.size)
    const bytes = archive.through(decompress(source))
    const applied = await applyAll(bytes, staging.path, overlay, limits)
    const { digest, size } = archive.end()
    if (diffID !== undefined && digest !== diffID)
      throw new LayerError('', `the one with diffID ${diffID}`, digest)
    if (applied.top) staging.look = applied.top
    staging.publish(applied.top?.mtime)
    return { diffID: digest, size, entries: applied.entries }
  } catch (error) {
    staging.discard()
    throw error
  }
}

async function applyAll(
  bytes: ByteSource,
  path: string,
  overlay: MarkSpace | undefined,
  limits: UnpackLimits,
) {
  const target = new LayerTarget(path, overlay)
  let entries = 0
  const umask = process.umask(0)
  try {
    for await (const item of readTar(bytes)) {
      if (++entries > limits.entries)
        throw new LayerError('', `at most ${limits.entries} entries`, 'more')
      await target.apply(item)
    }
    target.finish()
    return { entries, top: target.top }
  } finally {
    process.umask(umask)
    target.close()
  }
}
