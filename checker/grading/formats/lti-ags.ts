/**
 * The body of `POST {lineitem}/scores`, `application/vnd.ims.lis.v1.score+json`.
 *
 *     graded      Completed, FullyGraded
 *     rejected    Submitted, FullyGraded with 0: a decision, and the student may hand in again
 *     ungradable  Submitted, Failed, without a score
 *
 * Without `scoreGiven` a platform clears the score that it had. It shall: an old
 * score beside a newer submission would be taken for that one's. So do not post the
 * record of a regrade that broke.
 * `timestamp` must be newer than that of the last post, or the platform refuses.
 * `userId` is the platform's own name for the person (`sub` of the launch): use it as
 * the student's id, or replace it before the post.
 * `comment` is shown to the student.
 *
 * @see LTI Assignment and Grade Services 2.0, "Score publish service"
 */
import type { GradeRecord } from '../record.ts'
import type { RenderOptions } from './format.ts'
import { summaryOf } from './summary.ts'

/** Canvas takes every score for a new attempt, of which there may be a limit. */
const CANVAS = {
  'https://canvas.instructure.com/lti/submission': { new_submission: false },
}

/** Render a record as the score of one user. */
export function renderLtiAgs(
  record: GradeRecord,
  { language = 'en' }: RenderOptions = {},
): string {
  const score = {
    userId: record.student,
    ...progressOf(record),
    timestamp: new Date(record.gradedAt).toISOString(),
    comment: summaryOf(record, language),
    ...CANVAS,
  }
  return `${JSON.stringify(score, null, 2)}\n`
}

function progressOf({ status, score, maxScore }: GradeRecord) {
  if (status === 'ungradable') {
    return { activityProgress: 'Submitted', gradingProgress: 'Failed' }
  }
  return {
    scoreGiven: score,
    scoreMaximum: maxScore,
    activityProgress: status === 'graded' ? 'Completed' : 'Submitted',
    gradingProgress: 'FullyGraded',
  }
}
