/**
 * A machine that nobody has used, for one submission; whatever happens, it is gone
 * afterwards, and so is what it needed on this computer.
 *
 *     <run>/…                   sockets and logs, named after the submission: if this
 *                               process is killed, the next who grades it ends the VM
 *     /tmp/labs-grade-…/        tree/  programs/  share/
 */
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { guard } from '#vm/host/guard.ts'
import { ownDir, runDir, shortHash } from '#vm/host/paths.ts'
import { identify, killGroup } from '#vm/host/process.ts'
import { FORGETS, type Machine, type Provider } from '#vm/provider.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'
import type { Io } from '../io.ts'
import { chosenProvider } from '../machine.ts'

/** Folders of one submission, absolute paths. */
export interface Workplace {
  readonly tree: string
  readonly programs: string
  /** The guest sees it, and it is empty. */
  readonly share: string
}

/**
 * Use a folder that is gone afterwards.
 *
 * @param name Of a submission, and of nothing else that is graded meanwhile.
 */
export async function withWorkplace<T>(
  name: string,
  use: (place: Workplace) => Promise<T>,
): Promise<T> {
  const folder = join(tmpdir(), `labs-grade-${shortHash(name)}`)
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // Somebody may have been killed here.
  remove()
  ownDir(folder, 0o711)
  const release = guard(remove)
  try {
    const [tree, programs, share] = ['tree', 'programs', 'share'].map((part) =>
      join(folder, part),
    ) as [string, string, string]
    for (const part of [tree, programs, share]) mkdirSync(part, { mode: 0o700 })
    // The emulator may run as somebody else.
    chmodSync(folder, 0o711)
    chmodSync(share, 0o755)
    return await use({ tree, programs, share })
  } finally {
    release()
    remove()
  }
}

/** Machines of one submission, one after the other. */
export interface FreshMachines {
  /** One in which nothing has happened yet; the one before it is gone. */
  next(): Promise<Machine>
}

/**
 * Use machines that are gone afterwards.
 *
 * @param name As in `withWorkplace`.
 * @throws {RequirementError} If this computer lacks something.
 * @throws {MachineError} If one does not come up.
 */
export async function withFreshMachines<T>(
  io: Io,
  name: string,
  { share }: Workplace,
  use: (machines: FreshMachines) => Promise<T>,
): Promise<T> {
  const provider = await providerFor(io, name)
  let current: Machine | null = null
  const undo = () => killNow(current)
  const release = guard(undo)
  try {
    // Of somebody who was killed.
    await (await provider.find())?.stop()
    return await use({
      next: async () => {
        io.signal.throwIfAborted()
        current = current
          ? await current.reset(quietly)
          : await provider.start({ share }, quietly)
        return current
      },
    })
  } finally {
    release()
    await endOf(provider, current)
  }
}

const quietly = () => {}

/** `qemu` has as many machines as there are folders; others have the one. */
async function providerFor(io: Io, name: string): Promise<Provider> {
  const chosen = await chosenProvider(io)
  if (chosen.name !== 'qemu') return chosen
  return new QemuProvider({ run: runDir(`grade ${name}`, io.env) })
}

/** A machine that is not ours alone is left as it was found: running. */
async function endOf(provider: Provider, machine: Machine | null) {
  if (provider.name === 'qemu') {
    await (machine ?? (await provider.find()))?.stop()
  } else if (machine !== null) await machine.reset(quietly)
}

/** Synchronously, for it also runs while this process ends. */
function killNow(machine: Machine | null): void {
  const pid = machine?.info.provider === 'qemu' ? machine.info.pid : null
  const id = pid === null ? null : identify(pid)
  if (id !== null) killGroup(id)
}

/** How a provider keeps one submission from the next. */
export async function isolationHere(io: Io) {
  const { name } = await chosenProvider(io)
  return { name, isFresh: FORGETS[name], hasMany: name === 'qemu' }
}
