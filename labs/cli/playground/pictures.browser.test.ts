/** The pictures in Chromium, of scenes that were recorded in a guest. */
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import type { Language } from '#checker/check.ts'
import { mountKey, networkKey, overlayKey } from '#checker/scene/keys.ts'
import type { Scene } from '#checker/scene/scene.ts'
import { type TableName, tablesOf } from '#checker/scene/tables.ts'
import { type Recording, recordedScene } from '#checker/scene/test/scenes.ts'
import { encodeScene } from '#checker/scene/wire.ts'
import { TestBrowser, violations } from '../test/browser.ts'
import { plottedCgroups } from './pictures/cgroup-rows.ts'
import { cablesOf } from './pictures/network/cables.ts'
import { rowKey } from './pictures/row-keys.ts'
import { recordedBirths } from './pictures/test/births.ts'
import { openGallery } from './pictures/test/gallery.ts'

t.setTimeout(300_000)

const PICTURES = [
  'processes',
  'mounts',
  'overlays',
  'cgroups',
  'networks',
] as const
type Picture = (typeof PICTURES)[number]

const HOSTILE = '<img src=x onerror=alert(1)>'

const broken: unknown[] = []
const gallery = await openGallery((error) => broken.push(error))
const browser = await TestBrowser.start()
t.teardown(async () => {
  await browser.close()
  await gallery.close()
})

type Options = Parameters<TestBrowser['open']>[2]

/** A page that draws what it is told to. */
async function opened(t: Test, options: Options = {}) {
  const page = await browser.open(t, `${gallery.url}/`, options)
  await page.waitForFunction('"gallery" in window')
  return { page, ...drawing(page) }
}

function drawing(page: Page) {
  const call = (name: string, ...given: unknown[]) =>
    page.evaluate(`gallery.${name}(...${JSON.stringify(given)})`)
  return {
    show: (
      picture: Picture | 'tables',
      scene: Scene,
      language: Language = 'en',
      changed: readonly string[] = [],
    ) => call('show', picture, encodeScene(scene), language, changed),
    showBirths: (births = recordedBirths(), language: Language = 'en') =>
      call('showBirths', births, language),
  }
}

const two = recordedScene('two')
const texts = (page: Page, selector: string) =>
  page.locator(selector).allTextContents()

/** The scene some seconds later. */
const later = (scene: Scene, seconds: number): Scene => ({
  ...scene,
  atMs: scene.atMs + 1000 * seconds,
})

t.test(
  'processes: a box for each container, a column for each kind',
  async (t) => {
    const { page, show } = await opened(t)
    await show('processes', two)
    const inhabited = two.containers.filter(({ id }) =>
      two.processes.some(({ container }) => container === id),
    )
    const names = inhabited.map(({ id }) => id)
    t.same((await texts(page, '.band-name')).sort(), [...names].sort())
    t.ok(names.length > 0, 'a container was recorded')
    for (const { pid } of inhabited) {
      const cells = page.locator(`[data-key="${pid}"] .cell`)
      t.equal(await cells.count(), 8)
      const [letter = ''] = await cells.allTextContents()
      t.match(letter, /^[A-Z]$/, `the mount namespace of ${pid} is its own`)
    }
    t.same([...new Set(await texts(page, '[data-key="1"] .cell'))], ['·'])
  },
)

t.test('mounts: a tree for each namespace', async (t) => {
  const { page, show } = await opened(t)
  await show('mounts', two)
  const trees = page.locator('.mount-table')
  t.equal(await trees.count(), two.mountTables.length)
  for (const tree of await trees.all())
    t.equal(await tree.locator('.mount-name').first().textContent(), '/')
})

t.test('overlays: a column for each change, an arrow from below', async (t) => {
  const { page, show } = await opened(t, {
    viewport: { width: 1600, height: 900 },
  })
  await show('overlays', two)
  t.equal(await page.locator('.overlay').count(), two.overlays.length)
  const changes = two.overlays.flatMap(({ changes }) => changes)
  for (const kind of ['new', 'copied-up', 'whiteout'] as const) {
    t.ok(
      changes.some((change) => change.kind === kind),
      `${kind} was recorded`,
    )
    t.ok((await page.locator(`.chip-${kind}`).count()) > 0, kind)
  }
  const copied = await page.locator('.chip-copied-up').count()
  t.equal(await page.locator('.arrow-copied').count(), copied)
  const gone = await page.locator('.chip-whiteout').count()
  t.equal(await page.locator('.chip-gone').count(), gone)
})

