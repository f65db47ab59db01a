import { createWriteStream, renameSync, rmSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ByteSource } from '../image/byte-reader.ts'
import { commit as commitLayer } from '../image/commit.ts'
import { temporaryPath } from '../image/temporary-path.ts'
import type { CommitRequest } from './layers-line.ts'
import { withUpper } from './layers-upper.ts'
import { print, say } from './output.ts'

/** `mini-layers commit`. */
export async function commit(
  request: CommitRequest,
  signal: AbortSignal,
): Promise<number> {
  const { compression, file } = request
  const isOutput = file === '-'
  const write = (blob: ByteSource) =>
    isOutput ? writeOut(blob, signal) : writeFile(blob, file, signal)
  const layer = await withUpper(request, (upper) =>
    commitLayer(upper, compression, write),
  )
  const text = `${JSON.stringify(layer)}\n`
  if (isOutput) say(text)
  else print(text)
  return 0
}

async function writeOut(blob: ByteSource, signal: AbortSignal): Promise<void> {
  await pipeline(Readable.from(blob), process.stdout, { end: false, signal })
}

/** Under another name first: nobody finds half a layer. */
async function writeFile(
  blob: ByteSource,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const temporary = temporaryPath(file)
  try {
    const sink = createWriteStream(temporary, { flags: 'wx' })
    await pipeline(Readable.from(blob), sink, { signal })
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
