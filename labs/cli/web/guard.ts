/**
 * Who may ask. A page from elsewhere reaches a server on loopback in two ways: it
 * sends requests there, which carry its `Origin`; or the owner of its name lets
 * that name lead to 127.0.0.1, and then `Host` is still that name.
 *
 * A port may also be forwarded on purpose, as in Codespaces: the page is then of an
 * HTTPS site of the owner's, and the forwarder says `localhost` or that site's name.
 */
import type { MiddlewareHandler } from 'hono'
import type { Bindings } from './site.ts'

/**
 * Refuse requests to other names than ours, and from pages that are not ours.
 *
 * @param names Without port; the port is the one that was connected to.
 * @param forwarded Host of the HTTPS site from which the port is forwarded, if it is.
 */
export function ownHostOnly(
  names: readonly string[],
  forwarded?: string,
): MiddlewareHandler<Bindings> {
  const other = forwarded === undefined ? [] : [forwarded]
  return async (c, next) => {
    const own = hostsOf(names, c.env.incoming.socket.localPort ?? 0)
    const hosts = [...own, ...other]
    if (!hosts.includes(c.req.header('host') ?? '')) {
      return c.text(`Expected a request to ${hosts.join(' or ')}\n`, 421)
    }
    const origin = c.req.header('origin')
    const pages = [
      ...own.map((host) => `http://${host}`),
      ...other.map((host) => `https://${host}`),
    ]
    const isOurs = pages.some((page) => origin === page)
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
