import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bundleRuntime, programsIn } from './runtime-programs.ts'

function runtimeWith(t: Test, names: readonly string[]): string {
  const runtime = t.testdir({ cli: {} })
  mkdirSync(join(runtime, 'cli'), { recursive: true })
  for (const name of names)
    writeFileSync(join(runtime, `cli/${name}.ts`), `process.title = '${name}'`)
  return runtime
}

t.test('a runtime of the first labs has two programs', async (t) => {
  const runtime = runtimeWith(t, ['mini-runc', 'mini-escape'])
  t.same(programsIn(runtime), ['mini-runc', 'mini-escape'])
  const program = await bundleRuntime(join(runtime, 'out'), {
    name: 'x',
    runtime,
  })
  t.match(program, {
    name: 'x',
    runtime: 'mini-runc.cjs',
    escape: 'mini-escape.cjs',
  })
  t.equal(program.layers, null)
  t.equal(program.cni, null)
})

t.test('later ones are there when their source is', async (t) => {
  const names = ['mini-runc', 'mini-escape', 'mini-layers', 'mini-cni']
  const runtime = runtimeWith(t, names)
  const program = await bundleRuntime(join(runtime, 'out'), {
    name: 'x',
    runtime,
  })
  t.match(program, { layers: 'mini-layers.cjs', cni: ['mini-cni.cjs'] })
  const ofLayers = program.files.filter(({ part }) => part === 'layers')
  t.ok(ofLayers.some(({ name }) => name === 'mini-layers.cjs'))
  t.notOk(ofLayers.some(({ name }) => !name.startsWith('mini-layers')))
})

t.test('one that every runtime has is missed', async (t) => {
  const runtime = runtimeWith(t, ['mini-runc'])
  const bundled = bundleRuntime(join(runtime, 'out'), { name: 'x', runtime })
  await t.rejects(bundled, { name: 'BundleError' })
})
