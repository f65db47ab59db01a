/** The site as a reader has it: in a browser, on a phone, by keyboard, in the dark. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openSite } from './test/browser.ts'
import { sitePages } from './test/pages.ts'

// The site is built first, maybe on a busy machine.
t.setTimeout(900_000)

const PHONE = { width: 390, height: 844 }
const KIB = 1024

const site = await openSite()
t.teardown(() => site.close())

const addresses = sitePages().map(
  ({ path }) => `/${path.replace(/(^|\/)index$/, '$1')}`,
)

/** Pages of each kind, in both languages. */
const KINDS = [
  '/',
  '/start',
  '/labs/',
  '/labs/01-chroot',
  '/theory/namespaces',
  '/reference/errors',
  '/zh/',
  '/zh/labs/06-network',
  '/zh/theory/cgroups',
]

async function visit(t: Test, address: string, options = {}): Promise<Page> {
  const page = await site.open(address, options)
  t.teardown(() => page.context().close())
  return page
}

t.test('from the first page to a lab, and to its Chinese', async (t) => {
  const page = await visit(t, '/')
  await page.getByRole('link', { name: 'First lab' }).click()
  await page.waitForURL('**/labs/01-chroot')
  await page.getByRole('heading', { level: 1, name: /^Lab 01/ }).waitFor()
  const box = page.getByRole('complementary', { name: 'Start this lab' })
  t.match(await box.locator('pre').textContent(), 'npx labs start 01-chroot')

  await page.locator('.VPNavBarTranslations button').hover()
  await page.getByRole('link', { name: '简体中文' }).click()
  await page.waitForURL('**/zh/labs/01-chroot')
  await page.locator('html[lang="zh-CN"]').waitFor({ state: 'attached' })
  await page
    .locator('.VPNavBarMenu')
    .getByRole('link', { name: '理论' })
    .click()
  await page
    .locator('.VPSidebar')
    .getByRole('link', { name: '命名空间', exact: true })
    .click()
  await page.waitForURL('**/zh/theory/namespaces')
})

t.test('search finds words in both languages', async (t) => {
  const finds = [
    { from: '/', query: 'pivot_root', to: /^\/(theory|labs|reference|how)\// },
    { from: '/', query: 'whiteout', to: /\/(labs\/05-overlay|theory\/union)/ },
    { from: '/zh/', query: '命名空间', to: /^\/zh\/(theory\/names|labs\/02)/ },
    {
      from: '/zh/',
      query: '内存限制',
      to: /^\/zh\/(theory\/cgroups|labs\/04)/,
    },
  ]
  for (const { from, query, to } of finds) {
    const page = await visit(t, from)
    await page.keyboard.press('Control+k')
    await page.locator('#localsearch-input').fill(query)
    const results = page.locator('.VPLocalSearchBox .result')
    await results.first().waitFor()
    const links = await results.evaluateAll((results) =>
      results.map((it) => (it as HTMLAnchorElement).pathname),
    )
    t.ok(
      links.some((link) => to.test(link)),
      `${query}: ${links}`,
    )
  }
})

t.test('the dark is dark, and stays', async (t) => {
  const page = await visit(t, '/theory/namespaces')
  const background = () =>
    page.evaluate('getComputedStyle(document.body).backgroundColor')
  const light = await background()
  await page.locator('.VPNavBarAppearance button').click()
  t.not(await background(), light)
  await page.reload()
  t.match(await page.locator('html').getAttribute('class'), 'dark')
})

t.test('a phone need not scroll sideways, on any page', async (t) => {
  const page = await visit(t, '/', { viewport: PHONE })
  for (const address of addresses) {
    await page.goto(site.url + address)
    const width = await page.evaluate('document.documentElement.scrollWidth')
    t.ok(Number(width) <= PHONE.width, `${address} is ${width} wide`)
  }
})

t.test('a quiz is answered by keyboard', async (t) => {
  const page = await visit(t, '/theory/namespaces')
  const quiz = page.locator('.quiz').first()
  const options = quiz.locator('button.quiz-option')
  t.ok((await options.count()) >= 3, 'the options are buttons')
  t.notOk(await quiz.locator('.quiz-why pre').first().isVisible())

  await options.first().focus()
  await page.keyboard.press('Tab')
  const focused = await page.evaluate('document.activeElement.textContent')
  t.equal(focused, await options.nth(1).textContent(), 'the next has focus')
  await page.keyboard.press('Enter')
  t.equal(await options.nth(1).getAttribute('aria-pressed'), 'true')
  t.ok(await quiz.locator('.quiz-why pre').first().isVisible(), 'why')
  t.match(await quiz.getByRole('status').textContent(), /Right|It is option/)
  t.equal(await quiz.locator('.is-right').count(), 1)
})

t.test('a picture is stepped through by keyboard', async (t) => {
  const page = await visit(t, '/theory/namespaces')
  const picture = page.locator('.picture').first()
  const caption = picture.locator('.picture-caption')
  const drawing = picture.locator('svg').first()
  await drawing.waitFor()
  const [text, shape] = [await caption.textContent(), await drawing.innerHTML()]

  await picture.locator('.picture-next').focus()
  await page.keyboard.press('Enter')
  t.not(await caption.textContent(), text, 'another caption')
  t.not(await drawing.innerHTML(), shape, 'another drawing')
  await page.keyboard.press('ArrowLeft')
  t.equal(await caption.textContent(), text, 'and back')
  await page.keyboard.press('End')
  const next = picture.locator('.picture-next')
  t.equal(await next.getAttribute('aria-disabled'), 'true')
})

t.test('a quiz is there without JavaScript', async (t) => {
  const page = await visit(t, '/theory/namespaces', {
    javaScriptEnabled: false,
  })
  const quiz = page.locator('.quiz').first()
  t.ok((await quiz.locator('ol > li').count()) >= 3)
  await quiz.locator('summary').click()
  t.match(await quiz.locator('.quiz-answer').textContent(), /Option \d/)
  t.ok(await page.locator('.picture svg').first().isVisible(), 'and a picture')
})

t.test('axe finds nothing, in light and in the dark', async (t) => {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  const script = readFileSync(axe, 'utf8')
  for (const colorScheme of ['light', 'dark'] as const)
    for (const address of KINDS) {
      const page = await visit(t, address, { colorScheme })
      await page.evaluate(script)
      t.same(await violations(page), [], `${address}, ${colorScheme}`)
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

t.test('a lesson weighs less than 250 KiB on the wire', async (t) => {
  for (const address of addresses.filter((it) => /labs\/0/.test(it))) {
    const page = await visit(t, '/404')
    const client = await page.context().newCDPSession(page)
    await client.send('Network.enable')
    await client.send('Network.setCacheDisabled', { cacheDisabled: true })
    let bytes = 0
    client.on('Network.loadingFinished', ({ encodedDataLength }) => {
      bytes += encodedDataLength
    })
    await page.goto(site.url + address, { waitUntil: 'networkidle' })
    t.ok(bytes > 10 * KIB && bytes < 250 * KIB, `${address}: ${bytes} bytes`)
  }
})

t.test('no page asked a stranger, and none complained', async (t) => {
  t.same(site.strangers, [])
  t.same(
    site.complaints.filter((text) => !text.startsWith('/404')),
    [],
  )
})
