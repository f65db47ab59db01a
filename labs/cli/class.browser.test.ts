/** A class as its instructor sees it, with two students who join and check. */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { CheckResult } from '#checker/check.ts'
import { joinClass, linkIn } from './class/join.ts'
import { writeMembership } from './class/membership.ts'
import { tellClass } from './class/report.ts'
import { someReport } from './class/test/report.ts'
import { TestBrowser, violations } from './test/browser.ts'
import { CheckoutCopy } from './test/checkout-copy.ts'
import { recordingIo } from './test/recording-io.ts'

// The kit is bundled first, maybe on a busy machine.
t.setTimeout(600_000)

const PHONE = { width: 390, height: 844 }
const HOSTILE = '<img src=x onerror=alert(1)>'

const copy = new CheckoutCopy(t)
const browser = await TestBrowser.start()
t.teardown(() => browser.close())
let running = await openClass()
t.teardown(() => closeClass())

/** `labs class`, and what it says. */
async function openClass(...args: string[]) {
  const command = ['class', '--json', '--lab', '01', '--lang', 'en', ...args]
  const child = copy.spawn(command)
  child.stderr?.pipe(process.stderr)
  const lines = createInterface({
    input: child.stdout as NodeJS.ReadableStream,
  })
  const [line] = await once(lines, 'line')
  return { child, ...JSON.parse(line) } as {
    child: ChildProcess
    port: number
    viewUrl: string
    joinLine: string
  }
}

async function closeClass(): Promise<void> {
  const { child } = running
  if (child.exitCode !== null) return
  child.kill('SIGINT')
  await once(child, 'close')
}

/** A student with a folder of their own, and the class told of a check of theirs. */
async function student(t: Test, name: string) {
  const [, address = ''] = /'(\S+)'/.exec(running.joinLine) ?? []
  const link = linkIn(address)
  if (link === null) throw new Error(`No address in ${running.joinLine}`)
  const { io, err } = recordingIo({})
  const root = mkdtempSync(join(copy.root, 'student-'))
  writeMembership(root, await joinClass(link, name, io.signal))
  return async (checks: readonly CheckResult[]) => {
    await tellClass(io, root, { ...someReport(), checks })
    t.match(err(), /Verdicts sent/)
  }
}

const { checks: RED } = someReport()
const GREEN = RED.map((check) => ({
  ...check,
  verdict: 'pass' as const,
  diagnosis: null,
}))

const viewAs = (query: string) => running.viewUrl.replace('/#', `/?${query}#`)

const cell = (page: Page, name: string, check: string) =>
  page.locator('tr', { hasText: name }).locator(`td[title^="${check} "]`)

t.test('an empty class says how to join', async (t) => {
  const page = await browser.open(t, running.viewUrl)
  await page.getByText('Nobody is here yet').waitFor()
  t.equal(await page.locator('pre').textContent(), running.joinLine)
  t.match(await page.locator('#connection').textContent(), 'Live')
  t.equal(new URL(page.url()).hash, '', 'the secret is not in the address')
  t.same(await violations(page), [])
  await page.reload()
  await page.getByText('Live').waitFor()
})

t.test('verdicts appear as they come', async (t) => {
  const page = await browser.open(t, running.viewUrl)
  await page.getByText('Nobody is here yet').waitFor()
  await page.evaluate('document.body.dataset.loaded = "once"')
  const ann = await student(t, 'Ann')
  const other = await student(t, HOSTILE)
  await page.getByRole('rowheader', { name: 'Ann' }).waitFor()
  await page.getByRole('rowheader', { name: HOSTILE }).waitFor()
  await ann(RED)
  await other(RED)
  const cwd = cell(page, 'Ann', 'root.cwd')
  await page
    .getByRole('img', { name: 'fail: CHDIR_FORGOTTEN' })
    .nth(1)
    .waitFor()
  t.equal(await cwd.textContent(), '✗')
  t.equal(await cell(page, 'Ann', 'exec.argv').textContent(), '✓')
  t.equal(await cell(page, 'Ann', 'exec.env').textContent(), '·')
  await ann(GREEN)
  await cwd.filter({ hasText: '✓' }).waitFor()
  t.equal(await cell(page, HOSTILE, 'root.cwd').textContent(), '✗')
  t.equal(
    await page.evaluate('document.body.dataset.loaded'),
    'once',
    'without a reload',
  )
})

t.test('a restart keeps the class, and the page finds it again', async (t) => {
  const page = await browser.open(t, running.viewUrl)
  await page.getByText('Nobody has been stuck for 10 minutes.').waitFor()
  const { port } = running
  await closeClass()
  await page.getByText('labs class does not answer').waitFor()
  elevenMinutesPass()
  running = await openClass()
  t.equal(running.port, port)
  const stuck = page.locator('#stuck')
  await stuck.getByText('Stuck for 10 minutes').waitFor()
  t.match(
    await stuck.locator('li').textContent(),
    /^CHDIR_FORGOTTEN .* — 1 student/,
  )
  t.match(await stuck.locator('bdi').textContent(), HOSTILE)
  await page.getByText('Live').waitFor()
  await page.getByRole('button', { name: '中文' }).click()
  await stuck.getByText('卡住超过 10 分钟').waitFor()
  t.match(await stuck.locator('li').textContent(), '1 名学生')
  t.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
})

