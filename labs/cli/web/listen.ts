/** A site, listening at one address of this computer. */
import type { Server } from 'node:http'
import { type AddressInfo, isIPv6 } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Env, Hono } from 'hono'
import type { WebSocketServer } from 'ws'

/** The only address that nobody but this computer reaches. */
export const LOOPBACK = '127.0.0.1'

/** What a request may take: nobody of ours is slow, and nobody else shall stay. */
const LIMITS = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 8 * 1024,
}
const MAX_CONNECTIONS = 1000

export interface Listening {
  /** `http://127.0.0.1:4173` */
  readonly url: string
  readonly port: number
  /** Ends every connection, streams of events too. */
  close(): Promise<void>
}

export interface Place {
  readonly address: string
  /** 0 for any that is free. */
  readonly port: number
  /** Takes over the connections that a route of the site upgrades. */
  readonly websockets?: WebSocketServer
}

/**
 * Listen, and answer.
 *
 * @throws {Error} EADDRINUSE if somebody else has the port; EADDRNOTAVAIL if the
 *   address is not one of this computer's.
 */
export async function listen<E extends Env>(
  site: Hono<E>,
  { address, port, websockets }: Place,
): Promise<Listening> {
  const { fetch } = site
  const server = createAdaptorServer({
    fetch: (request, env) => fetch(request, env as E['Bindings']),
    serverOptions: LIMITS,
    // It asks for less than ws has, in words that are not quite those of ws.
    ...(websockets ? { websocket: { server: websockets as never } } : {}),
  }) as Server
  server.maxConnections = MAX_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, address, resolve)
  })
  const own = (server.address() as AddressInfo).port
  return {
    url: `http://${hostOf(address)}:${own}`,
    port: own,
    close: () => closeServer(server, websockets),
  }
}

/** An address as it stands in a URL. */
export const hostOf = (address: string) =>
  isIPv6(address) ? `[${address}]` : address

function closeServer(
  server: Server,
  websockets: WebSocketServer | undefined,
): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
    // Those that were upgraded are no connections of HTTP any more.
    for (const socket of websockets?.clients ?? []) socket.terminate()
  })
}
