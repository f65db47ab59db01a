import { once } from 'node:events'
import { checkoutRoot } from '#checker/checkout.ts'
import { type Command, EXIT, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import type { Listening } from '../web/listen.ts'
import { portIn } from '../web/port.ts'

/** Tried when none is asked for; another one if it is taken. */
const USUAL_PORT = 4173

/** `labs docs`: the site of the course, from this computer. */
export const docs: Command = {
  usage: 'labs docs [--port N]',
  summary: 'summary.docs',
  options: { port: { type: 'string' } },
  explains: { port: 'option.port' },
  maxPositionals: 0,

  async run(input, io) {
    const port = portIn(input, io)
    const { buildSite } = await import('../site/build-site.ts')
    const pages = await buildSite({
      root: checkoutRoot(),
      signal: io.signal,
      onBuild: () => io.err.write(`${say(io, 'docs.building')}\n`),
    })
    if (pages === null) return EXIT.cannot
    const site = await serve(pages, port, io)
    const url = `${site.url}/${io.language === 'zh' ? 'zh/' : ''}`
    io.out.write(`${say(io, 'docs.serving', { url })}\n`)
    if (!io.signal.aborted) await once(io.signal, 'abort')
    await site.close()
    return EXIT.ok
  },
}

async function serve(
  pages: string,
  port: number | undefined,
  io: Io,
): Promise<Listening> {
  const { serveFolder } = await import('../site/serve-folder.ts')
  try {
    return await serveFolder(pages, port ?? USUAL_PORT)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (port === undefined) return await serveFolder(pages, 0)
    throw new UsageError(say(io, 'usage.portTaken', { port }))
  }
}
