/** A recording as a reader plays it: by keyboard, in the light and in the dark. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openSite } from './test/browser.ts'

// The site is built first, maybe on a busy machine.
t.setTimeout(900_000)

const site = await openSite()
t.teardown(() => site.close())

async function visit(t: Test, address: string, options = {}): Promise<Page> {
  const page = await site.open(address, options)
  t.teardown(() => page.context().close())
  return page
}

/** Play the first recording of a page, without a mouse. */
async function play(page: Page) {
  await page.locator('.cast-play').first().focus()
  await page.keyboard.press('Enter')
  const player = page.locator('.ap-player').first()
  await player.waitFor()
  return player
}

t.test('a recording is played by keyboard, and stopped', async (t) => {
  const page = await visit(t, '/demos')
  const player = await play(page)
  const time = player.locator('.ap-time-elapsed')
  await player.locator('.ap-term', { hasText: '1/' }).waitFor()
  t.match(
    await page.evaluate('document.activeElement.className'),
    'ap-wrapper',
    'it has the focus',
  )
  await page.keyboard.press('Space')
  // A busy browser takes a moment to stop.
  await page.waitForTimeout(1000)
  const stopped = (await time.textContent()) ?? ''
  await page.waitForTimeout(2000)
  t.equal(await time.textContent(), stopped)
  await page.keyboard.press('Space')
  await time.filter({ hasNotText: stopped }).waitFor()
  t.pass('and goes on')
})

t.test('its colours are those of the page, and change with it', async (t) => {
  const page = await visit(t, '/demos')
  const player = await play(page)
  await player.locator('.ap-term', { hasText: '1/' }).waitFor()
  await page.keyboard.press('Space')
  // Text follows the page's style; the bar behind a heading is drawn.
  const drawn = async () => {
    await player.locator('.ap-term', { hasText: '1/' }).waitFor()
    return await page.evaluate(
      "document.querySelector('.ap-term canvas').toDataURL()",
    )
  }
  const light = await drawn()
  await page.locator('.VPNavBarAppearance button').click()
  await page.waitForTimeout(1000)
  t.not(await drawn(), light)
})

t.test('a page in Chinese has its own', async (t) => {
  const page = await visit(t, '/zh/demos')
  const player = await play(page)
  await player.locator('.ap-term', { hasText: '1/' }).waitFor()
  t.match(await player.locator('.ap-term').textContent(), /\p{Script=Han}/u)
})

t.test('who does not play it does not fetch the player', async (t) => {
  const page = await visit(t, '/404')
  const fetched: string[] = []
  page.on('request', (request) => fetched.push(request.url()))
  await page.goto(`${site.url}/labs/07-mini-runc`, { waitUntil: 'networkidle' })
  t.notOk(fetched.some((url) => url.endsWith('.cast')))
  const before = fetched.length
  await play(page)
  await page.locator('.ap-term', { hasText: '1/' }).first().waitFor()
  t.ok(fetched.slice(before).some((url) => url.endsWith('.cast')))
})

t.test('the file can be taken along', async (t) => {
  const page = await visit(t, '/demos')
  const link = page.locator('.cast figcaption a').first()
  const href = await link.getAttribute('href')
  const answer = await page.request.get(`${site.url}${href}`)
  t.equal(answer.status(), 200)
  t.match(JSON.parse((await answer.text()).split('\n')[0] ?? ''), {
    version: 2,
  })
})

t.test('axe finds nothing, before it plays and while it does', async (t) => {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  const script = readFileSync(axe, 'utf8')
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await visit(t, '/demos', { colorScheme })
    await page.evaluate(script)
    t.same(await violations(page), [], `${colorScheme}, before`)
    const player = await play(page)
    await player.locator('.ap-term', { hasText: '1/' }).waitFor()
    t.same(await violations(page), [], `${colorScheme}, while it plays`)
  }
})

/** What axe objects to: rule, element, and what to do. */
async function violations(page: Page): Promise<string[]> {
  const found = (await page.evaluate('axe.run()')) as AxeResults
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) =>
      [id, html.slice(0, 200), failureSummary.slice(0, 300)].join(': '),
    ),
  )
}

t.test('no page asked a stranger, and none complained', async (t) => {
  t.same(site.strangers, [])
  t.same(
    site.complaints.filter((text) => !text.startsWith('/404')),
    [],
  )
})
