/** The notes of a demo, for a browser of this computer. */
import type { Language } from '#checker/check.ts'
import type { Changes } from '../web/changes.ts'
import { feed } from '../web/events.ts'
import { type Listening, LOOPBACK, listen } from '../web/listen.ts'
import { addFiles } from '../web/page-files.ts'
import { newSite } from '../web/site.ts'
import { bearerOf, isSecret } from '../web/token.ts'
import { notesPage } from './notes-page.ts'
import type { NotesView } from './notes-view.ts'

export interface NotesServerOptions {
  readonly root: string
  readonly language: Language
  readonly secret: string
  /** 0 for any that is free. */
  readonly port: number
  readonly changes: Changes
  readonly now: () => NotesView
  readonly onBroken: (error: unknown) => void
}

const REST_MS = 100
const BEAT_MS = 15_000

/** Serve the notes. @throws {Error} EADDRINUSE */
export async function serveNotes(
  options: NotesServerOptions,
): Promise<Listening> {
  const { root, language, secret, port, changes, now } = options
  const site = newSite({ ...options, hosts: [LOOPBACK, 'localhost'] })
  addFiles(site, await notesPage(root, language))
  site.get('/api/notes', (c) => {
    if (!isSecret(bearerOf(c.req.header('authorization')), secret))
      return c.json({ error: 'unknown' }, 401)
    return feed(c, { changes, now, restMs: REST_MS, beatMs: BEAT_MS })
  })
  return await listen(site, { address: LOOPBACK, port })
}
