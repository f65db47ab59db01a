/**
 * A folder of files over HTTP, for this computer alone. Addresses have no `.html`,
 * as on GitHub Pages: `/theory/cgroups` is `theory/cgroups.html`.
 */
import { createReadStream, statSync } from 'node:fs'
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** What is worth compressing; other files are compressed already. */
const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

const OTHER_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

export interface ServedFolder {
  /** `http://127.0.0.1:4173` */
  readonly url: string
  close(): Promise<void>
}

/**
 * Serve a folder on loopback.
 *
 * @param port 0 for any that is free.
 * @throws {Error} EADDRINUSE if somebody else has the port.
 */
export async function serveFolder(
  folder: string,
  port: number,
): Promise<ServedFolder> {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => response.destroy())
  })
  await listening(server, port)
  const { port: own } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${own}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
}

async function answer(
  folder: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405).end()
    return
  }
  const found = fileAt(folder, request.url ?? '/')
  const file = found ?? fileAt(folder, '/404.html')
  if (file === undefined) {
    response.writeHead(404).end()
    return
  }
  response.statusCode = found === undefined ? 404 : 200
  await send(file, request, response)
}

async function send(
  file: string,
  { headers, method }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = TYPES[extname(file)]
  const type = text ?? OTHER_TYPES[extname(file)] ?? 'application/octet-stream'
  response.setHeader('content-type', type)
  const zips = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''))
  if (method === 'HEAD') response.end()
  else if (text === undefined || !zips)
    await pipeline(createReadStream(file), response)
  else {
    response.setHeader('content-encoding', 'gzip')
    await pipeline(createReadStream(file), createGzip(), response)
  }
}

/** The file that an address means; nothing outside of the folder. */
function fileAt(folder: string, address: string): string | undefined {
  const path = pathOf(address)
  if (path === undefined) return undefined
  const file = join(folder, path)
  if (!file.startsWith(folder + sep)) return undefined
  const tries = file.endsWith(sep)
    ? [`${file}index.html`]
    : [file, `${file}.html`]
  return tries.find((name) =>
    statSync(name, { throwIfNoEntry: false })?.isFile(),
  )
}

function pathOf(address: string): string | undefined {
  try {
    const path = decodeURIComponent(address.replace(/[?#].*$/, ''))
    return path.includes('\0') ? undefined : path
  } catch {
    // A lone "%" means nothing.
    return undefined
  }
}
