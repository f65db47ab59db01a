/** Runs the checks of a lab against the programs of the playground, one run at a time. */
import type {
  CheckResult,
  Diagnosis,
  JudgedProgram,
  LabReport,
} from '#checker/check.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { runLab } from '#checker/run.ts'
import type { Machine } from '#vm/provider.ts'
import type { LiveChecks, LiveFinding } from './live.ts'

/** Of one file that a check read; more is not looked at in a page. */
const LONGEST_EVIDENCE = 8 * 1024
const MOST_EVIDENCE = 40

export interface CheckRun {
  readonly machine: Machine
  readonly program: JudgedProgram
  readonly only?: readonly string[] | undefined
  /** What has to be over before they begin. */
  readonly after?: Promise<unknown>
  /** Told of all that came out, if the run comes to its end. */
  readonly onReport?: (report: LabReport) => Promise<void>
}

export class CheckRunner {
  readonly lab: Lab
  readonly #onChange: (checks: LiveChecks) => void
  #findings: Record<string, LiveFinding> = {}
  #awaited: string[] = []
  #fault: string | null = null
  #running: AbortController | null = null

  constructor(lab: Lab, onChange: (checks: LiveChecks) => void) {
    this.lab = lab
    this.#onChange = onChange
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  get checks(): LiveChecks {
    const { id, title, steps } = this.lab
    return {
      lab: id,
      title,
      steps: steps.map(({ id, title, checks }) => ({
        id,
        title,
        checks: checks.map(({ id, title, points }) => ({ id, title, points })),
      })),
      findings: this.#findings,
      running: this.isRunning,
      awaited: this.#awaited,
      fault: this.#fault,
    }
  }

  /** Run checks, and tell of each as it comes out. @returns `false` if some run already. */
  async run(wishes: CheckRun): Promise<boolean> {
    const { machine, program, only, after, onReport } = wishes
    if (this.#running !== null) return false
    const running = new AbortController()
    this.#running = running
    this.#fault = null
    this.#awaited = [...(only ?? checksOf(this.lab).map(({ id }) => id))]
    this.#change()
    try {
      await after
      running.signal.throwIfAborted()
      const report = await runLab(this.lab, {
        machine,
        program,
        signal: running.signal,
        ...(only === undefined ? {} : { only }),
        onResult: (result) => this.#note(result),
      })
      await onReport?.(report)
    } catch (error) {
      if (!running.signal.aborted) this.#fault = faultOf(error)
    } finally {
      this.#running = null
      this.#awaited = []
      this.#change()
    }
    return true
  }

  /** Give the run up that is going on, if any. */
  abandon(): void {
    this.#running?.abort()
  }

  /** Nothing has been looked at. */
  forget(): void {
    this.#findings = {}
    this.#fault = null
    this.#change()
  }

  #note(result: CheckResult): void {
    const finding = findingOf(result, this.lab.diagnoses)
    this.#findings = { ...this.#findings, [result.id]: finding }
    this.#awaited = this.#awaited.filter((id) => id !== result.id)
    this.#change()
  }

  #change(): void {
    this.#onChange(this.checks)
  }
}

const faultOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error)

/** What a page needs of a result. */
export function findingOf(
  result: CheckResult,
  diagnoses: Readonly<Record<string, Diagnosis>>,
): LiveFinding {
  const { verdict, expected, actual, reason, source, ms } = result
  const diagnosis = diagnoses[result.diagnosis ?? '']
  return {
    ...{ verdict, expected, actual, reason, source, ms },
    evidence: Object.entries(result.evidence)
      .slice(0, MOST_EVIDENCE)
      .map(([path, text]) => [path, shortened(text)]),
    diagnosis: diagnosis === undefined ? null : partsOf(diagnosis),
  }
}

function partsOf(diagnosis: Diagnosis): LiveFinding['diagnosis'] {
  const { code, title, because, hints, read } = diagnosis
  return { code, title, because, hints, read }
}

const shortened = (text: string) =>
  text.length <= LONGEST_EVIDENCE ? text : `${text.slice(0, LONGEST_EVIDENCE)}…`
