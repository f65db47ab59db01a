/** The notes of a demo that is on: a page, and a place where `--notes` finds them. */

import { UsageError } from '../command.ts'
import { explainError } from '../explain-error.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'
import { Changes } from '../web/changes.ts'
import { newSecret } from '../web/token.ts'
import { forgetPlace, notePlace } from './notes-file.ts'
import { serveNotes } from './notes-server.ts'
import { type NotesView, notesView, type Scripts } from './notes-view.ts'
import { beginAt, type Presenting } from './presenting.ts'

export interface NotesOptions {
  readonly root: string
  /** Where they are noted for other terminals. */
  readonly folder: string
  readonly lab: { readonly id: string }
  readonly scripts: Scripts
  readonly port: number | undefined
}

export interface DemoNotes {
  readonly url: string
  tell(state: Presenting): void
  close(): Promise<void>
}

/**
 * Open the notes.
 *
 * @throws {UsageError} If somebody else has the port.
 */
export async function openNotes(
  io: Io,
  { root, folder, lab, scripts, port = 0 }: NotesOptions,
): Promise<DemoNotes> {
  const secret = newSecret()
  const changes = new Changes()
  const began = performance.now()
  let state: Presenting = { ...beginAt(0), phase: 'busy' }
  let told: NotesView['verdict'] = null
  const now = () =>
    notesView(lab.id, scripts, state, {
      elapsedMs: performance.now() - began,
      told,
    })
  const { language } = io
  const onBroken = (error: unknown) => void explainError(error, io)
  const listening = await serveNotes({
    ...{ root, language, secret, port, changes, now, onBroken },
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error
    throw new UsageError(say(io, 'usage.portTaken', { port }))
  })
  const place = { url: listening.url, secret }
  notePlace(folder, place)
  return {
    url: `${listening.url}/#${secret}`,
    tell(next) {
      told = verdictAfter(scripts, state, next, told)
      state = next
      changes.tell()
    },
    async close() {
      forgetPlace(folder, place)
      await listening.close()
    },
  }
}

/** What is known of the step before, once it was told: until the next one begins. */
function verdictAfter(
  { en }: Scripts,
  before: Presenting,
  after: Presenting,
  told: NotesView['verdict'],
): NotesView['verdict'] {
  if (before.step !== after.step || after.phase === 'prompt') return null
  if (before.verdict === 'none' || after.verdict !== 'none') return told
  const check = en.steps[after.step - 1]?.check ?? ''
  const isBroken = after.broken.includes(after.step - 1)
  return { check, is: isBroken ? 'fail' : 'pass' }
}
