/** Under the progress of `labs check --live`: the containers that are judged. */
import { basename } from 'node:path'
import type { Bench } from '#checker/bench.ts'
import type { CgroupLook } from '#checker/evidence/cgroup-look.ts'
import { type Io, widthOf } from '../io.ts'
import type { Surface } from '../progress.ts'
import { follow } from './follow.ts'
import { Pane } from './pane.ts'
import { Screen } from './screen.ts'

const WITHOUT_ROWS = 24
/** Two containers are judged at a time. */
const MOST_ROWS = 20

export class CheckPane implements Surface {
  readonly #io: Io
  readonly #screen: Screen
  readonly #stop = new AbortController()
  #bench: Bench | null = null
  readonly #pane = new Pane({ nameOf: (path) => this.#nameOf(path) })
  /** Drawn often, for the line above turns; made again when there is news. */
  #lines: readonly string[] = []

  constructor(io: Io) {
    this.#io = io
    this.#screen = new Screen(io.err)
  }

  /**
   * Look through the agent that judges; a second one would take a second of the
   * guest's time to start, and memory as long as it is there.
   */
  follow(bench: Bench): void {
    this.#bench = bench
    follow(
      () => bench.call('look', {}),
      (look) => this.#push(look),
      this.#stop.signal,
      // The agent is gone: the checks have more to say about that.
    ).catch(() => undefined)
  }

  draw(line: string): void {
    this.#screen.draw([line, ...this.#lines])
  }

  keep(line: string): void {
    this.#screen.keep(line)
  }

  close(): void {
    this.#stop.abort()
    this.#screen.close()
  }

  #push(look: CgroupLook): void {
    // What a person runs in the guest meanwhile is not what is judged.
    const own = basename(this.#bench?.hello.cgroup ?? '')
    const cgroups = look.cgroups.filter(({ path }) =>
      path.startsWith(`/${own}/`),
    )
    this.#pane.push({ ...look, cgroups })
    const { err, color, language } = this.#io
    // One column less than there are: some terminals wrap at the last one.
    const columns = widthOf(err) - 1
    const rows = Math.min(MOST_ROWS, (err.rows ?? WITHOUT_ROWS) - 3)
    const lines = this.#pane.lines({ language, color, columns }, rows)
    // It grows, but does not shrink: whoever reads it wants it to stand still.
    const missing = Math.max(0, this.#lines.length - lines.length)
    this.#lines = [...lines, ...Array.from({ length: missing }, () => '')]
  }

  #nameOf(path: string): string | null {
    const { containers, hello } = this.#bench ?? {}
    const own = hello?.cgroup ?? ''
    const folder = own.slice(0, own.lastIndexOf('/')) + path
    return containers?.get(folder) ?? null
  }
}
