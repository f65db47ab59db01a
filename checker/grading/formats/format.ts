/** What a format is: a pure function from a record, or from a class, to a file. */
import type { Language } from '../../check.ts'
import type { Lab } from '../../lab.ts'
import type { About, Judgement } from '../from-report.ts'
import type { GradeBook, GradeRecord } from '../record.ts'

/** A record, or what a run without a submission has of one. */
export type Judged = Judgement & Partial<About>

/** What a format wants of a lab: words for what went wrong. */
export type LabWords = Pick<Lab, 'diagnoses'>

/** Variables that a platform sets for the job that grades. */
export type Environment = Readonly<Record<string, string | undefined>>

export interface RenderOptions {
  readonly language?: Language
  /** Those of this process, unless it is said. */
  readonly environment?: Environment
}

/** One file a submission. */
export interface SubmissionFormat {
  /** End of the file's name, `junit.xml`: no two formats share one. */
  readonly extension: string
  readonly perSubmission: true
  render(record: GradeRecord, lab: LabWords, options?: RenderOptions): string
}

/** One file a class. */
export interface ClassFormat {
  readonly extension: string
  readonly perSubmission: false
  render(book: GradeBook): string
}

export type Format = SubmissionFormat | ClassFormat
