/** `labs playground` of a checkout of its own, and its pages. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import type { CheckoutCopy } from '../../test/checkout-copy.ts'

export interface OpenPlayground {
  readonly child: ChildProcess
  readonly url: string
  readonly viewUrl: string
  readonly port: number
}

/** Start it, and wait until its pages can be opened. */
export async function openPlayground(
  copy: CheckoutCopy,
  ...args: readonly string[]
): Promise<OpenPlayground> {
  const child = copy.spawn(['playground', '--json', '--lang', 'en', ...args])
  child.stderr?.pipe(process.stderr)
  const lines = createInterface({
    input: child.stdout as NodeJS.ReadableStream,
  })
  const [line] = (await Promise.race([
    once(lines, 'line'),
    once(child, 'close').then(([code]) => {
      throw new Error(`labs playground ended with ${code}`)
    }),
  ])) as [string]
  return { child, ...JSON.parse(line) }
}

/** End it as Ctrl-C does. @returns Its exit code. */
export async function closePlayground({
  child,
}: OpenPlayground): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode
  child.kill('SIGINT')
  const [code] = await once(child, 'close')
  return code
}

/** What stands in the terminal, without blanks at the ends of lines. */
export const screen = (page: Page): Promise<string> =>
  page.evaluate(
    `[...document.querySelectorAll('.xterm-rows > div')]
      .map((row) => row.textContent.trimEnd()).join('\\n').trimEnd()`,
  )

/** Wait until the terminal shows a text. */
export async function shows(
  page: Page,
  text: string | RegExp,
  timeout = 120_000,
): Promise<void> {
  const end = Date.now() + timeout
  const matches = (found: string) =>
    typeof text === 'string' ? found.includes(text) : text.test(found)
  for (;;) {
    const found = await screen(page)
    if (matches(found)) return
    if (Date.now() > end)
      throw new Error(
        `Expected the terminal to show ${text} but found\n${found}`,
      )
    await page.waitForTimeout(20)
  }
}

/** Type a line, and wait until it has been read. */
export async function typeLine(page: Page, line: string): Promise<void> {
  await page.locator('#terminal').click()
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

/** Run a command to its end; the screen is empty before. @returns What it printed. */
export async function run(
  page: Page,
  command: string,
  timeout?: number,
): Promise<string> {
  const mark = `end${Math.random().toString(36).slice(2)}`
  await typeLine(
    page,
    `clear; ${command}; echo "${mark.slice(0, 4)}""${mark.slice(4)}"`,
  )
  await shows(page, new RegExp(`^${mark}`, 'm'), timeout)
  const text = await screen(page)
  return text.slice(0, text.indexOf(`\n${mark}`))
}
