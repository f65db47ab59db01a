import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import t from 'tap'

import { readJsonFile, writeJsonFile } from './json-file.ts'

t.test('readJsonFile() gives what writeJsonFile() wrote', async (t) => {
  const folder = t.testdir()
  const path = join(folder, 'note.json')
  writeJsonFile(path, { number: 1 })
  writeJsonFile(path, { number: 2 })
  t.same(readJsonFile(path), { number: 2 })
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.same(readdirSync(folder), ['note.json'], 'no draft is left')
})

t.test('readJsonFile() gives null for none, or half of one', async (t) => {
  const path = join(t.testdir(), 'note.json')
  t.equal(readJsonFile(path), null)
  writeFileSync(path, '{"number": ')
  t.equal(readJsonFile(path), null)
})

t.test('readJsonFile() throws for what cannot be read', async (t) => {
  t.throws(() => readJsonFile(t.testdir()), { code: 'EISDIR' })
})

t.test('writeJsonFile() leaves no draft when it fails', async (t) => {
  const folder = t.testdir({ taken: { here: '' } })
  t.throws(() => writeJsonFile(join(folder, 'taken'), {}))
  t.same(readdirSync(folder), ['taken'])
})
