/** `labs grade --init`: a file of a course to begin with, and its key. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { labs } from '#labs/catalog.ts'
import { EXIT, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { newKey } from './key.ts'

const KEY = 'course.key'

const COURSE = `# What "labs grade" needs to know. All of it is explained in docs/instructors.
course: Containers

# The secret of the course: every student's parameters come from it. Keep it, and
# keep it to yourself. In place of a file: env:LABS_COURSE_KEY
key: ${KEY}

# Checks that students do not have: a folder with hidden.yaml and checks.ts.
# hidden: hidden

labs:
${labs.map(({ id }) => `  ${id}: {}`).join('\n')}

  # A lab with everything that may be said of one:
  # 04-cgroups:
  #   points: 20                       # worth, whatever its checks add up to
  #   due: 2026-12-01T23:59:00+01:00
  #   late: { grace: 30, perDay: 0.1, floor: 0.5 }
  #   minutes: 15                      # for one submission, at most
  #   checks: { memory.bomb: 3 }       # other points for single checks
`

/**
 * Write both, over nothing that is there.
 *
 * @throws {UsageError} If one of them is there.
 */
export function beginCourse(io: Io, path: string): number {
  const file = resolve(path)
  const key = join(dirname(file), KEY)
  const taken = [file, key].find((place) => existsSync(place))
  if (taken !== undefined) {
    throw new UsageError(say(io, 'grade.taken', { path: taken }))
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(key, newKey(), { flag: 'wx', mode: 0o600 })
  writeFileSync(file, COURSE, { flag: 'wx' })
  io.out.write(`${say(io, 'grade.begun', { file, key })}\n`)
  return EXIT.ok
}