/** In the log, everything was eleven minutes earlier. */
function elevenMinutesPass(): void {
  const file = join(copy.root, '.cache/class/events.jsonl')
  const log = readFileSync(file, 'utf8').replace(
    /"at":(\d+)/g,
    (_, at) => `"at":${Number(at) - 11 * 60_000}`,
  )
  writeFileSync(file, log)
}

t.test('a projector shows no names, and is asked for by key', async (t) => {
  const page = await browser.open(t, running.viewUrl)
  const sent: string[] = []
  await page.getByRole('rowheader', { name: 'Ann' }).waitFor()
  page.on('request', (request) => sent.push(request.url()))
  const size = () =>
    page.evaluate('parseFloat(getComputedStyle(document.body).fontSize)')
  const before = Number(await size())
  await page.keyboard.press('Alt+p')
  await page.locator('.squares').first().waitFor()
  t.notMatch(await page.content(), 'Ann')
  t.notMatch(await page.content(), 'onerror')
  t.match(
    await page.locator('#stuck').textContent(),
    /CHDIR_FORGOTTEN .*1 student/,
  )
  t.ok(Number(await size()) > 1.4 * before, 'in large type')
  t.match(new URL(page.url()).search, 'projector')
  t.match(sent, [/people=none/], 'and none were sent')
  await page.keyboard.press('Alt+p')
  await page.getByRole('rowheader', { name: 'Ann' }).waitFor()
})

t.test('another lab is chosen, and no old one is shown for it', async (t) => {
  const page = await browser.open(t, running.viewUrl)
  await page.getByLabel('Lab').selectOption('04-cgroups')
  await page.getByText('memory.bomb').waitFor()
  t.equal(await page.getByText('root.cwd').count(), 0)
  await page.reload()
  await page.getByText('memory.bomb').waitFor()
})

const VIEWS = ['', 'projector', 'lab=04-cgroups', 'projector&lang=zh']

t.test('axe finds nothing, in light and in the dark', async (t) => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const query of VIEWS) {
      const page = await browser.open(t, viewAs(query), { colorScheme })
      await page.locator('#map tbody tr').first().waitFor()
      t.same(await violations(page), [], `${query}, ${colorScheme}`)
    }
})

t.test('a phone need not scroll the page sideways', async (t) => {
  for (const query of VIEWS) {
    const page = await browser.open(t, viewAs(query), { viewport: PHONE })
    await page.locator('#map tbody tr').first().waitFor()
    const width = await page.evaluate('document.documentElement.scrollWidth')
    t.ok(Number(width) <= PHONE.width, `${query} is ${width} wide`)
  }
})

t.test('no page asked a stranger, and none complained', async (t) => {
  t.same(browser.strangers, [])
  // That the class was away for a while was meant to be.
  const own = (text: string) =>
    !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE/.test(text)
  t.same(browser.complaints.filter(own), [])
})

t.test(
  'labs join lets a class see verdicts, and --leave ends it',
  async (t) => {
    const page = await browser.open(t, running.viewUrl)
    const [, address = ''] = /'(\S+)'/.exec(running.joinLine) ?? []
    const cy = page.getByRole('rowheader', { name: 'Cy' })
    const said = await copy.labs('join', address, '--name', ' Cy\u001b ')
    t.match(said, { code: 0, err: '', out: /as Cy\. / })
    await cy.waitFor()
    t.match(await copy.labs('join'), { code: 0, out: /as Cy\. / })
    const twice = await copy.labs('join', address, '--name', 'Di')
    t.match(twice, { code: 2, err: /already, as Cy/ })
    t.match(await copy.labs('join', '--leave'), { code: 0, out: /You left/ })
    await cy.waitFor({ state: 'detached' })
    t.match(await copy.labs('join'), { code: 0, out: /You are in no class/ })
    const wrong = await copy.labs('join', `${address}x`, '--name', 'Di')
    t.match(wrong, { code: 3, err: /does not know this address/ })
    t.match(await copy.labs('join', address), { code: 2, err: /--name NAME/ })
  },
)

t.test('labs class is opened at an address that was named', async (t) => {
  for (const address of ['0.0.0.0', '127.0.0.1', '8.8.8.8', 'localhost']) {
    const said = await copy.labs('class', '--lan', address)
    t.match(said, { code: 2, out: '', err: /Expected an address of/ }, address)
  }
  const taken = await copy.labs('class', '--new')
  t.match(taken, { code: 2, err: /Somebody else has port/ })
  const page = await browser.open(t, running.viewUrl)
  await page.getByRole('rowheader', { name: 'Ann' }).waitFor()
})

t.test('a wrong secret shows nothing', async (t) => {
  const page = await browser.open(t, running.viewUrl.replace(/#.*/, '#wrong'))
  await page.getByText('This link is not, or no longer').waitFor()
  t.notMatch(await page.content(), 'Ann')
})

t.test('the page outlives no class: Ctrl-C ends it at once', async (t) => {
  await browser.open(t, running.viewUrl)
  const began = Date.now()
  await closeClass()
  t.ok(Date.now() - began < 4000, 'though somebody looks at it')
  t.equal(running.child.exitCode, 130)
})
