/** What is wrong with files that are to be handed in, or with an archive that was. */
import { printable } from '#checker/text/printable.ts'
import { truncate } from '#checker/text/width.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { MessageKey } from '../messages.ts'

/** Code → what people read. */
const SAYS = {
  /** No gzip, no tar inside, or a checksum of one of them is wrong. */
  NOT_AN_ARCHIVE: 'submission.notAnArchive',
  TRUNCATED: 'submission.truncated',
  /** Something stands behind the end of the gzip, or of the tar. */
  TRAILING_DATA: 'submission.trailingData',
  TOO_LARGE: 'submission.tooLarge',
  TOO_MANY_FILES: 'submission.tooManyFiles',
  /** Absolute, with `..`, or with a backslash. */
  PATH_LEAVES: 'submission.pathLeaves',
  /** It stays inside but is no `runtime/….ts`, or has characters that hurt. */
  PATH_INVALID: 'submission.pathInvalid',
  /** Two names that some file systems take for one. */
  DUPLICATE_PATH: 'submission.duplicatePath',
  /** A link, a directory, a device. */
  NOT_A_FILE: 'submission.notAFile',
  UNREADABLE: 'submission.unreadable',
  MANIFEST_MISSING: 'submission.manifestMissing',
  MANIFEST_INVALID: 'submission.manifestInvalid',
  FILE_CHANGED: 'submission.fileChanged',
  FILE_MISSING: 'submission.fileMissing',
  FILE_UNKNOWN: 'submission.fileUnknown',
  TREE_CHANGED: 'submission.treeChanged',
  KEY_EXPOSED: 'submission.keyExposed',
  KEY_INVALID: 'submission.keyInvalid',
  KEY_IMPOSSIBLE: 'submission.keyImpossible',
} as const satisfies Record<string, MessageKey>

export type SubmissionFault = keyof typeof SAYS

type Facts = Readonly<Record<string, string | number>>

const WIDEST_FACT = 120

/**
 * Nothing was packed, or the archive is not to be used. `code` is for programs;
 * `message` is for people, in English, and obeyed by no terminal whatever names
 * an archive has.
 */
export class SubmissionError extends Error {
  override readonly name = 'SubmissionError'
  readonly code: SubmissionFault
  /** What the message names, made harmless. */
  readonly facts: Facts

  constructor(code: SubmissionFault, facts: Facts = {}) {
    const shown = Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [name, harmless(fact)]),
    )
    super(say({ language: 'en' }, SAYS[code], shown))
    this.code = code
    this.facts = shown
  }
}

/** Cut twice: a megabyte is not to be measured in columns. */
function harmless(fact: string | number): string | number {
  if (typeof fact === 'number') return fact
  return truncate(printable(fact.slice(0, 2 * WIDEST_FACT)), WIDEST_FACT)
}

/** The message in the language of a reader. */
export function faultText(
  io: Pick<Io, 'language'>,
  { code, facts }: SubmissionError,
): string {
  return say(io, SAYS[code], facts)
}
