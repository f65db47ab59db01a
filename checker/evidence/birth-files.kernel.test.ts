/** What somebody who is root may put into the folder of births. */
import { execFileSync } from 'node:child_process'
import {
  chownSync,
  mkdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { startReader } from '../agent/start.ts'
import { nativeMachine } from '../native-machine.ts'
import { birthFiles } from './birth-files.ts'

const nameOf = (n: number) => `${`${n}`.padStart(16, '0')}-box.json`

function folderOf(t: Test, count: number): string {
  const folder = t.testdir({})
  for (let n = 1; n <= count; n++)
    writeFileSync(join(folder, nameOf(n)), `{"n":${n}}`)
  return folder
}

const names = (folder: string) => birthFiles(folder).map(({ name }) => name)

t.test('the newest eight come first', async (t) => {
  const folder = folderOf(t, 10)
  t.same(names(folder), [10, 9, 8, 7, 6, 5, 4, 3].map(nameOf))
  t.same(birthFiles(folder, [nameOf(10)]).slice(0, 2), [
    { name: nameOf(10), text: null },
    { name: nameOf(9), text: '{"n":9}' },
  ])
})

t.test('nothing but files of root is read', async (t) => {
  const folder = folderOf(t, 1)
  const at = (n: number) => join(folder, nameOf(n))
  symlinkSync('/etc/hostname', at(2))
  execFileSync('mkfifo', [at(3)])
  mkdirSync(at(4))
  execFileSync('mknod', [at(5), 'c', '1', '5'])
  writeFileSync(at(6), '{}')
  chownSync(at(6), 1000, 1000)
  writeFileSync(at(7), '')
  truncateSync(at(7), 2 ** 40)
  writeFileSync(join(folder, 'notes.json'), '{}')
  writeFileSync(join(folder, `.${nameOf(8)}.17`), '{}')
  t.same(birthFiles(folder), [{ name: nameOf(1), text: '{"n":1}' }])
})

t.test('nor is a folder of somebody else, or a link to one', async (t) => {
  const folder = folderOf(t, 1)
  t.same(birthFiles(join(folder, 'nowhere')), [])
  t.same(birthFiles(join(folder, nameOf(1))), [])
  const moved = `${folder}-moved`
  renameSync(folder, moved)
  t.teardown(() => renameSync(moved, folder))
  symlinkSync(moved, folder)
  t.same(birthFiles(folder), [])
  execFileSync('rm', [folder])
  chownSync(moved, 1000, 1000)
  t.same(birthFiles(moved), [])
})

t.test('an agent that only looks finds them', async (t) => {
  const folder = folderOf(t, 2)
  const reader = await startReader(nativeMachine())
  t.teardown(() => reader.close())
  const found = await reader.call('births', { folder }, 20_000)
  t.same(found, [
    { name: nameOf(2), text: '{"n":2}' },
    { name: nameOf(1), text: '{"n":1}' },
  ])
})
