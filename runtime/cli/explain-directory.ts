// MINI_RUNC_EXPLAIN_DIR: what --explain would print of each birth, in a file of
// its own as soon as the program is executed. So somebody else can look on,
// and the streams stay the container's.
//
//     1763819209000123-box.json    microseconds since 1970, and the ID
//     {"id": "box", "command": "run", "pid": 812, "startedAt": 1763819209000,
//      "parent": […], "birth": {…}, "steps": [{"index": 68, "syscall": "chroot",
//      "manual": "chroot(2)", "call": "chroot(\"/srv/box\")", "result": 0,
//      "microseconds": 11, "notes": ["From here on, …"]}]}
//
// `result` is missing where a step was not reached, `errno` where it succeeded.
// Nobody else may read them, since calls show the environment of containers.
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { ForegroundOptions, OnBirth } from '../oci/foreground.ts'
import { describeErrno } from '../sys/errno.ts'
import type { Program } from '../sys/program.ts'
import { type ExplainedStep, explanationOf, type Steps } from './explain.ts'
import { say } from './output.ts'

const VARIABLE = 'MINI_RUNC_EXPLAIN_DIR'

/** So many files stay, the last ones. */
const MOST = 64

/** Names of files that this has written. */
const OURS = /^\d{16}-.+\.json$/

/** A file has a name of at most 255 bytes, and an ID may take all of them. */
const MOST_OF_ID = 200

/** Who is born of what command. */
interface Subject {
  readonly id: string
  readonly command: string
}

/**
 * What tells the directory of births, if there is one to be told.
 *
 * @param whole Adds what there is to explain besides the program.
 */
export function tellBirths(
  { id, command }: Subject,
  whole: (program: Program) => Steps,
): Pick<ForegroundOptions, 'onBirth'> {
  const directory = process.env[VARIABLE]
  if (!directory) return {}
  const startedAt = performance.timeOrigin + performance.now()
  const name = `${Math.round(startedAt * 1000)}-${id.slice(0, MOST_OF_ID)}.json`
  const onBirth: OnBirth = (program, trace, pid) => {
    const { steps, ...before } = explanationOf(whole(program), trace)
    const head = { id, command, pid, startedAt: Math.round(startedAt) }
    const birth = { ...head, ...before, steps: steps.map(stepOf) }
    tell(directory, name, JSON.stringify(birth))
  }
  return { onBirth }
}

function stepOf({ step, note, section, ...known }: ExplainedStep): object {
  const { result = 0 } = known
  const notes = [note, section && `see ${section}`]
  return {
    index: step,
    ...known,
    ...(result < 0 && { errno: describeErrno(-result).code }),
    notes: notes.filter((note) => note !== undefined),
  }
}

/** A container is worth more than what is told of it. */
function tell(directory: string, name: string, text: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    put(directory, name, `${text}\n`)
    for (const old of written(directory).slice(0, -MOST))
      rmSync(join(directory, old), { force: true })
  } catch (error) {
    say(`mini-runc: ${VARIABLE}: ${(error as Error).message}\n`)
  }
}

/** Whoever sees the file sees all of it. */
function put(directory: string, name: string, text: string): void {
  const draft = join(directory, `.${name}.${process.pid}`)
  try {
    writeFileSync(draft, text, { flag: 'wx', mode: 0o600 })
    renameSync(draft, join(directory, name))
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}

/** The oldest first. */
function written(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => OURS.test(name))
    .sort()
}
