import { createReadStream } from 'node:fs'
import { addAbortSignal } from 'node:stream'
import { UNPACK_LIMITS, unpack as unpackLayer } from '../image/unpack.ts'
import type { UnpackRequest } from './layers-line.ts'
import { print } from './output.ts'

const PIECE = 1 << 18

/** `mini-layers unpack`. */
export async function unpack(
  request: UnpackRequest,
  signal: AbortSignal,
): Promise<number> {
  const { file, target, diffID, overlay } = request
  const source =
    file === '-'
      ? process.stdin
      : createReadStream(file, { highWaterMark: PIECE })
  const limits = {
    size: request.size ?? UNPACK_LIMITS.size,
    entries: request.entries ?? UNPACK_LIMITS.entries,
  }
  addAbortSignal(signal, source)
  const options = { target, diffID, overlay, limits }
  print(`${JSON.stringify(await unpackLayer(source, options))}\n`)
  return 0
}
