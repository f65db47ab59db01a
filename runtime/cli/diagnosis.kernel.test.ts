// What a person is told when a container does not start, from end to end.
import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { makeBox, runBox } from './box.kernel.test.ts'

t.test('a directory that is missing is told by its place', async (t) => {
  const box = makeBox(t, { cwd: '/srv/work' })
  const { stderr, status } = await runBox(t, box)
  t.equal(status, 1)
  t.match(stderr, /^ {2}step {4}\d+ of \d+/m)
  t.match(stderr, /^ {2}file {4}"\/srv" is not there, seen from the new root/m)
  t.match(stderr, /^ {2}fix {5}Make that directory in the root filesystem/m)
  t.notMatch(stderr, /^ {2}hint/m)
})

t.test('a program is told from the loader it lacks', async (t) => {
  const box = makeBox(t, { args: ['/bin/dynamic'] })
  copyFileSync('/bin/sh', join(box.rootfs, 'bin/dynamic'))
  const { stderr, status } = await runBox(t, box)
  t.equal(status, 127)
  t.match(stderr, /"\/bin\/dynamic" is there and names "\/lib/)
})

t.test('a program that is not there has the plain hint', async (t) => {
  const box = makeBox(t, { args: ['/bin/nothing'] })
  const { stderr } = await runBox(t, box)
  t.match(stderr, /^ {2}hint {2}If the file is there, what it needs is not/m)
  t.notMatch(stderr, /^ {2}why/m)
})

t.test('a program that is a directory is told as one', async (t) => {
  const box = makeBox(t, { args: ['/bin/folder'] })
  mkdirSync(join(box.rootfs, 'bin/folder'))
  const { stderr, status } = await runBox(t, box)
  t.equal(status, 126)
  t.match(stderr, /"\/bin\/folder" is a directory/)
})
