/** What the program behind a filter tried, and how that is judged. */
import type { Bench } from '#checker/bench.ts'
import { fail, type Outcome, pass } from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import type { CallResult, Findings } from '#checker/visitor.ts'
import type { Filtered, Said, Traces } from './filtered.ts'
import { ofCell, type Scene } from './look.ts'
import type { Trial } from './profile-draw.ts'

export type Watched = Scene<Filtered, Said, Traces> & {
  readonly said: Findings<Said>
}

/** Why nothing runs, as far as the runtime names the call that failed. */
function whyNobody(stderr: string): string {
  if (/seccomp.*(EACCES|permission denied)/i.test(stderr))
    return 'FILTER_WITHOUT_RIGHT'
  if (/no_such_call/.test(stderr)) return 'UNKNOWN_CALL_REFUSED'
  if (/\b(capset|setgroups|setres[ug]id)\b/.test(stderr))
    return 'FILTER_TOO_EARLY'
  return 'NOT_STARTED'
}

/** A check of a container with a filter, whose program could write its diary. */
export const ofFiltered = (
  fixture: (bench: Bench) => Promise<Filtered>,
  look: (scene: Watched) => Outcome,
) =>
  ofCell<Filtered, Said, Traces>(fixture, whyNobody, (scene) => {
    const { said, seen } = scene.inmate
    if (said !== null) return look({ ...scene, said })
    return fail({
      expected: 'the program writes down what its calls return',
      actual: 'it could not open or write its file',
      evidence: procEvidence(seen, 'status', modeOf(seen.status)),
      diagnosis: 'PROFILE_TOO_STRICT',
    })
  })

/** What the kernel says of its filter. @see proc_pid_status(5) */
export const modeOf = (status: Readonly<Record<string, string>>) =>
  `Seccomp: ${status.Seccomp?.trim()}\nNoNewPrivs: ${status.NoNewPrivs?.trim()}`

/** A call, and what it returned. */
export interface Tried {
  readonly trial: Trial
  readonly result: CallResult
}

function triedIn({ trials, said }: Watched): Tried[] {
  return trials.map((trial, at) => {
    const result = said.results[at] ?? { value: 0, error: null }
    return { trial, result }
  })
}

/** A call that passes may still fail, by an error that no filter gives. */
function isRight({ trial, result }: Tried, refusals: readonly string[]) {
  if (trial.errno !== null) return result.error === trial.errno
  return result.error === null || !refusals.includes(result.error)
}

const shown = ({ what, call, args }: Trial) =>
  `${what}: ${call}(${args.map((arg) => `0x${arg.toString(16)}`).join(', ')})`

/** Judge some of the trials. */
export function judgeTrials(
  scene: Watched,
  isAbout: (trial: Trial) => boolean,
  why: (wrong: readonly Tried[]) => string,
): Outcome {
  const tried = triedIn(scene)
  const refusals = tried.flatMap(({ trial }) => trial.errno ?? [])
  const own = tried.filter(({ trial }) => isAbout(trial))
  const line = (text: (one: Tried) => string) => (one: Tried) =>
    `${shown(one.trial)} → ${text(one)}`
  const found = line(({ result }) => result.error ?? `${result.value}`)
  const evidence = {
    ...procEvidence(
      scene.inmate.seen,
      'status',
      modeOf(scene.inmate.seen.status),
    ),
    'what the calls returned': beginning(own.map(found)),
  }
  const wrong = own.filter((one) => !isRight(one, refusals))
  if (wrong.length === 0) return pass({ evidence })
  const wanted = line(({ trial }) => trial.errno ?? 'whatever the kernel says')
  return fail({
    expected: beginning(wrong.map(wanted)),
    actual: beginning(wrong.map(found)),
    evidence,
    diagnosis: why(wrong),
  })
}

const LINES = 12

/** As much of it as one reads. */
function beginning(lines: readonly string[]): string {
  const more = lines.length - LINES
  const shown = lines.slice(0, LINES)
  return (more > 0 ? [...shown, `… and ${more} more`] : shown).join('\n')
}
