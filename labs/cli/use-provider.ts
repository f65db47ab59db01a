/**
 * `labs vm use`: what is to be remembered, whether the machine in question may be
 * broken, and what becomes of the one that is up.
 */
import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { ProviderName } from '#vm/provider.ts'
import type { Settings, SshSettings } from '#vm/settings.ts'
import { UsageError } from './command.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import { confirm } from './prompts.ts'

/** What forgets the choice. */
export const AUTOMATIC = 'auto'

export interface Use {
  /** A provider, or `auto`. */
  readonly name: string
  /** For ssh, unless one is remembered. */
  readonly host: string | undefined
  /** Path of an ssh client configuration. */
  readonly config: string | undefined
  /** Whether the person says at once that it may be broken. */
  readonly disposable: boolean
}

/**
 * The settings after a choice.
 *
 * @throws {UsageError} When it cannot be meant so.
 * @throws {PromptCancelled} When the person is asked and leaves.
 */
export async function settingsAfter(
  io: Io,
  use: Use,
  before: Settings,
): Promise<Settings> {
  if (use.name === AUTOMATIC) return { ...before, provider: null }
  const provider = await knownName(io, 'labs vm use', use.name, [AUTOMATIC])
  const after = { ...before, provider }
  if (provider === 'ssh') {
    return { ...after, ssh: await sshAfter(io, use, before.ssh) }
  }
  if (provider !== 'local') return after
  const here = hostname()
  const agreed = before.disposableHere === here || (await agrees(io, use, here))
  return { ...after, disposableHere: agreed ? here : null }
}

/**
 * The provider of that name.
 *
 * @param what Where the name stands.
 * @param more What else may stand there.
 * @throws {UsageError} When there is none.
 */
export async function knownName(
  io: Io,
  what: string,
  found: string,
  more: readonly string[] = [],
): Promise<ProviderName> {
  const { PROVIDER_NAMES } = await import('#vm/provider.ts')
  const name = PROVIDER_NAMES.find((known) => known === found)
  if (name !== undefined) return name
  const wanted = [...PROVIDER_NAMES, ...more].join(', ')
  throw new UsageError(say(io, 'usage.oneOf', { what, wanted, found }))
}

async function sshAfter(
  io: Io,
  use: Use,
  before: SshSettings | null,
): Promise<SshSettings> {
  const host = use.host ?? before?.host
  if (host === undefined) throw new UsageError(say(io, 'use.whichHost'))
  const same = host === before?.host ? before : null
  const config =
    use.config === undefined ? (same?.config ?? null) : resolve(use.config)
  // Another configuration may lead to another host of the same name.
  const known = same?.disposable === true && same.config === config
  const disposable = known || (await agrees(io, use, host))
  return { host, config, disposable }
}

/** @throws {UsageError} When nobody is there to ask. */
async function agrees(io: Io, use: Use, host: string): Promise<boolean> {
  if (use.disposable) return true
  const question = say(io, 'use.mayBreak', { host })
  return await confirm(io, question, say(io, 'use.sayDisposable', { host }))
}

/**
 * Stop the machine that no command would find any more once other settings hold.
 *
 * @param option What `--provider` says, if anything.
 */
export async function leaveOther(
  io: Io,
  after: Settings,
  option?: string,
): Promise<void> {
  const { readSettings } = await import('#vm/settings.ts')
  const { chooseWithReason } = await import('#vm/providers.ts')
  const before = readSettings()
  const now = chooseWithReason(io.env, undefined, before)
  const next = chooseWithReason(io.env, option, after)
  const { name } = now.choice
  const sameHost = name !== 'ssh' || isSameHost(before.ssh, after.ssh)
  if (name === next.choice.name && sameHost) return
  const running = await now.provider.find()
  if (running === null) return
  await running.stop()
  io.err.write(`${say(io, 'use.stopped', { name })}\n`)
}

function isSameHost(a: SshSettings | null, b: SshSettings | null): boolean {
  return a?.host === b?.host && a?.config === b?.config
}

/** Write settings down, and say if the environment goes before them. */
export async function remember(io: Io, settings: Settings): Promise<void> {
  const { writeSettings } = await import('#vm/settings.ts')
  writeSettings(settings)
  const name = io.env.LABS_PROVIDER
  if (!name || name === settings.provider) return
  io.err.write(`${io.color.yellow(say(io, 'use.environment', { name }))}\n`)
}
