/**
 * Who hands in: an opaque id that the instructor gave, said once and remembered
 * beside the key.
 *
 *     --student ID  ─▶  LABS_STUDENT  ─▶  ~/.config/container-labs/student  ─▶  ask
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { askText } from '../prompts.ts'
import { configFolder } from './keys.ts'
import { isStudentId } from './manifest.ts'

/**
 * @throws {UsageError} When it is no id, or nobody is there to ask.
 * @throws {PromptCancelled} When the person does not want to say.
 */
export async function studentOf(
  io: Io,
  given: string | undefined,
): Promise<string> {
  const known = given ?? (io.env.LABS_STUDENT || remembered(io))
  const student = known ?? (await askStudent(io))
  if (isStudentId(student)) return student
  throw new UsageError(say(io, 'usage.student', { found: student }))
}

async function askStudent(io: Io): Promise<string> {
  const answer = await askText(
    io,
    say(io, 'submit.who'),
    say(io, 'usage.noStudent'),
  )
  return answer.trim()
}

const fileOf = (io: Io) => join(configFolder(io.env), 'student')

function remembered(io: Io): string | undefined {
  try {
    return readFileSync(fileOf(io), 'utf8').trim() || undefined
  } catch {
    // Whatever is in the way, the person can still say it.
    return undefined
  }
}

/** For the next time. It is a convenience: where it cannot be kept, it is not. */
export function rememberStudent(io: Io, student: string): void {
  try {
    mkdirSync(configFolder(io.env), { recursive: true, mode: 0o700 })
    writeFileSync(fileOf(io), `${student}\n`, { mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
}
