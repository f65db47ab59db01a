import { mkdir } from 'node:fs/promises'
import { runDir } from '#vm/host/paths.ts'
import type { Machine, Progress, Provider } from '#vm/provider.ts'
import { chooseProvider } from '#vm/providers.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'

/** The machine of a run: started when an item needs it, another one after each reset. */
export class Guest {
  readonly #root: string
  readonly #share: string
  readonly #progress: Progress
  #machine: Machine | null = null
  #spoilt = false

  /** @param share An empty folder; it is made if it is not there. */
  constructor(root: string, share: string, progress: Progress) {
    this.#root = root
    this.#share = share
    this.#progress = progress
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
    await mkdir(this.#share, { recursive: true })
    const provider = ownProvider(this.#root)
    await provider.prepare(this.#progress)
    return await provider.start({ share: this.#share }, this.#progress)
  }
}

/** Not the machine a student of this checkout has open: this one is reset. */
function ownProvider(root: string): Provider {
  const chosen = chooseProvider()
  return chosen.name === 'qemu'
    ? new QemuProvider({ run: runDir(`${root}/.cache/gate`) })
    : chosen
}
