/** The built site in Debian's Chromium, as a reader has it: `labs docs` serves it. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { root } from '../.vitepress/places.ts'

/** Where Debian's package has it. */
const CHROMIUM = '/usr/bin/chromium'

export interface Site {
  readonly url: string
  /** Addresses that pages wanted and that are not of the site. */
  readonly strangers: readonly string[]
  /** What pages complained about. */
  readonly complaints: readonly string[]
  /** A page of its own, at an address of the site. */
  open(address: string, options?: BrowserContextOptions): Promise<Page>
  close(): Promise<void>
}

/** Build the site if need be, serve it, and start a browser. */
export async function openSite(): Promise<Site> {
  // The browser first: if there is none, nothing is left running.
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  })
  const server = await serve()
  const strangers: string[] = []
  const complaints: string[] = []
  return {
    url: server.url,
    strangers,
    complaints,
    async open(address, options = {}) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      page.on('request', (request) => {
        if (!request.url().startsWith(server.url)) strangers.push(request.url())
      })
      page.on('pageerror', (error) => {
        complaints.push(`${address}: ${error.message}`)
      })
      page.on('console', (message) => {
        if (message.type() === 'error')
          complaints.push(`${address}: ${message.text()}`)
      })
      await page.goto(server.url + address, { waitUntil: 'networkidle' })
      return page
    },
    async close() {
      await browser.close()
      await server.close()
    },
  }
}

async function serve(): Promise<{ url: string; close(): Promise<void> }> {
  const labs = join(root, 'labs/cli/bin.js')
  const args = [labs, 'docs', '--port', '0', '--lang', 'en', '--no-color']
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve())
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? []
    if (url === undefined) continue
    const close = () => {
      child.kill('SIGINT')
      return ended
    }
    return { url, close }
  }
  throw new Error(`labs docs ended with ${child.exitCode}`)
}
