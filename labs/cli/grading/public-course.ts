/**
 * What students are told of a course: when a lab is due, and that there are checks
 * which they do not have, how many, and what they are about.
 *
 *     .labs-course.yaml    course: Containers 2026
 *                          labs:
 *                            01-chroot:
 *                              due: 2026-12-01T22:59:00.000Z
 *                              hidden: { count: 2, theme: { en: …, zh: … } }
 *
 * `labs grade --announce FILE` writes it; it goes into the root of the checkout.
 */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { Course } from './course.ts'
import type { HiddenFacts } from './hidden.ts'
import { hiddenCount } from './hidden-count.ts'
import {
  readSettings,
  type Setting,
  SettingsError,
  settingsText,
} from './settings.ts'

const FILE = '.labs-course.yaml'

/** Write what students may know. */
export function announceCourse(
  file: string,
  { name, labs }: Course,
  hidden: readonly HiddenFacts[],
): void {
  const rules = [...labs].map(([id, { due }]) => {
    const own = hidden.find(({ lab }) => lab.id === id)
    const facts = {
      ...(due === null ? {} : { due }),
      ...(own && { hidden: { count: own.count, theme: own.theme } }),
    }
    return [id, facts]
  })
  writeFileSync(
    file,
    stringify({ course: name, labs: Object.fromEntries(rules) }),
  )
}

/**
 * Lines for a student who checks or hands in a lab; none without a course.
 *
 * @param root Of the checkout.
 * @throws {SettingsError} If the file in it is not what `--announce` writes.
 */
function courseNotice(io: Io, root: string, lab: string): string[] {
  const file = join(root, FILE)
  if (!existsSync(file)) return []
  const settings = readSettings(file)
  const rule = settings.at('labs').at(lab)
  if (!rule.isThere) return []
  const course = settings.at('course').text()
  return [...dueLine(io, course, rule), ...hiddenLine(io, rule.at('hidden'))]
}

function dueLine(io: Io, course: string, rule: Setting): string[] {
  const due = rule.at('due')
  if (!due.isThere) return []
  const at = new Date(due.text())
  if (Number.isNaN(at.getTime())) throw due.wrong('settings.wantsMoment')
  const when = at.toISOString().slice(0, 16).replace('T', ' ')
  return [say(io, 'course.due', { course, when })]
}

function hiddenLine(io: Io, hidden: Setting): string[] {
  if (!hidden.isThere) return []
  const count = hiddenCount(hidden)
  const theme = hidden.at('theme').at(io.language).text()
  return [say(io, 'course.hidden', { count, theme })]
}

/** Tell it, beside whatever a command is asked for; a wrong file stops nobody. */
export function tellCourse(io: Io, root: string, lab: string): void {
  try {
    for (const line of courseNotice(io, root, lab)) io.err.write(`${line}\n`)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    io.err.write(`${settingsText(io, error)}\n`)
  }
}
