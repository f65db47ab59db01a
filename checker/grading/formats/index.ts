/**
 * Every format that a record can be written in: none of them knows more than it.
 *
 * | format | consumer | one file |
 * | --- | --- | --- |
 * | json, csv | people, spreadsheets | a class |
 * | tap, junit | continuous integration | a submission |
 * | gradescope, github, classroom50, lti-ags | learning platforms | a submission |
 */
import { renderClassroom50 } from './classroom50.ts'
import { renderCsv } from './csv.ts'
import type { ClassFormat, SubmissionFormat } from './format.ts'
import { renderGithub } from './github.ts'
import { renderGradescope } from './gradescope.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderLtiAgs } from './lti-ags.ts'
import { renderTap } from './tap.ts'

export type { Format, RenderOptions } from './format.ts'

export const FORMATS = {
  json: forClass('grades.json', renderJson),
  csv: forClass('grades.csv', renderCsv),
  tap: forSubmission('tap', renderTap),
  junit: forSubmission('junit.xml', renderJunit),
  gradescope: forSubmission('gradescope.json', renderGradescope),
  github: forSubmission('github.env', renderGithub),
  classroom50: forSubmission('classroom50.json', (record, _, options) =>
    renderClassroom50(record, { environment: process.env, ...options }),
  ),
  'lti-ags': forSubmission('lti-ags.json', (record, _, options) =>
    renderLtiAgs(record, options),
  ),
} as const

export type FormatName = keyof typeof FORMATS

function forClass(
  extension: string,
  render: ClassFormat['render'],
): ClassFormat {
  return { extension, perSubmission: false, render }
}

function forSubmission(
  extension: string,
  render: SubmissionFormat['render'],
): SubmissionFormat {
  return { extension, perSubmission: true, render }
}
