/**
 * Who may ask. A page from elsewhere reaches a server on loopback in two ways: it
 * sends requests there, which carry its `Origin`; or the owner of its name lets
 * that name lead to 127.0.0.1, and then `Host` is still that name.
 */
import type { MiddlewareHandler } from 'hono'
import type { Bindings } from './site.ts'

/**
 * Refuse requests to other names than ours, and from pages that are not ours.
 *
 * @param names Without port; the port is the one that was connected to.
 */
export function ownHostOnly(
  names: readonly string[],
): MiddlewareHandler<Bindings> {
  return async (c, next) => {
    const hosts = hostsOf(names, c.env.incoming.socket.localPort ?? 0)
    if (!hosts.includes(c.req.header('host') ?? '')) {
      return c.text(`Expected a request to ${hosts.join(' or ')}\n`, 421)
    }
    const origin = c.req.header('origin')
    const isOurs = hosts.some((host) => origin === `http://${host}`)
    if (origin !== undefined && !isOurs) {
      return c.text('Another page may not ask\n', 403)
    }
    return await next()
  }
}

/** As browsers write them: without the port if it is HTTP's own. */
function hostsOf(names: readonly string[], port: number): string[] {
  return names.map((name) => (port === 80 ? name : `${name}:${port}`))
}
