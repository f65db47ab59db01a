import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { runDir } from '#vm/host/paths.ts'
import type { Machine, Progress, Provider } from '#vm/provider.ts'
import { chooseProvider } from '#vm/providers.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'

export interface GuestOptions {
  /** Root of the checkout. */
  readonly root: string
  /** An empty folder; it is made if it is not there. */
  readonly share: string
  /** Which of the machines of this gate, from 0. */
  readonly number: number
  readonly progress: Progress
}

/** The machine of a lane: started when an item needs it, another one after each reset. */
export class Guest {
  readonly #options: GuestOptions
  #machine: Machine | null = null
  #spoilt = false

  constructor(options: GuestOptions) {
    this.#options = options
  }

  async machine(): Promise<Machine> {
    if (this.#spoilt) return await this.fresh()
    this.#machine ??= await this.#start()
    return this.#machine
  }

  /** The next who asks gets another one. */
  spoil(): void {
    this.#spoilt = true
  }

  /** Nothing happened to it after all. */
  keep(): void {
    this.#spoilt = false
  }

  async fresh(): Promise<Machine> {
    this.#spoilt = false
    const machine = this.#machine ?? (await this.#start())
    this.#machine = await machine.reset(() => {})
    return this.#machine
  }

  async stop(): Promise<void> {
    await this.#machine?.stop()
  }

  async #start(): Promise<Machine> {
    const { root, share, number, progress } = this.#options
    await mkdir(share, { recursive: true })
    const provider = ownProvider(root, number)
    await provider.prepare(progress)
    return await provider.start({ share }, progress)
  }
}

/** Processors of a guest. Two guests that share two take longer than in turn. */
const PROCESSORS = 2

/** How many machines make sense at the same time. */
export function lanesHere(): number {
  // Any other provider has the one machine that it was given.
  if (chooseProvider().name !== 'qemu') return 1
  return Math.max(1, Math.floor(availableParallelism() / PROCESSORS))
}

/** Not the machine a student of this checkout has open: this one is reset. */
function ownProvider(root: string, number: number): Provider {
  const chosen = chooseProvider()
  return chosen.name === 'qemu'
    ? new QemuProvider({ run: runDir(`${root}/.cache/gate/${number}`) })
    : chosen
}
