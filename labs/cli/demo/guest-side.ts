/** What stands behind the stage in the guest: programs, shells, checks. */
import type { CheckResult, JudgedProgram } from '#checker/check.ts'
import { checksOf, type Lab } from '#checker/lab.ts'
import { runLab, SLOWNESS_OF_TCG } from '#checker/run.ts'
import { FORGETS, type Machine, type ProviderName } from '#vm/provider.ts'
import { openGuestShell } from '../terminal/guest-shell.ts'
import { inGuest } from '../terminal/in-guest.ts'
import { installPrograms } from '../terminal/programs.ts'
import type { DemoScript } from './script.ts'
import type { Backstage } from './stage.ts'

export interface GuestSideOptions {
  readonly machine: Machine
  readonly program: JudgedProgram
  readonly script: Pick<DemoScript, 'setup'>
  /** Of the terminal that is looked at. */
  readonly size: () => { readonly columns: number; readonly rows: number }
}

export class GuestSide implements Backstage {
  readonly #options: GuestSideOptions
  readonly #lab: Lab
  #machine: Machine
  #folder: string | null = null

  constructor(lab: Lab, options: GuestSideOptions) {
    this.#options = options
    this.#lab = lab
    this.#machine = options.machine
  }

  get machine(): Machine {
    return this.#machine
  }

  async open() {
    const { program, script, size } = this.#options
    const machine = this.#machine
    const folder = await installPrograms(machine, program)
    this.#folder = folder
    const setup = `${folder}/.setup`
    await inGuest(machine, `cat > ${setup}`, { input: `${script.setup}\n` })
    return {
      shell: openGuestShell(machine, { ...size(), path: [folder] }),
      // Read from a file, since a line of it may go on in the next.
      setup: `. ${setup}`,
    }
  }

  async reset(): Promise<void> {
    this.#machine = await this.#machine.reset(() => {})
  }

  /** Take away what was brought, where no reset will do so. */
  async leave(): Promise<void> {
    if (this.#folder === null || forgets(this.#machine)) return
    await inGuest(this.#machine, `rm -rf ${this.#folder}`)
  }

  /** A kit that breaks is a verdict too: the show goes on in a fresh machine. */
  async judge(check: string, signal: AbortSignal): Promise<CheckResult> {
    try {
      return await this.#judge(check, signal)
    } catch (error) {
      if (signal.aborted) throw error
      return brokenResult(this.#lab, check, error)
    }
  }

  async #judge(check: string, signal: AbortSignal): Promise<CheckResult> {
    const { program } = this.#options
    const { checks } = await runLab(this.#lab, {
      ...{ machine: this.#machine, program, signal },
      only: [check],
    })
    const result = checks.find(({ id }) => id === check)
    if (result) return result
    throw new Error(`Expected a verdict on "${check}"`)
  }
}

function brokenResult(lab: Lab, id: string, error: unknown): CheckResult {
  const nameless = { en: id, zh: id }
  const check = checksOf(lab).find((check) => check.id === id)
  const { title = nameless, source = '', points = 0 } = check ?? {}
  return {
    ...{ id, step: id.split('.')[0] ?? id, title, source },
    ...{ verdict: 'error', points: 0, maxPoints: points, ms: 0 },
    ...{ expected: null, actual: null, evidence: {}, diagnosis: null },
    reason: String(error),
  }
}

/** A command of a demo takes three seconds at most where nothing is emulated. */
const PATIENCE_MS = 10_000

/** How long a command may take in this machine. */
export const patienceIn = ({ info }: Machine) =>
  PATIENCE_MS * (info.accel === 'tcg' ? SLOWNESS_OF_TCG : 1)

/** Whether a reset takes back what happened. */
export const forgets = ({ info }: Machine) =>
  FORGETS[info.provider as ProviderName] ?? false
