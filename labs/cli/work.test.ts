import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { commit, keep, keptNames, restore } from './history.ts'
import { cutStarter, type Sources } from './starter.ts'
import { type PlanOptions, planStarter } from './starter-plan.ts'
import {
  overwrite,
  readSources,
  startAfresh,
  writeStarter,
  writtenLab,
} from './work.ts'
import { workOf } from './work-paths.ts'

const STARTER = new Map([
  ['a.ts', 'one\ntwo\nthree\nfour\nfive\n'],
  ['deep/b.ts', 'b\n'],
])

const asLab = (lab: number, sources: Sources) => ({ lab, sources })

const NOTHING = {
  created: [],
  updated: [],
  merged: [],
  conflicts: [],
  foreign: [],
  edited: [],
}

async function started(t: Test) {
  const work = workOf(t.testdir({}))
  await writeStarter(work, asLab(1, STARTER))
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
  t.same(await writeStarter(work, asLab(1, STARTER)), NOTHING)
})

t.test('writeStarter() leaves an edited file alone', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'mine\n')
  const written = await writeStarter(work, asLab(1, STARTER))
  t.same(written, { ...NOTHING, edited: ['a.ts'] })
  t.equal(read('a.ts'), 'mine\n')
})

t.test('writeStarter() puts a deleted file back', async (t) => {
  const { work, remove, read } = await started(t)
  remove('deep/b.ts')
  const written = await writeStarter(work, asLab(1, STARTER))
  t.same(written, { ...NOTHING, created: ['deep/b.ts'] })
  t.equal(read('deep/b.ts'), 'b\n')
})

t.test('writeStarter() merges edits of other lines', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'ONE\ntwo\nthree\nfour\nfive\n')
  const next = new Map([['a.ts', 'one\ntwo\nthree\nfour\nFIVE\n']])
  const written = await writeStarter(work, asLab(2, next))
  t.same(written, { ...NOTHING, merged: ['a.ts'] })
  t.equal(read('a.ts'), 'ONE\ntwo\nthree\nfour\nFIVE\n')
  t.notOk(readSources(work.runtime).has('deep/b.ts'), 'what vanished is gone')
})

t.test('writeStarter() marks a line that both changed', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'one\ntwo\nTHREE\nfour\nfive\n')
  edit('deep/b.ts', 'mine too\n')
  const next = new Map([['a.ts', 'one\ntwo\n3\nfour\nfive\n']])
  const conflict = { ...NOTHING, conflicts: ['a.ts'] }
  t.same(await writeStarter(work, asLab(2, next)), conflict)
  t.equal(
    read('a.ts'),
    'one\ntwo\n<<<<<<< yours\nTHREE\n=======\n3\n>>>>>>> lab 02\nfour\nfive\n',
  )
  t.equal(read('deep/b.ts'), 'mine too\n', 'an edited file does not vanish')
  edit('a.ts', 'one\ntwo\nTHREE, 3\nfour\nfive\n')
  const again = await writeStarter(work, asLab(2, next))
  t.same(again, { ...NOTHING, edited: ['a.ts'] }, 'a person decided')
})

t.test('writeStarter() leaves files of unknown origin alone', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'mine\n')
  rmSync(work.base, { recursive: true })
  const written = await writeStarter(work, asLab(1, STARTER))
  t.same(written.foreign, ['a.ts'])
  t.equal(read('a.ts'), 'mine\n')
})

t.test('writeStarter() brings back imports that are needed now', async (t) => {
  const { work, edit, read } = await started(t)
  const before = `import { a, b } from './x.ts'\n\nuse(a)\n\nuse(c)\n`
  await writeStarter(work, asLab(1, new Map([['a.ts', before]])))
  edit('a.ts', `import { a } from './x.ts'\n\nuse(a, 1)\n\nuse(c)\n`)
  const after = before.replace('use(c)', 'use(c)\nuse(b)')
  await writeStarter(work, asLab(2, new Map([['a.ts', after]])))
  t.equal(
    read('a.ts'),
    `import { b } from './x.ts'\nimport { a } from './x.ts'\n\nuse(a, 1)\n\nuse(c)\nuse(b)\n`,
  )
})

t.test('writtenLab() is the lab that was written last', async (t) => {
  const work = workOf(t.testdir({}))
  t.equal(writtenLab(work), 0)
  await writeStarter(work, asLab(2, STARTER))
  t.equal(writtenLab(work), 2)
  rmSync(join(work.base, 'lab'))
  t.equal(writtenLab(work), 1, 'an older edition')
})

t.test('startAfresh() leaves nothing of a later lab', async (t) => {
  const { work, edit } = await started(t)
  edit('mine.ts', 'my own\n')
  await startAfresh(work, asLab(1, new Map([['a.ts', 'new\n']])))
  t.same(
    [...readSources(work.runtime).keys()],
    ['a.ts', 'mine.ts'],
    'but what the kit never wrote',
  )
  t.same([...readSources(work.base).keys()], ['a.ts'])
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
  restore(work, name ?? '')
  t.equal(read('a.ts'), 'mine\n')
})

t.test('keep() keeps nothing where nothing is', async (t) => {
  t.equal(keep(workOf(t.testdir({})), 'before reset'), null)
})

t.test('restore() brings back what the kit had written, too', async (t) => {
  const { work, edit, read } = await started(t)
  edit('a.ts', 'mine\n')
  const name = keep(work, 'before reset') ?? ''
  const later = [...STARTER, ['later.ts', 'later\n']] as const
  await startAfresh(work, asLab(2, new Map(later)))
  keep(work, 'before undo')
  restore(work, name)
  t.equal(read('a.ts'), 'mine\n')
  t.same([...readSources(work.runtime).keys()], ['a.ts', 'deep/b.ts'])
  t.same(readSources(work.base), STARTER)
  t.equal(writtenLab(work), 1)
})