/** Whether each canvas shows anything. */
const PAINTED = `[...document.querySelectorAll('.plot-canvas canvas')].map(
  (canvas) => canvas.getContext('2d')
    .getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))`

t.test('cgroups: plots that are painted, with their limits', async (t) => {
  const { page, show } = await opened(t)
  for (let second = 0; second < 5; second++)
    await show('cgroups', later(two, second))
  const plotted = plottedCgroups(two)
  t.ok(plotted.length > 0, 'a container was recorded')
  await page.waitForTimeout(200)
  const painted = await page.evaluate(PAINTED)
  t.same(
    painted,
    Array.from({ length: 3 * plotted.length }, () => true),
  )
  const limited = plotted.filter(({ usage }) =>
    Number.isFinite(usage.memory.max),
  )
  t.equal(
    await page.locator('.plot-memory .plot-limit').count(),
    limited.length,
  )
  t.ok(limited.length > 0, 'one with a limit was recorded')
})

t.test(
  'networks: a cable for each container, and what leads out',
  async (t) => {
    const { page, show } = await opened(t)
    await show('networks', two)
    const cables = cablesOf(two.networks)
    t.ok(cables.length > 0, 'a cable was recorded')
    t.equal(await page.locator('.wire-veth').count(), cables.length)
    t.equal(await page.locator('.box-sandbox').count(), two.networks.length - 1)
    const { rules = [] } = two.networks[0]?.state ?? {}
    t.equal(await page.locator('.rule').count(), Math.min(12, rules.length))
    t.match(
      await page.locator('.box-routing').textContent(),
      /→ /,
      'a published port',
    )
    t.equal(await page.locator('.wire.is-moving').count(), 0)
    await show('networks', moved(later(two, 1)))
    t.ok(
      (await page.locator('.wire.is-moving').count()) > 0,
      'what moves is seen',
    )
  },
)

/** A byte has passed every link. */
function moved(scene: Scene): Scene {
  const networks = scene.networks.map((network) => ({
    ...network,
    counters: Object.fromEntries(
      Object.entries(network.counters).map(([name, counts]) => [
        name,
        { ...counts, rxBytes: counts.rxBytes + 1 },
      ]),
    ),
  }))
  return { ...scene, networks }
}

t.test('what is there stays, and so do focus and selection', async (t) => {
  const { page, show } = await opened(t)
  const idle = recordedScene('idle')
  await show('processes', idle)
  await page.evaluate(`document.querySelector('[data-key="1"]').id = 'first'`)
  await page.evaluate(
    `getSelection().selectAllChildren(document.querySelector('#first code'))`,
  )
  await page.getByRole('button').first().focus()
  const selected = await page.evaluate('String(getSelection())')
  for (const scene of [later(two, 1), later(two, 2), later(idle, 3)])
    await show('processes', scene)
  t.equal(await page.getAttribute('#first', 'data-key'), '1')
  t.equal(await page.evaluate('String(getSelection())'), selected)
  t.not(selected, '')
  t.equal(await page.evaluate('document.activeElement.tagName'), 'BUTTON')
  t.equal(await page.locator('.band-name').count(), 0, 'what is gone is gone')
})

/** The tables that each picture has for a twin. */
const TWINS: Readonly<Record<Picture, readonly TableName[]>> = {
  processes: ['processes', 'namespaces'],
  mounts: ['mounts'],
  overlays: ['overlays'],
  cgroups: ['cgroups'],
  networks: ['networks'],
}

