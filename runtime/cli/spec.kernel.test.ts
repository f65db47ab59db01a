import { chownSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { defaultSpec } from '../spec/default-spec.ts'
import {
  makeBox,
  newDirectory,
  runArgs,
  startMiniRunc,
} from './box.kernel.test.ts'

t.test('spec writes a config.json that run takes', async (t) => {
  const box = makeBox(t)
  const { bundle } = box
  const config = join(bundle, 'config.json')
  unlinkSync(config)
  const written = await startMiniRunc(t, ['spec', '-b', bundle])
  t.match(await written.ended, { status: 0, stdout: '', stderr: '' })
  t.same(JSON.parse(readFileSync(config, 'utf8')), defaultSpec())

  const { process, ended } = await startMiniRunc(t, runArgs(box))
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

t.test('spec --rootless is for who calls it', async (t) => {
  const { bundle, rootfs, root } = makeBox(t, {})
  const config = join(bundle, 'config.json')
  unlinkSync(config)
  for (const path of [bundle, rootfs]) chownSync(path, 1000, 1000)
  const user = ['--reuid=1000', '--regid=1000', '--clear-groups']
  const prefix = ['setpriv', ...user, 'env']
  const args = ['spec', '--rootless', '-b', bundle]
  const written = await startMiniRunc(t, args, { prefix })
  t.match(await written.ended, { status: 0, stdout: '', stderr: '' })

  const run = ['--root', root, 'run', '-b', bundle, 'a']
  const { process, ended } = await startMiniRunc(t, run, { prefix })
  process.stdin?.end('cat /proc/self/uid_map; echo $$ >/dev/null; exit 4\n')
  t.match(await ended, { status: 4, stdout: /^ +0 +1000 +1\n$/ })
})
