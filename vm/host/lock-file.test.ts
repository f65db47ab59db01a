import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import t from 'tap'

import { withLockFile } from './lock-file.ts'

t.test('withLockFile() lets one in at a time', async (t) => {
  const path = join(t.testdir(), 'lock')
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, ++inside)
    await setTimeout(20)
    inside--
  }
  await Promise.all([1, 2, 3].map(() => withLockFile(path, () => {}, work)))
  t.equal(most, 1)
  t.notOk(existsSync(path), 'nothing is left')
})

t.test('withLockFile() tells who has to wait, once', async (t) => {
  const path = join(t.testdir(), 'lock')
  const told: string[] = []
  const first = withLockFile(
    path,
    () => told.push('first'),
    () => setTimeout(700),
  )
  await withLockFile(
    path,
    () => told.push('second'),
    async () => {
      t.equal(readFileSync(path, 'utf8'), `${process.pid}`)
    },
  )
  await first
  t.same(told, ['second'])
})

t.test('withLockFile() takes over from a process that is gone', async (t) => {
  const path = join(t.testdir(), 'lock')
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(path, `${pid}`)
  t.equal(
    await withLockFile(
      path,
      () => {},
      async () => 1,
    ),
    1,
  )
})

t.test('withLockFile() lets go when the work fails', async (t) => {
  const path = join(t.testdir(), 'lock')
  const work = () => Promise.reject(new Error('broken'))
  await t.rejects(
    withLockFile(path, () => {}, work),
    { message: 'broken' },
  )
  t.notOk(existsSync(path))
})
