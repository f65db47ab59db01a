/**
 * Makes the archive of a submission: `manifest.json`, then the files in the order
 * of its list. Time, owner and mode of nothing go along, so the same files and
 * manifest are the same bytes (zlib's own choices apart).
 */
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import { pack } from 'tar-stream'
import {
  describeFiles,
  MANIFEST,
  type Manifest,
  type SourceFile,
} from './manifest.ts'
import { byPath, treeHash } from './tree-hash.ts'

/** What a manifest says that does not follow from the files. */
export type Particulars = Omit<Manifest, 'schema' | 'tree' | 'files'>

export interface Packed {
  readonly manifest: Manifest
  readonly archive: Buffer
}

/** Byte of a gzip header that says on which system it was made; 255 is unknown. */
const GZIP_SYSTEM = 9
const UNKNOWN_SYSTEM = 255

/** @param sources Named as in the archive, `runtime/linux/rootfs.ts`; any order. */
export async function packSubmission(
  particulars: Particulars,
  sources: readonly SourceFile[],
): Promise<Packed> {
  const manifest = manifestOf(particulars, sources)
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
  const tar = await tarOf([
    { path: MANIFEST, bytes: text },
    ...[...sources].sort(byPath),
  ])
  const archive = await promisify(gzip)(tar, {
    level: constants.Z_BEST_COMPRESSION,
  })
  archive[GZIP_SYSTEM] = UNKNOWN_SYSTEM
  return { manifest, archive }
}

function manifestOf(
  particulars: Particulars,
  sources: readonly SourceFile[],
): Manifest {
  const files = describeFiles(sources)
  const { student, lab, createdAt, kit, attempt } = particulars
  return {
    schema: 'labs.submission/v1',
    ...{ student, lab, createdAt, kit },
    tree: treeHash(files),
    files,
    attempt,
  }
}

const NOBODY = { uid: 0, gid: 0, mode: 0o644, mtime: new Date(0) }

async function tarOf(files: readonly SourceFile[]): Promise<Buffer> {
  const tar = pack()
  for (const { path, bytes } of files) {
    tar.entry({ ...NOBODY, name: path, type: 'file' }, bytes)
  }
  tar.finalize()
  const pieces: Buffer[] = []
  for await (const piece of tar as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}
