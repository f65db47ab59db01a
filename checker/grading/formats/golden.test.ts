/**
 * Every format, byte for byte, as platforms get it. After a change that is meant:
 * `LABS_GOLDEN=write npx tap run checker/grading/formats/golden.test.ts`, then read
 * the difference.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { sampleLab } from '../../reporters/sample.ts'
import {
  gradedRecord,
  rejectedRecord,
  sampleBook,
  ungradableRecord,
} from '../sample.ts'
import { FORMATS } from './index.ts'

const FOLDER = join(import.meta.dirname, 'golden')

const RECORDS = {
  graded: gradedRecord,
  rejected: rejectedRecord,
  ungradable: ungradableRecord,
}

/** What Classroom 50's runner tells an autograder. */
const environment = {
  CLASSROOM: 'cs-2026',
  ASSIGNMENT: 'chroot',
  ASSIGNMENT_TYPE: 'individual',
  OWNER: 'ada',
  SUBMISSION_TAG: 'submit/20260101T093000Z-abcdef0',
  COMMIT_URL: 'https://github.com/cs/cs-2026-chroot-ada/commit/abcdef0',
  RELEASE_URL: 'https://github.com/cs/cs-2026-chroot-ada/releases/tag/x',
  REVIEW_URL: 'https://github.com/cs/cs-2026-chroot-ada/compare/a...b',
}

function files(): Record<string, string> {
  return Object.fromEntries(
    Object.values(FORMATS).flatMap((format) =>
      format.perSubmission
        ? Object.entries(RECORDS).map(([name, record]) => [
            `${name}.${format.extension}`,
            format.render(record, sampleLab, { environment }),
          ])
        : [[format.extension, format.render(sampleBook)]],
    ),
  )
}

t.test('every format is as it is kept', async (t) => {
  for (const [name, text] of Object.entries(files())) {
    const path = join(FOLDER, name)
    if (process.env.LABS_GOLDEN === 'write') writeFileSync(path, text)
    t.equal(text, readFileSync(path, 'utf8'), name)
  }
  t.notOk(process.env.LABS_GOLDEN, 'files were written: read the difference')
})

t.test('nothing is kept that no format writes', async (t) => {
  const kept = readdirSync(FOLDER).filter((name) => name !== '.gitattributes')
  t.same(kept.sort(), Object.keys(files()).sort())
})

t.test('no two formats share the end of a name', async (t) => {
  const ends = Object.values(FORMATS).map(({ extension }) => `.${extension}`)
  for (const end of ends) {
    t.equal(ends.filter((other) => other.endsWith(end)).length, 1, end)
  }
})

t.test('a format writes the same again', async (t) => {
  t.same(files(), files())
})
