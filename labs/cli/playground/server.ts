/**
 * The web server of a playground, on loopback. Two kinds of secrets: the full one
 * does everything, that of the view looks:
 *
 *                          full   view
 *     GET  /               –      –        the page: nothing secret is in it
 *     GET  /api/live       yes    yes      what happens, as it happens
 *     GET  /api/terminal   types  looks    the terminal, a WebSocket
 *     POST /api/…          yes    403      check, lab, reset, mark, show, type, box
 */
import type { Context } from 'hono'
import type { Language } from '#checker/check.ts'
import type { Lab } from '#checker/lab.ts'
import { encodeScene } from '#checker/scene/wire.ts'
import { feed } from '../web/events.ts'
import { LOOPBACK, listen } from '../web/listen.ts'
import { addFiles, type PageFiles } from '../web/page-files.ts'
import { type Bindings, newSite, type Site } from '../web/site.ts'
import { bearerOf, isSecret, newSecret } from '../web/token.ts'
import { BoxFormError, boxLine } from './box-line.ts'
import { addTerminal, newWebsockets } from './door.ts'
import type { Live, Role } from './live.ts'
import type { Seen } from './live-state.ts'
import { pageHtml } from './page-html.ts'
import type { Session } from './session.ts'

/** As much of a session as its pages see and do. */
export type OpenSession = Pick<
  Session,
  | ('live' | 'terminal' | 'viewersChanged' | 'lab')
  | ('check' | 'choose' | 'mark' | 'reset' | 'type')
>

export interface PlaygroundOptions {
  readonly session: OpenSession
  readonly labs: readonly Lab[]
  readonly files: PageFiles
  /** The lesson of a lab, in Markdown; `null` where there is none. */
  readonly lessonOf: (lab: Lab, language: Language) => string | null
  /** In which the page speaks until its reader wants another. */
  readonly language: Language
  /** 0 for any that is free. */
  readonly port: number
  /** Host of the HTTPS site from which the port is forwarded, if it is. */
  readonly forwarded?: string | undefined
  /** Somebody does something, and does not only look. */
  readonly onUse: () => void
  readonly onBroken: (error: unknown) => void
}

export interface PlaygroundServer {
  readonly port: number
  /** For whoever works with it, with the full secret. */
  readonly url: string
  /** For a projector: with the other one. */
  readonly viewUrl: string
  close(): Promise<void>
}

/** How often a page is sent something at most, and at least. */
const REST_MS = 100
const BEAT_MS = 15_000
/** Names of checks that may be asked for at once. */
const MOST_CHECKS = 200
const LONGEST_ID = 64
/** What can be typed as one line: no key among it but those of characters. */
const LINE = /^[^\p{Cc}]{1,4000}$/u

/** Open a playground. @throws {Error} EADDRINUSE */
export async function servePlayground(
  options: PlaygroundOptions,
): Promise<PlaygroundServer> {
  const { session, port, forwarded, onUse, onBroken } = options
  const secrets = { full: newSecret(), view: newSecret() }
  const roleOf = (secret: string | null): Role | null => {
    if (isSecret(secret, secrets.full)) return 'full'
    return isSecret(secret, secrets.view) ? 'view' : null
  }
  const at = { url: '' }
  const site = newSite({
    hosts: [LOOPBACK, 'localhost'],
    forwarded,
    onBroken,
    hasStyles: true,
  })
  addPage(site, options)
  addFeed(site, { ...options, roleOf, viewUrl: () => viewUrl(at.url) })
  addActions(site, { ...options, roleOf })
  addTerminal(site, {
    roleOf,
    terminal: session.terminal,
    onViewers: () => session.viewersChanged(),
    onUse,
  })
  const viewUrl = (url: string) => `${url}/#${secrets.view}`
  const websockets = newWebsockets()
  const place = { address: LOOPBACK, port, websockets }
  const listening = await listen(site, place)
  at.url = forwarded === undefined ? listening.url : `https://${forwarded}`
  return {
    port: listening.port,
    url: `${at.url}/#${secrets.full}`,
    viewUrl: viewUrl(at.url),
    close: () => listening.close(),
  }
}

