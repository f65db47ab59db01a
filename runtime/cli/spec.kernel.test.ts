import { readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { defaultSpec } from '../spec/default-spec.ts'
import { makeBox, newDirectory, startMiniRunc } from './box.kernel.test.ts'

t.test('spec writes a config.json that run takes', async (t) => {
  const { bundle } = makeBox(t)
  const config = join(bundle, 'config.json')
  unlinkSync(config)
  const written = await startMiniRunc(t, ['spec', '-b', bundle])
  t.match(await written.ended, { status: 0, stdout: '', stderr: '' })
  t.same(JSON.parse(readFileSync(config, 'utf8')), defaultSpec())

  const { process, ended } = await startMiniRunc(t, ['run', '-b', bundle, 'a'])
  process.stdin?.end('echo $PATH; exit 4\n')
  t.match(await ended, { status: 4, stdout: /^\/usr\/local\/sbin:/ })
})

t.test('spec does not write over a config.json', async (t) => {
  const bundle = newDirectory(t)
  const config = join(bundle, 'config.json')
  writeFileSync(config, 'mine')
  const { ended } = await startMiniRunc(t, ['spec', '-b', bundle])
  t.match(await ended, { status: 1, stderr: /EEXIST/ })
  t.equal(readFileSync(config, 'utf8'), 'mine')
})
