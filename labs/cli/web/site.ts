/**
 * What every web server of the kit has in common. Each is for one person or one
 * room, on a computer where a browser has other pages open as well, so:
 *
 *     another name led here (DNS rebinding)   421   guard.ts
 *     another page asks                       403   guard.ts
 *     a body that is too large                413
 *     a method that a path does not have      405
 *
 * Routes are Hono's, and so are these headers, limits and streams: each of them is
 * short to write and easy to get wrong.
 */
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { HTTPException } from 'hono/http-exception'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { NONCE, secureHeaders } from 'hono/secure-headers'
import { ownHostOnly } from './guard.ts'

export interface Bindings {
  readonly Bindings: HttpBindings
  readonly Variables: {
    /** For the styles of this answer; see `hasStyles`. */
    readonly secureHeadersNonce?: string
  }
}

export type Site = Hono<Bindings>

export interface SiteOptions {
  /** Names by which it may be called, without port: `127.0.0.1`. */
  readonly hosts: readonly string[]
  /** Host of the HTTPS site from which its port is forwarded, if it is. */
  readonly forwarded?: string | undefined
  /** Told what broke while a request was answered; who asked learns nothing of it. */
  readonly onBroken: (error: unknown) => void
  /**
   * Its page's program makes style elements, and has them carry the nonce of the
   * page; and it sets `style` attributes, which have no selectors to do harm with.
   */
  readonly hasStyles?: boolean
}

const MAX_BODY = 64 * 1024

/** A site that has no pages yet and refuses what no site of ours wants. */
export function newSite(options: SiteOptions): Site {
  const { hosts, forwarded, onBroken, hasStyles = false } = options
  const site: Site = new Hono()
  site.use(
    headers(hasStyles),
    neverCached,
    ownHostOnly(hosts, forwarded),
    methodNotAllowed({ app: site }),
    bodyLimit({ maxSize: MAX_BODY }),
  )
  site.notFound((c) => c.text('Not found\n', 404))
  site.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse()
    if (!isGone(error)) onBroken(error)
    return c.text('The kit broke\n', 500)
  })
  return site
}

/** Whether who asked hung up before everything was said: nothing of ours broke. */
const isGone = (error: NodeJS.ErrnoException) => error.code === 'ECONNRESET'

/** Nothing but what the site itself has, in no frame, and no markup from strings. */
const headers = (hasStyles: boolean) =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: hasStyles ? ["'self'", NONCE] : ["'self'"],
      ...(hasStyles ? { styleSrcAttr: ["'unsafe-inline'"] } : {}),
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      trustedTypes: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // There is no certificate for an address in a class room.
    strictTransportSecurity: false,
  })

const neverCached = async (
  c: { header(name: string, value: string): void },
  next: () => Promise<void>,
) => {
  await next()
  c.header('cache-control', 'no-store')
}
