import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { commit, keep, keptNames, restore } from './history.ts'
import { cutStarter } from './starter.ts'
import { overwrite, readSources, writeStarter } from './work.ts'
import { workOf } from './work-paths.ts'

const STARTER = new Map([
  ['a.ts', 'one\ntwo\nthree\nfour\nfive\n'],
  ['deep/b.ts', 'b\n'],
])

const NOTHING = {
  created: [],
  updated: [],
  merged: [],
  conflicts: [],
  edited: [],
}

async function started(t: Test) {
  const work = workOf(t.testdir({}))
  await writeStarter(work, STARTER)
  const path = (name: string) => join(work.runtime, name)
  return {
    work,
    edit: (name: string, text: string) => writeFileSync(path(name), text),
    remove: (name: string) => rmSync(path(name)),
    read: (name: string) => readFileSync(path(name), 'utf8'),
  }
}

t.test('writeStarter() writes everything once', async (t) => {
  const { work } = await started(t)
  t.same(readSources(work.runtime), STARTER)
  t.same(await writeStarter(work, STARTER), NOTHING)
})

t.test('writeStarter() leaves an edited file alone', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'mine\n')
  const written = await writeStarter(work, STARTER)
  t.same(written, { ...NOTHING, edited: ['a.ts'] })
  t.equal(read('a.ts'), 'mine\n')
})

t.test('writeStarter() puts a deleted file back', async (t) => {
  const { work, remove, read } = await started(t)
  remove('deep/b.ts')
  const written = await writeStarter(work, STARTER)
  t.same(written, { ...NOTHING, created: ['deep/b.ts'] })
  t.equal(read('deep/b.ts'), 'b\n')
})

t.test('writeStarter() merges edits of other lines', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'ONE\ntwo\nthree\nfour\nfive\n')
  const next = new Map([['a.ts', 'one\ntwo\nthree\nfour\nFIVE\n']])
  const written = await writeStarter(work, next)
  t.same(written, { ...NOTHING, merged: ['a.ts'] })
  t.equal(read('a.ts'), 'ONE\ntwo\nthree\nfour\nFIVE\n')
  t.notOk(readSources(work.runtime).has('deep/b.ts'), 'what vanished is gone')
})

t.test('writeStarter() keeps the edit of a line both changed', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'mine\n')
  edit('deep/b.ts', 'mine too\n')
  const next = new Map([['a.ts', 'ours\n']])
  const conflict = { ...NOTHING, conflicts: ['a.ts'] }
  t.same(await writeStarter(work, next), conflict)
  t.same(await writeStarter(work, next), conflict, 'and says so again')
  t.equal(read('a.ts'), 'mine\n')
  t.equal(read('deep/b.ts'), 'mine too\n', 'an edited file does not vanish')
})

t.test('writeStarter() counts files of unknown origin as edited', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'mine\n')
  rmSync(work.base, { recursive: true })
  t.same((await writeStarter(work, STARTER)).conflicts, ['a.ts'])
  t.equal(read('a.ts'), 'mine\n')
})

t.test('keep() and restore() bring edits back after a reset', async (t) => {
  const { work, edit, read } = await started(t)
  commit(work, 'start')
  commit(work, 'the same again is no commit')
  edit('a.ts', 'mine\n')
  const name = keep(work, 'before reset', new Date('2026-11-21T10:20:30Z'))
  t.equal(name, '2026-11-21T10-20-30.000')
  t.throws(() => keep(work, 'again', new Date('2026-11-21T10:20:30Z')), {
    name: 'HistoryError',
  })
  await overwrite(work, STARTER)
  t.same(readSources(work.runtime), STARTER)
  t.same(keptNames(work), [name])
  restore(work, name)
  t.equal(read('a.ts'), 'mine\n')
})

t.test('a later lab arrives around code of one that is done', async (t) => {
  const region = (name: string, code: string) =>
    `  // #region ${name}\n  ${code}\n  // #endregion ${name}\n`
  const reference = new Map([
    [
      'a.ts',
      `export function one() {\n${region('lab-01-one', 'theirs()')}}\n\n` +
        `export function two() {\n${region('lab-02-two', 'later()')}}\n`,
    ],
  ])
  const prompts = { 'lab-01-one': 'First.', 'lab-02-two': 'Second.' }
  const work = workOf(t.testdir({}))
  const path = join(work.runtime, 'a.ts')
  await writeStarter(work, cutStarter(reference, { lab: 1, prompts }))
  const open = readFileSync(path, 'utf8')
  const mine = open
    .replace(/.*TODO.*\n.*todo\('lab-01-one'\)/, '  mine()')
    .replace(/import \{ todo \}.*\n/, '')
  writeFileSync(path, mine)

  const emptied = new Set(['lab-01-one'])
  const next = cutStarter(reference, { lab: 2, prompts, emptied })
  const written = await writeStarter(work, next)
  t.same(written, { ...NOTHING, merged: ['a.ts'] })
  const merged = readFileSync(path, 'utf8')
  t.match(merged, 'mine()')
  t.match(merged, 'TODO(lab-02-two)')
  t.notMatch(merged, /theirs|later|lab-01-one/)
})