function addPage(site: Site, options: PlaygroundOptions): void {
  const { session, labs, files, lessonOf } = options
  site.get('/', (c) => {
    const language = languageOf(c.req.query('lang')) ?? options.language
    const lab = labNamed(labs, c.req.query('lab')) ?? session.lab
    const lesson = lab === null ? null : lessonOf(lab, language)
    const nonce = c.get('secureHeadersNonce') ?? ''
    return c.html(pageHtml({ language, labs, lab, lesson, nonce }))
  })
  addFiles(site, files)
}

const languageOf = (text: string | undefined): Language | null =>
  text === 'en' || text === 'zh' ? text : null

const labNamed = (labs: readonly Lab[], id: unknown): Lab | null =>
  labs.find((lab) => lab.id === id) ?? null

interface Roles {
  readonly roleOf: (secret: string | null) => Role | null
}

function addFeed(
  site: Site,
  {
    session,
    roleOf,
    viewUrl,
  }: PlaygroundOptions & Roles & { readonly viewUrl: () => string },
): void {
  site.get('/api/live', (c) => {
    const role = roleOf(secretOf(c))
    if (role === null) return refuse(c, 401)
    const seen: Seen = new Map()
    const own: Partial<Live> = {
      role,
      viewUrl: role === 'full' ? viewUrl() : null,
    }
    return feed(c, {
      changes: session.live.changes,
      now: () => {
        const isFirst = seen.size === 0
        const { scene, ...news } = session.live.news(seen)
        const encoded = scene ? { scene: encodeScene(scene) } : {}
        return isFirst
          ? { ...own, ...news, ...encoded }
          : { ...news, ...encoded }
      },
      restMs: REST_MS,
      beatMs: BEAT_MS,
    })
  })
}

type Action = (body: Readonly<Record<string, unknown>>) => Answer
type Answer = 204 | 400 | 404 | 409 | BoxFormError

function addActions(
  site: Site,
  { session, labs, roleOf, onUse, onBroken }: PlaygroundOptions & Roles,
): void {
  const actions: Readonly<Record<string, Action>> = {
    check: ({ only }) => {
      if (only !== undefined && !isCheckList(session.lab, only)) return 400
      return session.check(only) ? 204 : 409
    },
    lab: ({ id }) => {
      const lab = labNamed(labs, id)
      if (lab === null && id !== null) return 404
      session.choose(lab)
      return 204
    },
    // What becomes of it is shown as it happens.
    reset: () => {
      session.reset().catch(onBroken)
      return 204
    },
    mark: ({ set }) => {
      session.mark(set !== false).catch(onBroken)
      return 204
    },
    show: ({ picture }) => {
      if (typeof picture !== 'string' || picture.length > LONGEST_ID) return 400
      session.live.set('shown', { picture })
      return 204
    },
    type: ({ line }) => {
      if (typeof line !== 'string' || !LINE.test(line)) return 400
      session.type(line)
      return 204
    },
    box: (form) => {
      try {
        session.type(boxLine(form))
        return 204
      } catch (error) {
        if (error instanceof BoxFormError) return error
        throw error
      }
    },
  }
  for (const [name, act] of Object.entries(actions)) {
    site.post(`/api/${name}`, async (c) => {
      const role = roleOf(secretOf(c))
      if (role !== 'full') return refuse(c, role === null ? 401 : 403)
      onUse()
      const answer = act(await bodyOf(c))
      if (answer instanceof BoxFormError)
        return c.json({ error: answer.field }, 400)
      return answer === 204 ? c.body(null, 204) : refuse(c, answer)
    })
  }
}

function isCheckList(lab: Lab | null, only: unknown): only is string[] {
  const ids = lab?.steps.flatMap(({ checks }) => checks.map(({ id }) => id))
  return (
    Array.isArray(only) &&
    only.length > 0 &&
    only.length <= MOST_CHECKS &&
    only.every((id) => ids?.includes(id))
  )
}

const ERRORS = {
  400: 'malformed',
  401: 'unknown',
  403: 'view',
  404: 'missing',
  409: 'busy',
} as const

const refuse = (c: Context<Bindings>, status: keyof typeof ERRORS) =>
  c.json({ error: ERRORS[status] }, status)

const secretOf = (c: Context<Bindings>) =>
  bearerOf(c.req.header('authorization'))

/** What was sent; nothing if it is no JSON object. */
async function bodyOf(
  c: Context<Bindings>,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await c.req.json()
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}
