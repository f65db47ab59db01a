import { once } from 'node:events'
import { checkoutRoot } from '#checker/checkout.ts'
import { labs } from '#labs/catalog.ts'
import { ownAddresses } from '../class/addresses.ts'
import type { ClassOptions, ClassServer } from '../class/server.ts'
import type { ClassStore } from '../class/store.ts'
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
import { portIn } from '../web/port.ts'

/** `labs class`: how everybody who joined gets on, on a page of this computer. */
export const classView: Command = {
  usage: 'labs class [--port N] [--lan ADDRESS] [--lab ID] [--new] [--json]',
  summary: 'summary.class',
  options: {
    port: { type: 'string' },
    lan: { type: 'string' },
    lab: { type: 'string' },
    new: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  explains: {
    port: 'option.classPort',
    lan: 'option.classLan',
    lab: 'option.classLab',
    new: 'option.classNew',
    json: 'option.json',
  },
  maxPositionals: 0,

  async run(input, io) {
    const wishes = wishesIn(input, io)
    const opened = await open(io, wishes)
    const words = flag(input, 'json') ? jsonOf(opened) : textOf(io, opened)
    io.out.write(words)
    if (!io.signal.aborted) await once(io.signal, 'abort')
    await opened.server.close()
    return EXIT.ok
  },
}

/** What the command line says, made sure of. */
function wishesIn(input: Input, io: Io) {
  const lab = text(input, 'lab')
  return {
    port: portIn(input, io),
    lan: lanIn(input, io),
    lab: lab === undefined ? null : labNamed(io, lab),
    isNew: flag(input, 'new'),
  }
}

/** An address of this computer: "all of them" would be more than was asked for. */
function lanIn(input: Input, io: Io): string | null {
  const found = text(input, 'lan')
  if (found === undefined || ownAddresses().includes(found)) {
    return found ?? null
  }
  throw new UsageError(
    say(io, 'usage.lan', { found, addresses: addressList(io) }),
  )
}

const addressList = (io: Io) =>
  ownAddresses().join(', ') || say(io, 'class.noAddress')

interface Opened {
  readonly server: ClassServer
  readonly store: ClassStore
  readonly lan: string | null
}

/** Open the class of this checkout, or a new one. */
async function open(
  io: Io,
  { port, isNew, ...wishes }: ReturnType<typeof wishesIn>,
): Promise<Opened> {
  const settings = await import('../class/settings.ts')
  const { openStore } = await import('../class/open-store.ts')
  const { pageFiles } = await import('../class/page.ts')
  const folder = settings.classFolder(checkoutRoot())
  if (isNew) {
    await makeSureItEnded(io, port ?? settings.readSettings(folder).port)
    settings.forgetClass(folder)
  }
  const known = settings.readSettings(folder)
  const store = openStore(settings.eventsIn(folder))
  const server = await serve(io, {
    ...wishes,
    store,
    labs,
    page: await pageFiles(checkoutRoot(), io.language),
    secrets: known,
    port: port ?? known.port,
    onBroken: (error) => void explainError(error, io),
  })
  settings.writeSettings(folder, { ...known, port: server.port })
  return { server, store, lan: wishes.lan }
}

/** What is to be deleted may be in use in another terminal. */
async function makeSureItEnded(io: Io, port: number): Promise<void> {
  const { LOOPBACK, listen } = await import('../web/listen.ts')
  const { Hono } = await import('hono')
  const place = { address: LOOPBACK, port }
  const listening = await listen(new Hono(), place).catch(portTaken(io, port))
  await listening.close()
}

/** Not at another port instead: students who joined know this one. */
async function serve(io: Io, options: ClassOptions): Promise<ClassServer> {
  const { serveClass } = await import('../class/server.ts')
  return await serveClass(options).catch(portTaken(io, options.port))
}

const portTaken =
  (io: Io, port: number) =>
  (error: unknown): never => {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new UsageError(say(io, 'usage.classPortTaken', { port }))
  }

function jsonOf({ server, store }: Opened): string {
  const { viewUrl, joinLine, port } = server
  const students = store.register.students.length
  const facts = { port, viewUrl, joinLine, students }
  return `${JSON.stringify({ schema: 'labs.class/v1', ...facts })}\n`
}

function textOf(io: Io, { server, store, lan }: Opened): string {
  const { viewUrl, joinLine } = server
  const count = store.register.students.length
  const reach =
    lan === null
      ? say(io, 'class.loopback', { addresses: addressList(io) })
      : say(io, 'class.lan', { address: lan })
  return [
    say(io, 'class.page', { url: viewUrl }),
    say(io, 'class.join', { line: joinLine }),
    reach,
    ...(count === 0 ? [] : [say(io, 'class.kept', { count })]),
    say(io, 'class.end'),
    '',
  ].join('\n')
}