t.test('each picture has tables that say the same', async (t) => {
  const { page, show } = await opened(t)
  const tables = tablesOf(two)
  for (const picture of PICTURES) {
    await show(picture, two)
    const button = page.getByRole('button', { name: 'As a table' })
    await button.click()
    const rows = await page.locator('tbody tr').count()
    const expected = TWINS[picture].map((name) => tables[name].rows.length)
    t.equal(
      rows,
      expected.reduce((sum, length) => sum + length, 0),
      picture,
    )
    const cells = await texts(page, 'tbody tr:first-child td:first-child')
    const first = TWINS[picture].map((name) => tables[name].rows[0]?.cells[0])
    t.same(cells, first, picture)
    t.equal(await button.getAttribute('aria-pressed'), 'true')
    await button.click()
    t.equal(await page.locator('table').count(), 0)
  }
  await show('tables', two)
  t.equal(await page.locator('table').count(), 6)
})

t.test('what has just changed is marked, and nothing else', async (t) => {
  const { page, show } = await opened(t, {
    viewport: { width: 1600, height: 900 },
  })
  const [container] = two.containers
  const table = two.mountTables.at(-1)
  const overlay = two.overlays.find(({ changes }) => changes.length > 0)
  const [change] = overlay?.changes.filter(({ kind }) => kind === 'new') ?? []
  const sandbox = two.networks.at(-1)
  if (!container?.cgroup || !table || !overlay || !change || !sandbox)
    throw new Error('Expected a container, an overlay and a network')
  const [mount] = table.mounts
  const keys: Readonly<Record<Picture, string>> = {
    processes: rowKey('processes', `${container.pid}`),
    mounts: rowKey('mounts', mountKey(table.namespace, mount?.id ?? 0)),
    overlays: rowKey('overlays', overlayKey(overlay, change.path)),
    cgroups: rowKey('cgroups', container.cgroup),
    networks: rowKey('networks', networkKey(sandbox.namespace, 'eth0')),
  }
  for (const picture of PICTURES) {
    await show(picture, two, 'en', [keys[picture]])
    t.equal(await page.locator('.is-changed').count(), 1, picture)
    await show(picture, two)
    t.equal(await page.locator('.is-changed').count(), 0, picture)
  }
})

const THEMES = ['light', 'dark'] as const

t.test('axe finds nothing, in light and in the dark', async (t) => {
  for (const colorScheme of THEMES) {
    const { page, show, showBirths } = await opened(t, {
      colorScheme,
      reducedMotion: 'reduce',
    })
    for (const recording of ['two', 'twenty', 'idle'] as const)
      for (const picture of PICTURES) {
        await show(picture, recordedScene(recording))
        t.same(
          await violations(page),
          [],
          `${picture} ${recording} ${colorScheme}`,
        )
      }
    await show('tables', two)
    t.same(await violations(page), [], `tables ${colorScheme}`)
    await showBirths()
    t.same(await violations(page), [], `births ${colorScheme}`)
  }
})

t.test('no picture is wider than its place, in either language', async (t) => {
  for (const width of [390, 560, 1300])
    for (const language of ['en', 'zh'] as const) {
      const { page, show, showBirths } = await opened(t, {
        viewport: { width, height: 800 },
      })
      for (const picture of PICTURES) {
        await show(picture, recordedScene('twenty'), language)
        t.ok(
          (await scrollWidth(page)) <= width,
          `${picture} ${width} ${language}`,
        )
      }
      await showBirths(recordedBirths(), language)
      t.ok((await scrollWidth(page)) <= width, `births ${width} ${language}`)
    }
})

const scrollWidth = async (page: Page) =>
  Number(await page.evaluate('document.documentElement.scrollWidth'))

t.test('twenty containers are folded, and unfolded by hand', async (t) => {
  const { page, show } = await opened(t)
  const brothers = Array.from({ length: 90 }, (_, at) => ({
    ...(two.processes[0] as Scene['processes'][number]),
    ...{ pid: 5000 + at, parent: 1 },
  }))
  const scene = recordedScene('twenty')
  const crowd = { ...scene, processes: [...scene.processes, ...brothers] }
  await show('processes', crowd)
  const rows = page.locator('.process-row[data-key]')
  const before = await rows.count()
  t.ok(before < scene.processes.length + 10, `${before} rows`)
  const names = new Set(scene.processes.map(({ container }) => container))
  t.equal(await page.locator('.band-name').count(), names.size - 1)
  await page.locator('[data-key="fold:1"] .fold').click()
  t.ok((await rows.count()) >= before + 80)
})

