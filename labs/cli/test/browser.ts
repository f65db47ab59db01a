/** A server's pages in Debian's Chromium, and what they do that they should not. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import {
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import type { Test } from 'tap'

/** Where Debian's package has it. */
const CHROMIUM = '/usr/bin/chromium'

export class TestBrowser {
  readonly #browser: Awaited<ReturnType<typeof chromium.launch>>
  /** Addresses that pages asked for and that are not of their own site. */
  readonly strangers: string[] = []
  /** What pages complained about. */
  readonly complaints: string[] = []

  private constructor(browser: Awaited<ReturnType<typeof chromium.launch>>) {
    this.#browser = browser
  }

  static async start(): Promise<TestBrowser> {
    return new TestBrowser(
      await chromium.launch({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu'],
      }),
    )
  }

  /** A page of its own, until the test ends. */
  async open(
    t: Test,
    address: string,
    options: BrowserContextOptions = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext(options)
    t.teardown(() => context.close())
    const page = await context.newPage()
    const { origin } = new URL(address)
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== origin)
        this.strangers.push(request.url())
    })
    page.on('pageerror', ({ message }) => this.complaints.push(message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text())
    })
    page.on('dialog', (dialog) => {
      this.complaints.push(`a dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(address)
    return page
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')

/** What axe objects to: rule, element, and what to do. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(axe, 'utf8'))
  const found = (await page.evaluate('axe.run()')) as AxeResults
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) =>
      [id, html.slice(0, 200), failureSummary.slice(0, 300)].join(': '),
    ),
  )
}
