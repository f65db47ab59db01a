// Node compresses with zstd only from 22.15 on. Until then it is the reference
// library, compiled to WebAssembly.
import { Zstd } from '@hpcc-js/wasm-zstd'
import type { ByteSource } from './byte-reader.ts'

/** The library's own default. */
const LEVEL = 3
/** It makes room for what comes of one block, and loses what is more. */
const PIECE = 1 << 16

/** Compress bytes as they come, into one frame. */
export async function* compressZstd(
  source: ByteSource,
): AsyncGenerator<Uint8Array> {
  const zstd = await Zstd.load()
  zstd.reset()
  zstd.setCompressionLevel(LEVEL)
  for await (const bytes of source) {
    for (let start = 0; start < bytes.length; start += PIECE)
      yield zstd.compressChunk(bytes.subarray(start, start + PIECE))
  }
  yield zstd.compressEnd()
}
