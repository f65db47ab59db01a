/** The notes of a demo as its presenter has them beside the stage. */
import t from 'tap'
import { beginAt } from './demo/presenting.ts'
import { someNotes } from './demo/test/notes.ts'
import { TestBrowser, violations } from './test/browser.ts'

const PHONE = { width: 390, height: 844 }

const browser = await TestBrowser.start()
t.teardown(() => browser.close())

t.test('the page follows the demo', async (t) => {
  const { notes } = await someNotes(t)
  const page = await browser.open(t, notes.url)
  await page.getByRole('heading', { name: 'Limits that bite' }).waitFor()
  t.equal(new URL(page.url()).hash, '', 'the secret is not in the address')
  t.equal(await page.locator('#now strong').textContent(), 'hello')
  t.equal(await page.locator('img').count(), 0, 'no markup of notes')
  notes.tell({ ...beginAt(0), phase: 'prompt', command: 1 })
  const current = page.locator('[aria-current=step]')
  await current.getByText('# true').waitFor()
  t.equal(
    await page.locator('#now .done').textContent(),
    '# mkdir /sys/fs/cgroup/demo',
  )
  t.match(await page.locator('#next').textContent(), 'A bullet')
  notes.tell({ ...beginAt(1), verdict: 'running' })
  await page.getByText('create.own is being checked').waitFor()
  notes.tell(beginAt(1))
  await page.getByText('create.own the kernel agrees').waitFor()
  t.match(await page.locator('#clock').textContent(), /^\d+:\d\d$/)
})

t.test('the page can be read by everybody, in both languages', async (t) => {
  const { notes } = await someNotes(t)
  notes.tell({ ...beginAt(1), phase: 'prompt', broken: [0] })
  for (const colorScheme of ['light', 'dark'] as const) {
    const options = { colorScheme, viewport: PHONE }
    const page = await browser.open(t, notes.url, options)
    await page.getByRole('heading', { name: 'A bullet' }).waitFor()
    t.same(await violations(page), [])
    t.ok(
      await page.evaluate('document.body.scrollWidth <= innerWidth'),
      'no scrolling sideways',
    )
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '一颗子弹' }).waitFor()
    await page.getByText('出错的步骤：1').waitFor()
    t.equal(await page.locator('html').getAttribute('lang'), 'zh-CN')
    t.same(await violations(page), [])
  }
})

t.test('the page says that it has no way in, or lost it', async (t) => {
  const { notes } = await someNotes(t)
  const { origin } = new URL(notes.url)
  const refused = await browser.open(t, `${origin}/#wrong`)
  await refused.getByText('This link is not that of the demo').waitFor()
  const page = await browser.open(t, notes.url)
  await page.getByText('Live').waitFor()
  await notes.close()
  await page.getByText('The demo does not answer').waitFor()
})

t.test('the page asked nobody else, and nothing broke in it', async (t) => {
  t.same(browser.strangers, [])
  const expected = /401|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE|net::/
  t.same(
    browser.complaints.filter((text) => !expected.test(text)),
    [],
  )
})
