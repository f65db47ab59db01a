/**
 * A folder of files over HTTP, for this computer alone. Addresses have no `.html`,
 * as on GitHub Pages: `/theory/cgroups` is `theory/cgroups.html`. What is in it is
 * public, so anybody may ask for it by any name.
 */
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { type Listening, LOOPBACK, listen } from '../web/listen.ts'

/**
 * Serve a folder on loopback.
 *
 * @param port 0 for any that is free.
 * @throws {Error} EADDRINUSE if somebody else has the port.
 */
export async function serveFolder(
  folder: string,
  port: number,
): Promise<Listening> {
  const missing = await readFile(join(folder, '404.html'), 'utf8')
  const site = new Hono()
  site.use(compress({ threshold: 0 }))
  site.get('*', serveStatic({ root: folder, rewriteRequestPath: fileFor }))
  site.get('*', (c) => c.html(missing, 404))
  site.all('*', (c) => c.body(null, 405))
  return await listen(site, { address: LOOPBACK, port })
}

/** A page has no ending in its address, and a folder has a slash. */
const fileFor = (path: string) =>
  path.endsWith('/') || extname(path) !== '' ? path : `${path}.html`
