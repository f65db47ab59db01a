/**
 * One playground: a machine, and all that is seen of it and done to it. Whatever
 * happens to the machine, pages stay connected:
 *
 *     starting ─▶ up ── the connection is gone ─▶ lost ── found again ─▶ up
 *        ▲         └── reset ──┐                    │
 *        └─────────────────────┴── start again ─────┘
 */
import { setTimeout } from 'node:timers/promises'
import type { JudgedProgram, LabReport } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import type { Scene } from '#checker/scene/scene.ts'
import { FORGETS, type Machine, type Provider } from '#vm/provider.ts'
import { CheckRunner } from './check-runner.ts'
import { CommandChanges } from './command-changes.ts'
import { Home } from './home.ts'
import type { LiveMachine } from './live.ts'
import { LiveState } from './live-state.ts'
import { MarkedScene } from './marked-scene.ts'
import { SharedTerminal } from './shared-terminal.ts'

export interface SessionOptions {
  readonly root: string
  readonly provider: Provider
  readonly program: JudgedProgram
  readonly lab: Lab | null
  /** Words for the terminal, in the language of whoever started it. */
  readonly words: {
    readonly lost: string
    readonly anotherShell: string
    readonly resetting: string
  }
  /** Start the machine, or find it. */
  readonly start: (onStage: (text: string) => void) => Promise<Machine>
  /** Told of checks that came to their end. */
  readonly onReport: (lab: Lab, report: LabReport) => Promise<void>
  readonly onBroken: (error: unknown) => void
}

const FIRST_SIZE = { columns: 80, rows: 24 }
/** How often a machine that is lost is looked for. */
const FIND_EVERY_MS = 2000
/** Status of a shell that nobody reaches any more. @see ssh(1), EXIT STATUS */
const CONNECTION_LOST = 255
/** A shell that ends at once again would do so for ever. */
const SHELL_REST_MS = 500

export class Session {
  readonly live: LiveState
  readonly terminal: SharedTerminal
  readonly #options: SessionOptions
  readonly #changes: CommandChanges
  readonly #mark: MarkedScene
  readonly #checks = new Map<string, CheckRunner>()
  #program: JudgedProgram
  #lab: Lab | null
  #home: Home | null = null
  #isClosed = false
  /** Why the machine is lost, as it was told last. */
  #fault: string | null = null
  /** Moves from one machine to another happen one after the other. */
  #moves: Promise<void> = Promise.resolve()
  /** Checks that were given up clean up in the machine before others begin. */
  #checking: Promise<unknown> = Promise.resolve()

  constructor(options: SessionOptions) {
    this.#options = options
    this.#program = options.program
    this.#lab = options.lab
    this.live = new LiveState({
      ...{ scene: null, checks: null, births: [], change: null, mark: null },
      ...{ viewers: 0, shown: { picture: 'processes' } },
      machine: {
        ...{ state: 'starting', stage: '', accel: '', kernel: '', fault: null },
        provider: options.provider.name,
        forgets: FORGETS[options.provider.name],
        program: options.program.name,
      },
    })
    this.#mark = new MarkedScene((mark) => this.live.set('mark', mark))
    this.#changes = new CommandChanges({
      look: async () => (await this.#home?.feed.lookNow()) ?? null,
      latest: () => this.live.get('scene'),
      onChange: (change) => this.live.set('change', change),
    })
    this.terminal = new SharedTerminal(FIRST_SIZE, this.#changes)
    if (options.lab !== null) this.#showChecks(options.lab)
  }

  /** Start the machine and move in. @throws What keeps it from starting. */
  async begin(): Promise<void> {
    await this.#move(async () => this.#moveIn(await this.#start()))
  }

  get lab(): Lab | null {
    return this.#lab
  }

