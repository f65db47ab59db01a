/**
 * The way to the terminal: a WebSocket, whose secret stands beside the protocol's
 * name, for a browser's WebSocket can send no header of its own, and what stands in
 * an address is logged. Refused, in this order:
 *
 *     another name led here (DNS rebinding)      421   web/guard.ts
 *     another page asks, or who is no page       403   web/guard.ts, here
 *     without a secret of ours                   401
 *     too many are there                         429
 *
 * Browsers let any page open a WebSocket to anywhere; only `Origin` tells them apart.
 */
import { upgradeWebSocket } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'
import { WebSocket, WebSocketServer } from 'ws'
import type { Bindings, Site } from '../web/site.ts'
import { type ToPage, wishIn } from './frames.ts'
import type { Role } from './live.ts'
import type { Line, Seat } from './seat.ts'
import type { SharedTerminal } from './shared-terminal.ts'

/** What both sides agree to speak; the secret is no answer. */
const PROTOCOL = 'lab'
const SECRET = /^t\.([\w-]{1,200})$/
/** The largest frame a page may send: much text that is pasted. */
const MAX_FRAME = 1024 * 1024
const MOST_VIEWERS = 64
/** A page that is gone without a word is noticed after twice this time. */
const BEAT_MS = 15_000
/** It sent what no page of ours sends. @see RFC 6455, section 7.4.1 */
const POLICY_VIOLATION = 1008

export interface DoorOptions {
  /** Who has this secret; `null`: nobody of ours. */
  readonly roleOf: (secret: string | null) => Role | null
  readonly terminal: SharedTerminal
  /** Somebody has come or gone. */
  readonly onViewers: () => void
  /** Somebody who may has typed. */
  readonly onUse: () => void
}

/** The server of WebSockets, for `listen`. */
export function newWebsockets(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(PROTOCOL) ? PROTOCOL : false),
  })
}

/** Add the way to the terminal to a site. */
export function addTerminal(site: Site, options: DoorOptions): void {
  const { roleOf } = options
  site.get(
    '/api/terminal',
    admitted(options),
    upgradeWebSocket((c) => {
      const role = roleOf(secretIn(c.req.header('sec-websocket-protocol')))
      return {
        onOpen(_event, { raw }) {
          if (raw instanceof WebSocket && role !== null)
            seat(raw, role, options)
        },
      }
    }),
  )
}

function admitted({
  roleOf,
  terminal,
}: DoorOptions): MiddlewareHandler<Bindings> {
  return async (c, next) => {
    // A page always says where it is from; that it is here, the guard has seen.
    if (c.req.header('origin') === undefined)
      return c.text('Expected a page of ours\n', 403)
    const offered = c.req.header('sec-websocket-protocol')
    if (!protocolsIn(offered).includes(PROTOCOL))
      return c.text(`Expected the protocol ${PROTOCOL}\n`, 400)
    if (roleOf(secretIn(offered)) === null)
      return c.text('Expected the secret of this playground\n', 401)
    if (terminal.viewers >= MOST_VIEWERS)
      return c.text('Too many look at it\n', 429)
    return await next()
  }
}

const protocolsIn = (header: string | undefined) =>
  (header ?? '').split(',').map((name) => name.trim())

function secretIn(header: string | undefined): string | null {
  const found = protocolsIn(header).map((name) => SECRET.exec(name)?.[1])
  return found.find((secret) => secret !== undefined) ?? null
}

/** Seat somebody before the terminal until they go. */
function seat(socket: WebSocket, role: Role, options: DoorOptions): void {
  const { terminal, onViewers, onUse } = options
  const mayType = role === 'full'
  const place = terminal.join(lineOf(socket), mayType)
  onViewers()
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary && mayType) onUse()
    if (isBinary) terminal.type(place, data.toString('utf8'))
    else obey(socket, terminal, place, data.toString('utf8'))
  })
  // Whatever it was, `close` follows.
  socket.on('error', () => {})
  const stop = heartbeat(socket)
  socket.on('close', () => {
    stop()
    terminal.leave(place)
    onViewers()
  })
}

function obey(
  socket: WebSocket,
  terminal: SharedTerminal,
  place: Seat,
  text: string,
): void {
  const wish = wishIn(text)
  if (wish === null) socket.close(POLICY_VIOLATION)
  else if (wish.t === 'resize') terminal.resize(place, wish)
  else if (wish.t === 'pause') place.pause()
  else place.resume()
}

function lineOf(socket: WebSocket): Line {
  return {
    bytes: (bytes, sent) => socket.send(bytes, sent),
    frame: (frame: ToPage) => socket.send(JSON.stringify(frame)),
  }
}

/** End a connection whose other end is silent. */
function heartbeat(socket: WebSocket): () => void {
  let isThere = true
  socket.on('pong', () => {
    isThere = true
  })
  const timer = setInterval(() => {
    if (!isThere) return socket.terminate()
    isThere = false
    socket.ping()
  }, BEAT_MS)
  return () => clearInterval(timer)
}
