import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import type { Lab } from '#checker/lab.ts'
import { labs } from '#labs/catalog.ts'
import {
  type Command,
  EXIT,
  flag,
  type Input,
  text,
  UsageError,
} from '../command.ts'
import { explainError } from '../explain-error.ts'
import { labNamed } from '../find-lab.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { IdleLimit } from '../playground/idle-limit.ts'
import type { PlaygroundServer } from '../playground/server.ts'
import { Session } from '../playground/session.ts'
import type { Source } from '../runtime-source.ts'
import { portIn } from '../web/port.ts'

/** `labs playground`: lesson, terminal and pictures of the kernel, in a browser. */
export const playground: Command = {
  usage:
    'labs playground [lab] [--work | --solution] [--provider NAME] [--port N]\n' +
    '        [--forwarded HOST] [--idle MINUTES] [--json]',
  summary: 'summary.playground',
  options: {
    work: { type: 'boolean' },
    solution: { type: 'boolean' },
    provider: { type: 'string' },
    port: { type: 'string' },
    forwarded: { type: 'string' },
    idle: { type: 'string' },
    json: { type: 'boolean' },
  },
  explains: {
    work: 'option.playWork',
    solution: 'option.playSolution',
    provider: 'option.playProvider',
    port: 'option.playPort',
    forwarded: 'option.playForwarded',
    idle: 'option.playIdle',
    json: 'option.json',
  },
  maxPositionals: 1,

  async run(input, io) {
    const wishes = await wishesIn(input, io)
    const session = await openSession(io, wishes)
    const idle = new IdleLimit(wishes.idleMinutes)
    try {
      const server = await serve(io, session, { ...wishes, idle })
      io.out.write(flag(input, 'json') ? jsonOf(server) : textOf(io, server))
      const stopWatching = await watchSources(io, session, wishes.source)
      const ended = AbortSignal.any([io.signal, idle.signal])
      if (!ended.aborted) await once(ended, 'abort')
      if (idle.signal.aborted) io.err.write(`${idleText(io, wishes)}\n`)
      stopWatching()
      await server.close()
    } finally {
      idle.stop()
      await session.close()
    }
    return EXIT.ok
  },
}

/** What the command line says, made sure of. */
async function wishesIn(input: Input, io: Io) {
  const name = input.positionals[0]
  const lab = name === undefined ? null : labNamed(io, name)
  const provider = text(input, 'provider')
  if (provider !== undefined) {
    const { knownName } = await import('../use-provider.ts')
    await knownName(io, '--provider', provider)
  }
  const source = await sourceIn(input, io, lab)
  return {
    ...{ lab, source, provider, port: portIn(input, io) },
    forwarded: forwardedIn(input, io),
    idleMinutes: idleMinutesIn(input, io),
  }
}

/** A host as it stands in a URL; whatever else there was would not be its name. */
const HOST = /^[a-z\d](?:[a-z\d.-]*[a-z\d])?(?::\d{1,5})?$/i

function forwardedIn(input: Input, io: Io): string | undefined {
  const found = text(input, 'forwarded')
  if (found === undefined || HOST.test(found)) return found?.toLowerCase()
  throw new UsageError(say(io, 'usage.forwarded', { found }))
}

/** What a break of a class takes, and not a night. */
const IDLE_MINUTES = 120
const MOST_IDLE_MINUTES = 7 * 24 * 60

/** @returns 0 for no limit. */
function idleMinutesIn(input: Input, io: Io): number {
  const found = text(input, 'idle')
  if (found === undefined) return IDLE_MINUTES
  const minutes = /^\d{1,5}$/.test(found) ? Number(found) : Number.NaN
  if (minutes <= MOST_IDLE_MINUTES) return minutes
  throw new UsageError(
    say(io, 'usage.idle', { found, most: MOST_IDLE_MINUTES }),
  )
}

const idleText = (io: Io, { idleMinutes }: Wishes) =>
  say(io, 'play.idle', { minutes: idleMinutes })

/**
 * The student's programs if there are any. Without a lab there are forms, and these
 * need all that the reference can do.
 */
async function sourceIn(
  input: Input,
  io: Io,
  lab: Lab | null,
): Promise<Source> {
  const { hasWork } = await import('../runtime-source.ts')
  const isWork = flag(input, 'work')
  if (isWork && flag(input, 'solution'))
    throw new UsageError(say(io, 'usage.contradiction'))
  if (isWork && !hasWork(checkoutRoot()))
    throw new UsageError(
      say(io, 'usage.notStarted', { lab: lab?.id ?? '01-chroot' }),
    )
  if (isWork) return 'work'
  if (flag(input, 'solution') || lab === null) return 'reference'
  return hasWork(checkoutRoot()) ? 'work' : 'reference'
}

type Wishes = Awaited<ReturnType<typeof wishesIn>>

/** Programs are bundled before the machine starts: a typo is told at once. */
async function openSession(
  io: Io,
  { lab, source, provider: wanted }: Wishes,
): Promise<Session> {
  const { bundledFrom } = await import('../runtime-source.ts')
  const { chosenWithReason, startMachine } = await import('../machine.ts')
  const root = checkoutRoot()
  const program = await bundledFrom(root, source)
  const { provider } = await chosenWithReason(io, wanted)
  const session = new Session({
    ...{ root, provider, program, lab },
    words: {
      lost: say(io, 'play.shellLost'),
      anotherShell: say(io, 'play.anotherShell'),
      resetting: say(io, 'play.resetting'),
    },
    start: () => startMachine(io, root, provider),
    onReport: async (lab, report) => {
      if (source !== 'work') return
      const { noteWork } = await import('../check-work.ts')
      // No attempt to hand in: in this machine anything may have been typed.
      await noteWork(io, root, lab, { report, tree: null })
    },
    onBroken: (error) => void explainError(error, io),
  })
  await session.begin().catch(async (error: unknown) => {
    await session.close()
    throw error
  })
  return session
}

async function serve(
  io: Io,
  session: Session,
  { port, forwarded, idle }: Wishes & { readonly idle: IdleLimit },
): Promise<PlaygroundServer> {
  const { servePlayground } = await import('../playground/server.ts')
  const { pageFiles } = await import('../playground/page-files.ts')
  try {
    return await servePlayground({
      ...{ session, labs, language: io.language, port: port ?? 0, forwarded },
      onUse: () => idle.used(),
      files: await pageFiles(checkoutRoot()),
      lessonOf,
      onBroken: (error) => void explainError(error, io),
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new UsageError(say(io, 'usage.portTaken', { port: port ?? 0 }))
  }
}

function lessonOf({ id }: Lab, language: Language): string | null {
  const path = join(checkoutRoot(), 'labs', id, `lesson.${language}.md`)
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

/** The student's programs are installed anew whenever they save. */
async function watchSources(
  io: Io,
  session: Session,
  source: Source,
): Promise<() => void> {
  if (source === 'reference') return () => {}
  const { watchPrograms } = await import('../playground/watch-programs.ts')
  return watchPrograms(checkoutRoot(), session, (error) =>
    explainError(error, io),
  )
}

function jsonOf({ url, viewUrl, port }: PlaygroundServer): string {
  const facts = { schema: 'labs.playground/v1', url, viewUrl, port }
  return `${JSON.stringify(facts)}\n`
}

function textOf(io: Io, { url, viewUrl }: PlaygroundServer): string {
  return [
    say(io, 'play.open', { url }),
    say(io, 'play.openView', { url: viewUrl }),
    say(io, 'play.end'),
    '',
  ].join('\n')
}
