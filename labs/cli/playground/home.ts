/** What the playground has in one machine: programs, a shell, and who looks. */
import type { JudgedProgram } from '#checker/check.ts'
import type { Machine } from '#vm/provider.ts'
import { type GuestShell, openGuestShell } from '../terminal/guest-shell.ts'
import { installPrograms } from '../terminal/programs.ts'
import type { Size } from './frames.ts'
import { BIRTHS, installBox } from './install-box.ts'
import { type SceneEvents, SceneFeed } from './scene-feed.ts'

export interface HomeOptions {
  readonly root: string
  readonly machine: Machine
  readonly program: JudgedProgram
  readonly events: SceneEvents
}

export class Home {
  readonly machine: Machine
  readonly feed: SceneFeed
  readonly #path: readonly string[]
  #shell: GuestShell | null = null

  private constructor(
    machine: Machine,
    feed: SceneFeed,
    path: readonly string[],
  ) {
    this.machine = machine
    this.feed = feed
    this.#path = path
  }

  /**
   * Bring everything into a machine.
   *
   * @throws {Error} If the machine does not take it; nothing is left running.
   */
  static async settle(options: HomeOptions): Promise<Home> {
    const { root, machine, program, events } = options
    const [programs, box] = await Promise.all([
      installPrograms(machine, program),
      installBox(machine, root),
    ])
    const feed = await SceneFeed.begin(machine, events)
    return new Home(machine, feed, [programs, box])
  }

  /** Open a shell; there is one at a time. */
  openShell({ columns, rows }: Size): GuestShell {
    this.#shell = openGuestShell(this.machine, {
      columns,
      rows,
      path: this.#path,
      env: { MINI_RUNC_EXPLAIN_DIR: BIRTHS },
    })
    return this.#shell
  }

  /** Replace the programs; those that run go on as they are. */
  async install(program: JudgedProgram): Promise<void> {
    await installPrograms(this.machine, program)
  }

  /** End what runs there; the machine stays. Never throws. */
  async leave(): Promise<void> {
    await Promise.allSettled([this.feed.close(), this.#shell?.close()])
  }
}
