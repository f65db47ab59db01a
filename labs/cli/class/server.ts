/**
 * The web server of a class. Students' computers and the page have doors of their
 * own, and on a network only the students' is open:
 *
 *     loopback   /api/join /api/report /api/leave   /   /api/view
 *     network    /api/join /api/report /api/leave
 *
 * Three kinds of secrets: that of the class lets a student in and does nothing else;
 * each student's own says whose verdicts these are; that of the view shows them all.
 */
import type { Context } from 'hono'
import type { Lab } from '#checker/lab.ts'
import { feed } from '../web/events.ts'
import { hostOf, type Listening, LOOPBACK, listen } from '../web/listen.ts'
import { addFiles, type PageFiles } from '../web/page-files.ts'
import { type Bindings, newSite, type Site } from '../web/site.ts'
import { bearerOf, isSecret } from '../web/token.ts'
import { LIMITS } from './limits.ts'
import { nameIn, reportIn } from './request.ts'
import type { ClassStore, Refusal } from './store.ts'
import { viewOf } from './view.ts'

export interface ClassOptions {
  readonly store: ClassStore
  readonly labs: readonly Lab[]
  /** The lab the page opens with; `null`: the one that was last heard of. */
  readonly lab: Lab | null
  readonly page: PageFiles
  readonly secrets: { readonly join: string; readonly view: string }
  readonly port: number
  /** An address of this computer on a network; `null`: nobody else gets in. */
  readonly lan: string | null
  readonly onBroken: (error: unknown) => void
}

export interface ClassServer {
  readonly port: number
  /** For the instructor's browser, with the secret of the view. */
  readonly viewUrl: string
  /** What students are told. */
  readonly joinLine: string
  close(): Promise<void>
}

/** How often a page is sent something at most, and at least. */
const REST_MS = 500
const BEAT_MS = 15_000

/** Open a class. @throws {Error} EADDRINUSE */
export async function serveClass(options: ClassOptions): Promise<ClassServer> {
  const { lan, port, secrets } = options
  const at = { url: '' }
  const home = newSite({ ...options, hosts: [LOOPBACK, 'localhost'] })
  addStudents(home, options)
  addPage(home, options, () => joinLineOf(at.url, secrets.join))
  const own = await listen(home, { address: LOOPBACK, port })
  const open = lan === null ? own : await listenOn(lan, own, options)
  at.url = open.url
  return {
    port: own.port,
    viewUrl: `${own.url}/#${secrets.view}`,
    joinLine: joinLineOf(open.url, secrets.join),
    close: async () => void (await Promise.all([own.close(), open.close()])),
  }
}

/** Open the students' door on a network as well. */
async function listenOn(
  address: string,
  own: Listening,
  options: ClassOptions,
): Promise<Listening> {
  const site = newSite({ ...options, hosts: [hostOf(address)] })
  addStudents(site, options)
  try {
    return await listen(site, { address, port: own.port })
  } catch (error) {
    await own.close()
    throw error
  }
}

const joinLineOf = (url: string, secret: string) =>
  `npx labs join '${url}/#${secret}' --name NAME`

function addStudents(
  site: Site,
  { store, labs, secrets }: Pick<ClassOptions, 'store' | 'labs' | 'secrets'>,
): void {
  site.post('/api/join', async (c) => {
    if (!isSecret(secretOf(c), secrets.join)) return refuse(c, 'unknown')
    const name = nameIn(await bodyOf(c))
    if (name === null) return c.json({ error: 'malformed' }, 400)
    const place = store.join(name)
    return typeof place === 'string' ? refuse(c, place) : c.json(place, 201)
  })
  site.post('/api/report', async (c) => {
    const report = reportIn(await bodyOf(c), labs)
    if (report === null) return c.json({ error: 'malformed' }, 400)
    return answer(c, store.report(secretOf(c), report))
  })
  site.post('/api/leave', (c) => answer(c, store.leave(secretOf(c))))
}

function addPage(
  site: Site,
  { store, labs, lab, page, secrets }: ClassOptions,
  joinLine: () => string,
): void {
  addFiles(site, page)
  const named = (id: string | undefined) => labs.find((lab) => lab.id === id)
  const viewers = new Viewers()
  site.get('/api/view', (c) => {
    if (!isSecret(secretOf(c), secrets.view)) return refuse(c, 'unknown')
    if (viewers.isFull) return refuse(c, 'busy')
    const usual = lab ?? named(store.register.lastLab ?? '') ?? labs[0]
    const shown = named(c.req.query('lab')) ?? usual
    if (shown === undefined) return c.notFound()
    const withPeople = c.req.query('people') !== 'none'
    const view = { labs, lab: shown, withPeople }
    viewers.count(c)
    return feed(c, {
      changes: store.changes,
      now: () => viewOf(store, { ...view, joinLine: joinLine() }),
      restMs: REST_MS,
      beatMs: BEAT_MS,
    })
  })
}

/** Those who look at the class. */
class Viewers {
  #there = 0

  get isFull(): boolean {
    return this.#there >= LIMITS.viewers
  }

  count(c: Context<Bindings>): void {
    this.#there++
    c.env.outgoing.once('close', () => this.#there--)
  }
}

const STATUS = { unknown: 401, busy: 429, full: 409 } as const

function refuse(c: Context<Bindings>, refusal: Refusal) {
  return c.json({ error: refusal }, STATUS[refusal])
}

const answer = (c: Context<Bindings>, refusal: Refusal | null) =>
  refusal === null ? c.body(null, 204) : refuse(c, refusal)

const secretOf = (c: Context<Bindings>) =>
  bearerOf(c.req.header('authorization'))

/** What was sent; nothing if it is no JSON. */
async function bodyOf(c: Context<Bindings>): Promise<unknown> {
  try {
    return await c.req.json()
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
