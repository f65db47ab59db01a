import t from 'tap'
import { candidates } from './find-cgroup.ts'

const ROOT = '/sys/fs/cgroup'
const PATHS = ['/demo', '/mini-runc', '/mini-runc/web', '/other/web', '/a/demo']
const found = (wanted: string, recorded: string | null = null) =>
  candidates(PATHS, ROOT, wanted, recorded)

t.test('a path is one below the root or below the mount', async (t) => {
  t.same(found('/sys/fs/cgroup/demo'), ['/demo'])
  t.same(found('/sys/fs/cgroup/demo/'), ['/demo'])
  t.same(found('/demo'), ['/demo'])
  t.same(found('mini-runc/web'), ['/mini-runc/web'])
})

t.test('a name is the whole path, or the end of some', async (t) => {
  t.same(found('demo'), ['/demo'], 'not /a/demo')
  t.same(found('web'), ['/mini-runc/web', '/other/web'])
  t.same(found('nope'), [])
  t.same(found('emo'), [], 'no half names')
  t.same(found(''), [])
})

t.test('a container is where its runtime wrote down', async (t) => {
  t.same(found('web', '/other/web'), ['/other/web'])
  t.same(found('box', '/a/demo'), ['/a/demo'])
  t.same(found('box', '/gone'), [])
})
