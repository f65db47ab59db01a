/**
 * What a course says of its labs:
 *
 *     course: Containers 2026
 *     key: course.key                  # or env:LABS_COURSE_KEY
 *     hidden: hidden                   # optional: checks of our own
 *     labs:
 *       04-cgroups:
 *         points: 20                   # what the lab counts; else what its checks add up to
 *         due: 2026-12-01T23:59:00+01:00
 *         late: { grace: 30, perDay: 0.1, floor: 0.5 }
 *         minutes: 15                  # for one submission, at most
 *         checks: { memory.bomb: 3 }   # other points for single checks
 */
import { dirname, resolve } from 'node:path'
import { checksOf, type Lab } from '#checker/lab.ts'
import { labs } from '#labs/catalog.ts'
import type { LateRule } from './late.ts'
import { readSettings, type Setting } from './settings.ts'

export interface Course {
  readonly name: string
  /** Absolute path of its file. */
  readonly file: string
  /** Absolute path, or `env:NAME`. */
  readonly key: string
  /** Absolute path of the hidden checks. */
  readonly hidden: string | null
  readonly labs: ReadonlyMap<string, LabRule>
}

/** How one lab counts. */
export interface LabRule {
  readonly lab: Lab
  /** What all its checks are worth together. */
  readonly points: number | null
  readonly due: string | null
  readonly late: LateRule
  readonly minutes: number
  /** Id of a check → points, where they differ from the lab's own. */
  readonly checks: Readonly<Record<string, number>>
  /** Where it stands, to name what turns out to be wrong later. */
  readonly setting: Setting
}

const MINUTES = 15
/** Fits every gradebook, and stays exact in hundredths. */
const MOST_POINTS = 10_000
const MOST_MINUTES = 24 * 60

/** @throws {SettingsError} If the file says something that it cannot mean. */
export function readCourse(path: string): Course {
  const file = resolve(path)
  return courseOf(readSettings(file))
}

export function courseOf(settings: Setting): Course {
  settings.allow('course', 'key', 'hidden', 'labs')
  const { file } = settings
  const below = (setting: Setting) => resolve(dirname(file), setting.text())
  const [key, hidden, rules] = ['key', 'hidden', 'labs'].map((name) =>
    settings.at(name),
  ) as [Setting, Setting, Setting]
  if (rules.names().length === 0) throw rules.wrong('settings.wantsLabs')
  return {
    name: settings.at('course').text(),
    file,
    key: key.text().startsWith('env:') ? key.text() : below(key),
    hidden: hidden.isThere ? below(hidden) : null,
    labs: new Map(rules.names().map((id) => [id, ruleOf(rules.at(id), id)])),
  }
}

function ruleOf(setting: Setting, id: string): LabRule {
  const lab = labs.find((lab) => lab.id === id)
  if (lab === undefined) {
    throw setting.wrong('settings.wantsLabs', `"${id}"`)
  }
  setting.allow('points', 'due', 'late', 'minutes', 'checks')
  const [points, minutes] = [setting.at('points'), setting.at('minutes')]
  return {
    lab,
    points: points.isThere ? pointsIn(points) : null,
    due: dueIn(setting.at('due')),
    late: lateIn(setting.at('late')),
    minutes: minutes.isThere
      ? minutes.number('settings.wantsMinutes', 1, MOST_MINUTES)
      : MINUTES,
    checks: checkPointsIn(setting.at('checks')),
    setting,
  }
}

const pointsIn = (setting: Setting) =>
  setting.number('settings.wantsPoints', 0, MOST_POINTS)

/** A moment, and not one that depends on where the grader's clock stands. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Whether a text names one moment. */
export const isMoment = (text: string) =>
  MOMENT.test(text) && !Number.isNaN(Date.parse(text))

function dueIn(setting: Setting): string | null {
  if (!setting.isThere) return null
  const text = setting.text()
  if (isMoment(text)) return new Date(text).toISOString()
  throw setting.wrong('settings.wantsMoment')
}

/** Without a rule, what is late costs nothing. */
function lateIn(setting: Setting): LateRule {
  setting.allow('grace', 'perDay', 'floor')
  const share = (name: string) => {
    const found = setting.at(name)
    return found.isThere ? found.number('settings.wantsShare', 0, 1) : 0
  }
  const grace = setting.at('grace')
  return {
    graceMinutes: grace.isThere
      ? grace.number('settings.wantsMinutes', 0, Number.MAX_SAFE_INTEGER)
      : 0,
    perDay: share('perDay'),
    floor: share('floor'),
  }
}

function checkPointsIn(setting: Setting): Record<string, number> {
  return Object.fromEntries(
    setting.names().map((id) => [id, pointsIn(setting.at(id))]),
  )
}

/**
 * Once the hidden checks are known, too: nobody gives points to a check that is
 * not there, and a lab is worth something.
 *
 * @param hidden Ids of the hidden checks of this lab, and their points.
 * @throws {SettingsError}
 */
export function assertCounts(
  rule: LabRule,
  hidden: readonly { readonly id: string; readonly points: number }[],
): void {
  const all = [...checksOf(rule.lab), ...hidden]
  const ids = all.map(({ id }) => id)
  for (const id of Object.keys(rule.checks)) {
    if (ids.includes(id)) continue
    throw rule.setting.at('checks').at(id).wrong('settings.wantsCheck')
  }
  const worth = all.map(({ id, points }) => rule.checks[id] ?? points)
  if (worth.some((points) => points > 0)) return
  throw rule.setting.at('checks').wrong('settings.wantsWorth')
}
