import { appendFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { guestArchitecture } from './architecture.ts'
import {
  freshTemplate,
  hostId,
  inputOf,
  publish,
  recipeOf,
  sweep,
  type Template,
  templatesDir,
} from './store.ts'

const user = { uid: 1, gid: 1, dropped: false }

t.test('freshTemplate() gives what was published', async (t) => {
  const { cache, template } = await published(t.testdir({ tool: 'x' }))
  t.same(freshTemplate(cache, 'r', user), template)
  t.equal(freshTemplate(cache, 'other', user), null)
})

t.test('freshTemplate() wants files as they were', async (t) => {
  const { cache } = await published(t.testdir({ tool: 'x' }))
  appendFileSync(join(cache, 'tool'), 'y')
  t.equal(freshTemplate(cache, 'r', user), null)
})

t.test('freshTemplate() wants absent tools to be absent still', async (t) => {
  const { cache } = await published(t.testdir({ tool: 'x' }), {
    absent: ['sh'],
  })
  t.equal(freshTemplate(cache, 'r', user), null)
})

t.test('freshTemplate() forgets a verdict of another boot', async (t) => {
  const { cache } = await published(t.testdir({ tool: 'x' }), {
    kvm: { state: 'failed', host: 'another boot' },
  })
  t.equal(freshTemplate(cache, 'r', user), null)
})

t.test('freshTemplate() does not trust a record cut short', async (t) => {
  const { cache } = await published(t.testdir({ tool: 'x' }))
  writeFileSync(join(templatesDir(cache), 'r.json'), '{"dir": ')
  t.equal(freshTemplate(cache, 'r', user), null)
})

t.test('freshTemplate() wants no KVM for another processor', async (t) => {
  const arch = process.arch === 'x64' ? 'arm64' : 'x64'
  const { cache, template } = await published(t.testdir({ tool: 'x' }), {
    arch,
    accel: 'tcg',
    kvm: { state: 'forbidden', host: '' },
    // Programs of this computer are none of that guest's.
    absent: ['sh'],
  })
  t.same(freshTemplate(cache, 'r', user), template)
})

t.test('sweep() keeps the current and two more, and no drafts', async (t) => {
  const { cache, template } = await published(t.testdir({ tool: 'x' }))
  const others = ['r-1', 'r-2', 'r-3', 'r-draft'].map((name) =>
    join(templatesDir(cache), name),
  )
  for (const dir of others) {
    mkdirSync(dir)
    if (!dir.endsWith('draft')) writeFileSync(join(dir, 'finished'), '')
  }
  sweep(cache)
  t.ok(existsSync(template.dir))
  t.equal(others.filter((dir) => existsSync(dir)).length, 2)
  t.notOk(existsSync(others.at(-1) ?? ''))
})

t.test('recipeOf() depends on the user and the overrides', async (t) => {
  const plain = recipeOf(user, {})
  t.equal(recipeOf(user, {}), plain)
  t.not(recipeOf({ ...user, uid: 2 }, {}), plain)
  t.not(recipeOf(user, { LABS_ACCEL: 'tcg' }), plain)
  const both = ['x64', 'arm64'].map((arch) =>
    recipeOf(user, { LABS_ARCH: arch }),
  )
  t.equal(new Set(both).size, 2)
  t.ok(both.includes(plain))
})

async function published(cache: string, changes: Partial<Template> = {}) {
  const dir = join(templatesDir(cache), 'r-0')
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, 'state'), 's')
  const template: Template = {
    dir,
    arch: guestArchitecture({}),
    accel: 'kvm',
    emulator: { path: 'q', version: '10.0', firmware: [], env: {} },
    kernel: '6.1',
    tree: null,
    ssh: ['ssh'],
    kvm: { state: 'works', host: hostId('works') },
    inputs: [inputOf(join(cache, 'tool'))],
    absent: [],
    ...changes,
  }
  await publish(cache, 'r', template)
  return { cache, template }
}
