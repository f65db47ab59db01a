/** Submissions for tests: whole ones, and whatever an attacker might hand in. */
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { signAttempt } from '../attempt.ts'
import { signingKey } from '../keys.ts'
import { MANIFEST, type Manifest, type SourceFile } from '../manifest.ts'
import { type Particulars, packSubmission } from '../pack.ts'

/** An entry of a tar, honest or not. */
export type Entry = Partial<Header> & {
  readonly name: string
  readonly text?: string | Buffer
}

export async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack()
  for (const { text = '', ...header } of entries) {
    const isFile = (header.type ?? 'file') === 'file'
    if (isFile) tar.entry(header, Buffer.from(text))
    else tar.entry(header)
  }
  tar.finalize()
  const pieces: Buffer[] = []
  for await (const piece of tar as AsyncIterable<Buffer>) pieces.push(piece)
  return Buffer.concat(pieces)
}

export const PARTICULARS: Particulars = {
  student: 'ada',
  lab: '01-chroot',
  createdAt: '2026-11-22T10:00:00.000Z',
  kit: '0.1.0',
  attempt: null,
}

export const source = (path: string, text: string): SourceFile => ({
  path,
  bytes: Buffer.from(text),
})

export const SOURCES: readonly SourceFile[] = [
  source('runtime/cli/mini-runc.ts', 'main()\n'),
  source('runtime/empty.ts', ''),
  source('runtime/linux/rootfs.ts', 'export const root = 1\n'),
]

/** What the attempt of the student `ada` looks like, signed. */
export function signedAttempt(configFolder: string, tree: string) {
  const attempt = {
    ...{ tree, lab: '01-chroot', seed: '00ff', evidence: 'e'.repeat(64) },
    verdicts: { 'exec.starts': 'pass', 'root.cwd': 'fail' } as const,
    at: '2026-11-22T09:00:00.000Z',
    ...{ solved: false, caughtUp: ['lab-01-root'], hints: 2 },
  }
  return signAttempt(attempt, signingKey({ XDG_CONFIG_HOME: configFolder }))
}

/** A manifest that fits `SOURCES`, or what a test makes of it. */
export async function manifestOf(
  change: (manifest: Manifest) => unknown = (manifest) => manifest,
  sources = SOURCES,
): Promise<string> {
  const { manifest } = await packSubmission(PARTICULARS, sources)
  return JSON.stringify(change(manifest))
}

export const entriesOf = (sources: readonly SourceFile[]): Entry[] =>
  sources.map(({ path, bytes }) => ({ name: path, text: bytes }))

/** A gzip of a tar that begins with an honest manifest, and goes on as told. */
export async function archiveOf(entries: readonly Entry[]): Promise<Buffer> {
  const first = { name: MANIFEST, text: await manifestOf() }
  return gzipSync(await tarOf([first, ...entries]))
}
