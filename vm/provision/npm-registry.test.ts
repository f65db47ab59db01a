import { chmodSync } from 'node:fs'
import { join } from 'node:path'

import t, { type Test } from 'tap'

import { registryEnvironment } from './npm-registry.ts'

/** An environment whose npm prints that. */
function environment(t: Test, prints: string): { PATH: string } {
  const PATH = t.testdir({ npm: `#!/bin/sh\necho '${prints}'\n` })
  chmodSync(join(PATH, 'npm'), 0o755)
  return { PATH }
}

const REGISTRY = 'https://mirror.example/npm/'

t.test('registryEnvironment() takes what somebody has set', async (t) => {
  const env = { LABS_NPM_REGISTRY: REGISTRY }
  const other = environment(t, 'https://other.example/')
  t.same(await registryEnvironment({ ...other, ...env }), env)
})

t.test('registryEnvironment() asks npm otherwise', async (t) => {
  const npm = environment(t, REGISTRY)
  const wanted = { LABS_NPM_REGISTRY: REGISTRY }
  t.same(await registryEnvironment(npm), wanted)
  t.same(await registryEnvironment({ ...npm, LABS_NPM_REGISTRY: '' }), wanted)
})

t.test('registryEnvironment() says nothing where nobody knows', async (t) => {
  t.same(await registryEnvironment({ PATH: t.testdir() }), {})
  t.same(await registryEnvironment(environment(t, 'undefined')), {})
})
