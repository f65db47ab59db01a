/**
 * One grader for each submission, on however many computers that share a folder.
 *
 *     OUT/claims/ada-01-chroot.0    made by O_EXCL: only one of all can make it
 *     OUT/claims/ada-01-chroot.1    made by who takes over from a lost one
 *
 * The claim with the highest number counts. Who holds it writes the time into it,
 * again and again; who is known to be gone, or has not written for minutes, has
 * lost it. To take over is to make the next number, so that of two who see the same
 * lost claim only one gets it, and neither ever removes what the other has made.
 */
import { randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { guard } from '#vm/host/guard.ts'
import { identify, isAlive } from '#vm/host/process.ts'
import { textIfThere } from '#vm/host/text-if-there.ts'
import { nameOf, type Whose } from './records.ts'

/** Who grades. */
export interface Holder {
  readonly host: string
  readonly pid: number
  /** Tells a process from a later one with the same number. */
  readonly started: string
  /** `slurm 812_7`, where a scheduler starts it again under that name. */
  readonly job: string | null
  /** How often the scheduler has started it before. */
  readonly restarts: number
}

const BEAT_MS = 20_000
/** As many beats as a busy file server may lose. */
const SILENCE_MS = 15 * BEAT_MS

/** Who we are, from what a scheduler says of us. */
export function holderHere(
  env: Readonly<Record<string, string | undefined>>,
): Holder {
  const { SLURM_JOB_ID, SLURM_ARRAY_JOB_ID, SLURM_ARRAY_TASK_ID } = env
  const task = `${SLURM_ARRAY_JOB_ID ?? SLURM_JOB_ID}_${SLURM_ARRAY_TASK_ID ?? 0}`
  return {
    host: hostname(),
    pid: process.pid,
    started: identify(process.pid)?.started ?? '',
    job: SLURM_JOB_ID === undefined ? null : `slurm ${task}`,
    restarts: Number(env.SLURM_RESTART_COUNT ?? 0),
  }
}

/** A claim that is ours. */
export interface Claim {
  /** Whether nobody has taken over meanwhile. */
  isOurs(): boolean
  release(): void
}

/**
 * Claim a submission.
 *
 * @returns `null` if somebody else is at it.
 */
export function claim(
  out: string,
  whose: Whose,
  us: Holder,
  now = Date.now(),
): Claim | null {
  const folder = join(out, 'claims')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const numbers = numbersIn(folder, whose)
  const last = numbers.at(-1)
  const file = (number: number) => join(folder, `${nameOf(whose)}.${number}`)
  if (last !== undefined) {
    const seen = lookAt(file(last))
    // Released while we looked.
    if (seen === null) return claim(out, whose, us, now)
    if (!isLost(seen, us, now)) return null
  }
  const number = (last ?? -1) + 1
  const text = `${JSON.stringify({ ...us, token: randomUUID() })}\n`
  if (!create(file(number), text)) return null
  return keep(folder, whose, number, text)
}

/** Numbers of all claims of a submission, the lowest first. */
function numbersIn(folder: string, whose: Whose): number[] {
  const prefix = `${nameOf(whose)}.`
  return namesIn(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
    .filter((rest) => /^\d+$/.test(rest))
    .map(Number)
    .sort((a, b) => a - b)
}

/** At the end of everything, the folder may be gone as well. */
function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

interface Seen {
  readonly holder: Holder | null
  readonly beatAt: number
}

function isLost({ holder, beatAt }: Seen, us: Holder, now: number): boolean {
  if (holder !== null && isEarlierSelf(holder, us)) return true
  if (holder?.host === us.host && holder.started !== '') return !isAlive(holder)
  return now - beatAt > SILENCE_MS
}

/** The scheduler starts a job again once it is sure that the first one is over. */
const isEarlierSelf = (holder: Holder, us: Holder) =>
  us.job !== null && holder.job === us.job && holder.restarts < us.restarts

function lookAt(file: string): Seen | null {
  try {
    const beatAt = statSync(file).mtimeMs
    return { beatAt, holder: parse(readFileSync(file, 'utf8')) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Half a claim is a claim: its maker is about to write the other half. */
function parse(text: string): Holder | null {
  try {
    return JSON.parse(text) as Holder
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function create(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function keep(folder: string, whose: Whose, number: number, text: string) {
  const file = (n: number) => join(folder, `${nameOf(whose)}.${n}`)
  const own = file(number)
  const beat = setInterval(() => touch(own), BEAT_MS)
  beat.unref()
  const isOurs = () =>
    numbersIn(folder, whose).at(-1) === number && textIfThere(own) === text
  // Those that it took over as well: none of them is anybody's any more.
  const remove = () => {
    if (!isOurs()) return
    for (const old of numbersIn(folder, whose)) rmSync(file(old), GONE)
  }
  const letGo = guard(remove)
  const release = () => {
    clearInterval(beat)
    letGo()
    remove()
  }
  return { isOurs, release }
}

const GONE = { force: true } as const

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date())
  } catch (error) {
    // Whoever took over has removed it.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