t.test('a draw is over soon', async (t) => {
  const { page, show } = await opened(t)
  const scene = recordedScene('twenty')
  for (const picture of PICTURES) {
    await show(picture, scene)
    const encoded = JSON.stringify(encodeScene(later(scene, 1)))
    const took = Number(
      await page.evaluate(`{
        const began = performance.now()
        gallery.show(${JSON.stringify(picture)}, ${encoded}, 'en', [])
        document.body.offsetHeight
        performance.now() - began
      }`),
    )
    t.comment(`${picture}: ${took.toFixed(1)} ms`)
    t.ok(took < 1000, picture)
  }
})

t.test('a birth is played, call by call, to its end', async (t) => {
  const { page, showBirths } = await opened(t)
  await showBirths()
  const there = page.locator('.part.is-there')
  const begun = await there.count()
  await page.getByRole('button', { name: 'Pause' }).click()
  const step = page.locator('.play-at')
  const paused = await step.textContent()
  await page.waitForTimeout(500)
  t.equal(await step.textContent(), paused, 'paused')
  await page.getByRole('button', { name: 'On' }).click()
  t.not(await step.textContent(), paused)
  t.equal(await page.locator('[aria-current="step"]').count(), 1)
  await page.getByRole('button', { name: 'Play' }).click()
  await page.getByRole('button', { name: 'Play again' }).waitFor()
  t.ok((await there.count()) > begun)
  const [birth] = recordedBirths()
  const all = (birth?.steps.length ?? 0) + 1
  t.equal(await step.textContent(), `step ${all} of ${all}`)
  t.match(await texts(page, '.part-program .part-text'), [/^sh -c /])
  t.match(await texts(page, '.part-namespaces .part-text'), [/mnt .*pid net/])
  t.match(await texts(page, '.part-seccomp .part-text'), ['seccomp'])
})

t.test('another birth is chosen, and all of it read as a table', async (t) => {
  const { page, showBirths } = await opened(t, { reducedMotion: 'reduce' })
  await showBirths([])
  t.match(await page.locator('#into').textContent(), 'No container')
  const births = recordedBirths()
  await showBirths(births)
  await page.getByRole('button', { name: 'Play again' }).waitFor()
  await page.getByLabel('Birth of').selectOption(births[1]?.name ?? '')
  t.match(await texts(page, '.part-program .part-text'), [/echo hello/])
  await page.getByRole('button', { name: 'As a table' }).click()
  const rows = await page.locator('tbody tr').count()
  t.equal(rows, (births[1]?.steps.length ?? 0) + 1)
})

/** The same with names that try to be more than names. */
function hostile(scene: Scene): Scene {
  const container = (id: string | null) => (id === null ? null : HOSTILE)
  return {
    ...scene,
    processes: scene.processes.map((process) => ({
      ...process,
      argv: [HOSTILE],
      container: container(process.container),
    })),
    containers: scene.containers
      .slice(0, 1)
      .map((one) => ({ ...one, id: HOSTILE })),
    networks: scene.networks.map((network) => ({ ...network, name: HOSTILE })),
    overlays: scene.overlays.map((overlay) => ({
      ...overlay,
      mountPoint: HOSTILE,
      lower: [HOSTILE],
      changes: [{ path: HOSTILE, kind: 'new', size: 1 }],
    })),
  }
}

t.test('a name is a name, whatever stands in it', async (t) => {
  const { page, show } = await opened(t)
  for (const picture of [...PICTURES, 'tables'] as const) {
    await show(picture, hostile(two))
    t.equal(await page.locator('img').count(), 0)
  }
  await show('processes', hostile(two))
  t.match(await texts(page, '.band-name'), [HOSTILE])
})

t.test('no page asked a stranger, and none complained', async (t) => {
  t.same(browser.strangers, [])
  t.same(browser.complaints, [])
  t.same(broken, [])
})

const RECORDINGS: readonly Recording[] = ['idle', 'two', 'twenty']

t.test('every recording is drawn', async (t) => {
  const { page, show } = await opened(t)
  for (const recording of RECORDINGS)
    for (const picture of PICTURES) {
      await show(picture, recordedScene(recording))
      t.ok((await page.locator('.picture-summary').textContent()) !== '')
    }
})