/** A reference of three labs, one file each grows. */
const region = (name: string, code: string) =>
  `  // #region ${name}\n  ${code}\n  // #endregion ${name}\n`

const REFERENCE = new Map([
  [
    'cli/mini-runc.ts',
    `import { one } from '../a.ts'
// #region lab-02
import { two } from '../two.ts'
// #endregion lab-02

one()
// #region lab-02
two()
// #endregion lab-02
`,
  ],
  [
    'a.ts',
    `import { help } from './help.ts'

export function one() {
${region('lab-01-one', 'help()')}  // #region lab-02
  scaffold()
  // #endregion lab-02
}

// #region lab-02
function scaffold() {
${region('lab-02-scaffold', 'help()')}}
// #endregion lab-02
`,
  ],
  ['help.ts', 'export const help = () => 1\n'],
  ['todo.ts', 'export const todo = (): never => fail()\n'],
  ['two.ts', `export function two() {\n${region('lab-02-two', 'code()')}}\n`],
])

const prompts = {
  'lab-01-one': 'First.',
  'lab-02-two': 'Second.',
  'lab-02-scaffold': 'Third.',
}

/** A student's folder, and what `labs start` does to it. */
function student(t: Test) {
  const work = workOf(t.testdir({}))
  const path = (name: string) => join(work.runtime, name)
  const start = async (lab: number, more: Partial<PlanOptions> = {}) => {
    const { cut, caughtUp } = planStarter({
      ...{ reference: REFERENCE, lab, prompts, catchUp: false },
      base: readSources(work.base),
      written: writtenLab(work),
      mine: readSources(work.runtime),
      ...more,
    })
    const sources = cutStarter(REFERENCE, cut)
    const written = await writeStarter(work, asLab(cut.lab, sources))
    return { ...written, caughtUp }
  }
  return {
    start,
    read: (name: string) => readFileSync(path(name), 'utf8'),
    files: () => [...readSources(work.runtime).keys()],
    replace: (name: string, from: string | RegExp, to: string) =>
      writeFileSync(
        path(name),
        readFileSync(path(name), 'utf8').replace(from, to),
      ),
  }
}

const HOLE = /.*TODO\(lab-01-one\).*\n.*todo\('lab-01-one'\)/

t.test('a later lab arrives around code of one that is done', async (t) => {
  const { start, read, replace, files } = student(t)
  await start(1)
  t.same(files(), ['a.ts', 'cli/mini-runc.ts', 'help.ts', 'todo.ts'])
  replace('a.ts', HOLE, '  mine()\n  mine(2)')
  replace('a.ts', /import .*\n/g, '')

  const written = await start(2)
  t.same(written.conflicts, [])
  t.same(written.merged, ['a.ts'])
  t.same(written.created, ['two.ts'])
  t.equal(
    read('a.ts'),
    `import { todo } from './todo.ts'

export function one() {
  mine()
  mine(2)
  scaffold()
}

function scaffold() {
  // TODO(lab-02-scaffold): Third.
  todo('lab-02-scaffold')
}
`,
  )
})

t.test('prompts in another language change nothing that is done', async (t) => {
  const { start, read, replace } = student(t)
  await start(1)
  replace('a.ts', HOLE, '  mine()')
  const chinese = {
    'lab-01-one': '第一。',
    'lab-02-two': '第二。',
    'lab-02-scaffold': '第三。',
  }
  t.same((await start(2, { prompts: chinese })).conflicts, [])
  t.match(read('a.ts'), 'mine()')
  t.notMatch(read('a.ts'), '第一')
  t.match(read('two.ts'), 'TODO(lab-02-two): 第二。')
  await start(2)
  t.match(read('two.ts'), 'TODO(lab-02-two): Second.')
})

t.test('a lab that was left open stays so, or is filled', async (t) => {
  const { start, read } = student(t)
  await start(1)
  t.same((await start(2)).caughtUp, [])
  t.match(read('a.ts'), 'TODO(lab-01-one): First.')
  const { caughtUp, conflicts } = await start(2, { catchUp: true })
  t.same([caughtUp, conflicts], [['lab-01-one'], []])
  t.match(read('a.ts'), /one\(\) \{\n {2}help\(\)\n/)
  t.match(read('a.ts'), 'TODO(lab-02-scaffold)')
  await start(2)
  t.match(read('a.ts'), /one\(\) \{\n {2}help\(\)\n/, 'and stays filled')
})

t.test('to catch up leaves what is written alone', async (t) => {
  const { start, read, replace } = student(t)
  await start(1)
  replace('a.ts', HOLE, '  mine()')
  t.same((await start(2, { catchUp: true })).caughtUp, [])
  t.match(read('a.ts'), 'mine()')
})

t.test('who begins with a later lab gets what comes before', async (t) => {
  const { start, read } = student(t)
  t.same((await start(2)).caughtUp, ['lab-01-one'])
  t.match(read('a.ts'), /one\(\) \{\n {2}help\(\)\n/)
  t.match(read('a.ts'), 'TODO(lab-02-scaffold)')
})

t.test('an earlier lab started again cuts nothing away', async (t) => {
  const { start, read, replace, files } = student(t)
  await start(2)
  replace('two.ts', /.*TODO.*\n.*todo.*\n/, '  mine()\n')
  const before = files()
  const { conflicts, merged, updated } = await start(1)
  t.same([conflicts, merged, updated], [[], [], []])
  t.same(files(), before)
  t.match(read('two.ts'), 'mine()')
})