  /** Let this lab's checks be the ones that are shown; those that run are given up. */
  choose(lab: Lab | null): void {
    if (lab !== this.#lab) this.#runner?.abandon()
    this.#lab = lab
    if (lab === null) this.live.set('checks', null)
    else this.#showChecks(lab)
  }

  /** Run checks of the lab. @returns `false` if some run, or there is nothing to run. */
  check(only?: readonly string[]): boolean {
    const runner = this.#runner
    const machine = this.#home?.machine
    if (runner === null || runner.isRunning || machine === undefined)
      return false
    const { onReport, onBroken } = this.#options
    const run = {
      ...{ machine, program: this.#program, only, after: this.#checking },
      onReport: (report: LabReport) => onReport(runner.lab, report),
    }
    this.#checking = runner.run(run).catch(onBroken)
    return true
  }

  /** Remember how things stand, and show what changes from now on; or no longer. */
  async mark(isSet: boolean): Promise<void> {
    const scene = isSet ? await this.#home?.feed.lookNow() : null
    this.#mark.set(scene ?? null)
  }

  /** Type a line into the terminal, as if somebody had. */
  type(line: string): void {
    this.terminal.type({ mayType: true }, `${line}\r`)
  }

  viewersChanged(): void {
    this.live.set('viewers', this.terminal.viewers)
  }

  /** Make the machine forget what happened; one that is lost starts again. */
  reset(): Promise<void> {
    return this.#move(async () => {
      const machine = this.#home?.machine
      await this.#moveOut('starting')
      this.terminal.clear()
      this.terminal.say(this.#options.words.resetting)
      const stage = (stage: string) => this.#tell({ stage })
      const fresh = await (machine?.reset(stage) ?? this.#start())
      for (const runner of this.#checks.values()) runner.forget()
      await this.#moveIn(fresh)
    })
  }

  /** The sources were saved: have their programs in the guest. */
  async renew(program: JudgedProgram): Promise<void> {
    this.#program = program
    this.#tell({ program: program.name, fault: null })
    await this.#home?.install(program)
  }

  /** The sources do not parse; the programs stay as they were. */
  stale(fault: string): void {
    this.#tell({ fault })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const runner of this.#checks.values()) runner.abandon()
    await this.#moves.catch(() => {})
    await this.#home?.leave()
    this.terminal.dispose()
  }

  get #runner(): CheckRunner | null {
    return this.#checks.get(this.#lab?.id ?? '') ?? null
  }

  #showChecks(lab: Lab): void {
    const known = this.#checks.get(lab.id)
    const runner =
      known ??
      new CheckRunner(lab, (checks) => {
        if (this.#lab === lab) this.live.set('checks', checks)
      })
    this.#checks.set(lab.id, runner)
    this.live.set('checks', runner.checks)
  }

  #start(): Promise<Machine> {
    this.#tell({ state: 'starting' })
    return this.#options.start((stage) => this.#tell({ stage }))
  }

  /** After whatever moves now; if it fails, the machine is lost. */
  #move(work: () => Promise<void>): Promise<void> {
    const moved = this.#moves.then(work)
    this.#moves = moved.catch(async (error: unknown) => {
      await this.#moveOut('lost')
      if (this.#isClosed) return
      this.#complain(messageOf(error))
      await setTimeout(FIND_EVERY_MS)
      void this.#lookForIt()
    })
    return moved
  }

  /** It is tried again and again, and told once. */
  #complain(fault: string): void {
    if (fault !== this.#fault) this.terminal.say(fault)
    this.#fault = fault
  }

  async #moveIn(machine: Machine): Promise<void> {
    const { root } = this.#options
    const settled = Home.settle({
      root,
      machine,
      program: this.#program,
      events: {
        onScene: (scene) => this.#seen(scene),
        onBirths: (births) => this.live.set('births', births),
        onLost: () => void settled.then((home) => this.#lose(home)),
      },
    })
    const home = await settled
    if (this.#isClosed) return await home.leave()
    this.#home = home
    this.#fault = null
    const { accel, kernel } = machine.info
    this.#openShell(home)
    this.#tell({ state: 'up', stage: '', accel, kernel })
  }

  async #moveOut(state: LiveMachine['state']): Promise<void> {
    const home = this.#home
    this.#home = null
    for (const runner of this.#checks.values()) runner.abandon()
    this.terminal.detach()
    this.#mark.set(null)
    this.#changes.forget()
    this.live.set('change', null)
    this.live.set('scene', null)
    this.#tell({ state, stage: '' })
    await home?.leave()
  }

  #openShell(home: Home): void {
    const shell = home.openShell(this.terminal.size)
    this.terminal.attach(shell)
    void shell.ended.then(async ({ code }) => {
      if (this.#home !== home) return
      this.terminal.detach()
      if (code === CONNECTION_LOST) return this.#lose(home)
      await setTimeout(SHELL_REST_MS)
      if (this.#home !== home || this.#isClosed) return
      this.terminal.say(this.#options.words.anotherShell)
      this.#openShell(home)
    })
  }

  #seen(scene: Scene): void {
    this.live.set('scene', scene)
    this.#changes.seen(scene)
    this.#mark.seen(scene)
  }

  #lose(home: Home): void {
    if (this.#home !== home || this.#isClosed) return
    this.terminal.say(this.#options.words.lost)
    void this.#move(async () => {
      if (this.#home !== home) return
      await this.#moveOut('lost')
      void this.#lookForIt()
    })
  }

  /** Somebody may start it elsewhere, or have reset it there. */
  async #lookForIt(): Promise<void> {
    while (this.live.get('machine').state === 'lost' && !this.#isClosed) {
      const machine = await this.#options.provider.find().catch(() => null)
      if (machine !== null) return await this.#return()
      await setTimeout(FIND_EVERY_MS)
    }
  }

  /** To start what runs already is to connect to it anew. */
  async #return(): Promise<void> {
    await this.#move(async () => {
      if (this.#home !== null || this.#isClosed) return
      await this.#moveIn(await this.#start())
    }).catch(() => null)
  }

  #tell(facts: Partial<LiveMachine>): void {
    this.live.set('machine', { ...this.live.get('machine'), ...facts })
  }
}

const messageOf = (error: unknown) =>
  error instanceof Error ? error.message : String(error)
