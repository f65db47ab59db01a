/**
 * The first file of a submission, `manifest.json`: who hands in what.
 *
 *     {"schema": "labs.submission/v1", "student": "ada", "lab": "04-cgroups",
 *      "files": [{"path": "runtime/errors.ts", "size": 812, "sha256": "…"}, …],
 *      "tree": "…", "attempt": {"attempt": {…}, "publicKey": "…", "signature": "…"}, …}
 */
import { sha256 } from '../sha256.ts'
import type { SignedAttempt } from './attempt.ts'
import { SubmissionError } from './error.ts'
import {
  type Fields,
  flag,
  listOf,
  matching,
  nullOr,
  oneOf,
  record,
  shaped,
  timestamp,
  wholeNumber,
} from './json-shape.ts'
import { LIMITS, type Limits } from './limits.ts'
import { byPath, treeHash } from './tree-hash.ts'

/** Its name in the archive. */
export const MANIFEST = 'manifest.json'

export interface SubmittedFile {
  /** As in the archive, `runtime/linux/rootfs.ts`. */
  readonly path: string
  readonly size: number
  readonly sha256: string
}

export interface Manifest {
  readonly schema: 'labs.submission/v1'
  /** Opaque: `[A-Za-z0-9._@+-]{1,64}`, no leading dot. */
  readonly student: string
  /** `04-cgroups` */
  readonly lab: string
  /** The student's own clock, `2026-11-22T10:00:00.000Z`. */
  readonly createdAt: string
  /** Version of the kit that packed it. */
  readonly kit: string
  /** Hash of all files, as tree-hash.ts makes it. */
  readonly tree: string
  /** In the order of the archive, which is that of the bytes of their names. */
  readonly files: readonly SubmittedFile[]
  readonly attempt: SignedAttempt | null
}

/** Whether a text may stand for a student. */
export const isStudentId = (text: string): boolean => STUDENT.test(text)

const STUDENT = /^(?!\.)[A-Za-z0-9._@+-]{1,64}$/
const LAB = /^\d\d-[a-z0-9-]{1,60}$/
const SHA256 = /^[0-9a-f]{64}$/
const BASE64 = /^(?=.{4,200}$)[A-Za-z0-9+/]+={0,2}$/
/** Of a check or a region, `root.is-rootfs`, `lab-01-root`. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/
/** A seed may be any line that a person types. */
const LINE = /^\P{C}{1,200}$/u

const digest = matching(SHA256, '64 hexadecimal digits')
const lab = matching(LAB, 'a lab as in "04-cgroups"')

const ATTEMPT: Fields<SignedAttempt['attempt']> = {
  tree: digest,
  lab,
  seed: matching(LINE, 'a line of at most 200 characters'),
  verdicts: record(
    matching(NAME, 'the name of a check'),
    oneOf('pass', 'fail', 'blocked', 'error', 'unsupported'),
    500,
  ),
  evidence: digest,
  at: timestamp,
  solved: flag,
  caughtUp: listOf(matching(NAME, 'the name of a region'), 500),
  hints: wholeNumber(1_000_000),
}

const SIGNED: Fields<SignedAttempt> = {
  attempt: shaped(ATTEMPT),
  publicKey: matching(BASE64, 'base64'),
  signature: matching(BASE64, 'base64'),
}

const fileFields = (limits: Limits): Fields<SubmittedFile> => ({
  path: matching(/^[^\0]{1,1000}$/, 'a path'),
  size: wholeNumber(limits.file),
  sha256: digest,
})

const manifestFields = (limits: Limits): Fields<Manifest> => ({
  schema: oneOf('labs.submission/v1'),
  student: matching(STUDENT, 'a student id: 1 to 64 of A-Z a-z 0-9 . _ @ + -'),
  lab,
  createdAt: timestamp,
  kit: matching(/^[0-9A-Za-z.+-]{1,64}$/, 'a version'),
  tree: digest,
  files: listOf(shaped(fileFields(limits)), limits.files),
  attempt: nullOr(shaped(SIGNED)),
})

/**
 * Read a manifest that anybody may have written.
 *
 * @throws {SubmissionError} MANIFEST_INVALID, with a JSON pointer to the first
 *   thing that is wrong; TREE_CHANGED when `tree` does not belong to `files`.
 */
export function parseManifest(
  bytes: Uint8Array,
  limits: Limits = LIMITS,
): Manifest {
  const manifest = shaped(manifestFields(limits))(parseJson(bytes), '')
  requireOrder(manifest.files)
  const tree = treeHash(manifest.files)
  if (tree === manifest.tree) return manifest
  throw new SubmissionError('TREE_CHANGED', {
    wanted: manifest.tree,
    found: tree,
  })
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    throw new SubmissionError('MANIFEST_INVALID', {
      pointer: '/',
      wanted: 'JSON in UTF-8',
      found: (error as Error).message,
    })
  }
}

/** One order, so that no name comes twice and the same files are the same bytes. */
function requireOrder(files: readonly SubmittedFile[]): void {
  for (const [index, file] of files.entries()) {
    const before = files[index - 1]
    if (before === undefined || byPath(before, file) < 0) continue
    throw new SubmissionError('MANIFEST_INVALID', {
      pointer: `/files/${index}/path`,
      wanted: `a name after "${before.path}"`,
      found: `"${file.path}"`,
    })
  }
}

/** A file of the student, on its way into an archive or out of one. */
export interface SourceFile {
  readonly path: string
  readonly bytes: Buffer
}

/** What a manifest says of files, in its order. */
export function describeFiles(files: readonly SourceFile[]): SubmittedFile[] {
  return files
    .map(({ path, bytes }) => ({
      ...{ path, size: bytes.length },
      sha256: sha256(bytes),
    }))
    .sort(byPath)
}
