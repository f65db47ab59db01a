import t from 'tap'
import { ancestorsOf, cgroupDirectory } from './path.ts'

const TOP = '/sys/fs/cgroup'

t.test('an absolute path begins at the top', async (t) => {
  t.equal(cgroupDirectory(TOP, 'box', '/a/b'), `${TOP}/a/b`)
  t.equal(cgroupDirectory(TOP, 'box', '/a//b'), `${TOP}/a/b`)
})

t.test('a relative one begins at a place of ours', async (t) => {
  t.equal(cgroupDirectory(TOP, 'box', 'a/b'), `${TOP}/mini-runc/a/b`)
  t.equal(cgroupDirectory(TOP, 'box', 'a/../b'), `${TOP}/mini-runc/b`)
})

t.test('without one there is the name of the container', async (t) => {
  t.equal(cgroupDirectory(TOP, 'box'), `${TOP}/mini-runc/box`)
})

t.test('ancestors are told from the top down', async (t) => {
  t.same(ancestorsOf(TOP, `${TOP}/a/b`), [TOP, `${TOP}/a`])
  t.same(ancestorsOf(TOP, `${TOP}/a`), [TOP])
  t.same(ancestorsOf('/', '/a/b'), ['/', '/a'])
  t.throws(() => ancestorsOf(TOP, '/sys/fs/other'), RangeError)
})
