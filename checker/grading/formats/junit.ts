/**
 * JUnit XML, for GitLab, Jenkins and everything else that draws test results.
 *
 *     pass testcase · fail failure type=CODE · error error · blocked, unsupported skipped
 *
 * There is no standard, but two schemas that consumers test against: that of Ant
 * (Windy Road's JUnit.xsd) and that of Jenkins (xunit-plugin's junit-10.xsd). What is
 * written here is valid by both, so points are properties of the suite, because the
 * first knows none of a testcase, and `testsuites` has no sums.
 * What is ungradable is an `error` and has no property `score`.
 */
import type { Language } from '../../check.ts'
import type { GradedCheck } from '../record.ts'
import { explain, titleOf } from './explain.ts'
import type { Judged, LabWords, RenderOptions } from './format.ts'
import { line } from './legible.ts'
import { countedPoints, shownLeftovers, shownToStudents } from './shown.ts'
import { block, element, xmlText } from './xml.ts'

/** Render a record as one suite. */
export function renderJunit(
  judged: Judged,
  lab: LabWords,
  { language = 'en' }: RenderOptions = {},
): string {
  const checks = shownToStudents(judged)
  const suite = block('testsuite', attributesOf(judged, checks), [
    block('properties', {}, propertiesOf(judged, checks)),
    ...checks.map((check) => testcaseOf(check, judged, lab, language)),
    element('system-out', {}, [xmlText(shownLeftovers(judged).join('\n'))]),
    element('system-err', {}),
  ])
  const head = '<?xml version="1.0" encoding="UTF-8"?>'
  return `${head}\n${block('testsuites', {}, [suite])}\n`
}

function attributesOf(judged: Judged, checks: readonly GradedCheck[]) {
  const count = (...verdicts: readonly GradedCheck['verdict'][]) =>
    checks.filter(({ verdict }) => verdicts.includes(verdict)).length
  return {
    ...{ name: judged.lab, package: judged.student ?? 'labs', id: 0 },
    // The schema of Ant forbids a time zone. It is UTC.
    timestamp: judged.gradedAt.slice(0, 19),
    hostname: 'localhost',
    ...{ tests: checks.length, failures: count('fail') },
    ...{ errors: count('error'), skipped: count('blocked', 'unsupported') },
    time: seconds(judged.durationMs),
  }
}

function propertiesOf(judged: Judged, checks: readonly GradedCheck[]) {
  const { status, seed, score, maxScore, late } = judged
  const facts: Record<string, string> = {
    status,
    seed,
    ...(status === 'ungradable'
      ? {}
      : { score: `${score}`, max: `${maxScore}` }),
    ...(late
      ? { late_minutes: `${late.minutes}`, late_kept: `${late.kept}` }
      : {}),
    ...(status === 'ungradable' ? {} : pointsOf(judged, checks)),
  }
  return Object.entries(facts).map(([name, value]) =>
    element('property', { name, value }),
  )
}

function pointsOf(judged: Judged, checks: readonly GradedCheck[]) {
  const points = checks.map((check) => [
    `points.${check.id}`,
    `${countedPoints(judged, check)}/${check.maxPoints}`,
  ])
  return Object.fromEntries(points)
}

function testcaseOf(
  check: GradedCheck,
  { lab: classname }: Judged,
  lab: LabWords,
  language: Language,
): string {
  const { id, step, title, ms } = check
  const name = line(`${id}: ${title[language]}`)
  return element(
    'testcase',
    { name, classname: `${classname}.${step}`, time: seconds(ms) },
    outcomeOf(check, lab, language),
  )
}

function outcomeOf(
  check: GradedCheck,
  lab: LabWords,
  language: Language,
): readonly string[] {
  const { verdict, diagnosis, reason } = check
  const text = xmlText(explain(check, lab, language))
  switch (verdict) {
    case 'pass':
      return []
    case 'fail': {
      const message = line(titleOf(diagnosis, lab, language) || (reason ?? ''))
      return [
        element('failure', { message, type: diagnosis ?? 'FAIL' }, [text]),
      ]
    }
    case 'error':
      return [
        element('error', { message: line(reason ?? ''), type: 'KIT_BROKE' }, [
          text,
        ]),
      ]
    default:
      return [
        element('skipped', { message: line(`${verdict}: ${reason ?? ''}`) }),
      ]
  }
}

const seconds = (ms: number) => (ms / 1000).toFixed(3)
