import { execFileSync } from 'node:child_process'
import {
  linkSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { workOf } from '../work-paths.ts'
import { surveyWork, workTree } from './files.ts'
import { LIMITS } from './limits.ts'

/** A student's folder: one file as given, one changed, one new. */
function student(t: Test) {
  const root = t.testdir({
    '.cache': {
      'work-base': {
        cli: { 'mini-runc.ts': 'main()\n' },
        'changed.ts': 'before\n',
        'gone.ts': '',
      },
    },
    labs: {
      work: {
        'tsconfig.json': '{}',
        runtime: {
          cli: { 'mini-runc.ts': 'main()\n' },
          'changed.ts': 'after\n',
          'new.test.ts': 'mine\n',
        },
      },
    },
  })
  const work = workOf(root)
  const path = (name: string) => join(work.dir, name)
  const write = (name: string, text: string) => {
    mkdirSync(dirname(path(name)), { recursive: true })
    writeFileSync(path(name), text)
  }
  return { work, path, write }
}

t.test('surveyWork() takes sources, and knows whose they are', async (t) => {
  const { work } = student(t)
  const { files, leftOut } = surveyWork(work)
  t.same(
    files.map(({ path, is, bytes }) => [path, is, bytes.toString()]),
    [
      ['runtime/changed.ts', 'changed', 'after\n'],
      ['runtime/cli/mini-runc.ts', 'given', 'main()\n'],
      ['runtime/new.test.ts', 'new', 'mine\n'],
    ],
  )
  t.same(leftOut, [{ path: 'tsconfig.json', why: 'outside' }])
})

t.test('surveyWork() says what it leaves out, and why', async (t) => {
  const { work, write, path } = student(t)
  for (const name of [
    '.git/config.ts',
    'other/a.ts',
    'loose.ts',
    'runtime/.git/a.ts',
    'runtime/.hidden.ts',
    'runtime/node_modules/x/a.ts',
    'runtime/notes.md',
    'runtime/cli/helper.js',
  ])
    write(name, '')
  // An editor's lock is a link that leads nowhere.
  symlinkSync('user@host.123', path('runtime/.#changed.ts'))
  t.equal(surveyWork(work).files.length, 3)
  t.same(
    surveyWork(work).leftOut.map(({ path, why }) => `${path} ${why}`),
    [
      '.git/ outside',
      'loose.ts outside',
      'other/ outside',
      'runtime/.#changed.ts hidden',
      'runtime/.git/ hidden',
      'runtime/.hidden.ts hidden',
      'runtime/cli/helper.js other',
      'runtime/node_modules/ packages',
      'runtime/notes.md other',
      'tsconfig.json outside',
    ],
  )
})

t.test('surveyWork() refuses links and other kinds', async (t) => {
  const { work, path } = student(t)
  const at = path('runtime/odd.ts')
  const refused = (name: string, found: string) => {
    const facts = { path: name, found }
    t.throws(() => surveyWork(work), { code: 'NOT_A_FILE', facts }, found)
    t.equal(workTree(work), null)
    rmSync(path(name))
  }
  symlinkSync('/etc/hostname', at)
  refused('runtime/odd.ts', 'symlink')
  symlinkSync('/etc', path('runtime/folder'))
  refused('runtime/folder', 'symlink')
  execFileSync('mkfifo', [at])
  refused('runtime/odd.ts', 'fifo')
  t.equal(surveyWork(work).files.length, 3)

  rmSync(work.runtime, { recursive: true })
  symlinkSync('/etc', work.runtime)
  refused('runtime', 'symlink')
})

t.test('surveyWork() notices hard links', async (t) => {
  const { work, path } = student(t)
  linkSync(path('runtime/changed.ts'), path('elsewhere'))
  const linked = surveyWork(work).files.filter(({ isLinked }) => isLinked)
  t.same(
    linked.map((file) => file.path),
    ['runtime/changed.ts'],
  )
})

t.test('surveyWork() obeys the limits', async (t) => {
  const { work, path, write } = student(t)
  t.throws(() => surveyWork(work, { ...LIMITS, files: 2 }), {
    code: 'TOO_MANY_FILES',
  })
  t.throws(() => surveyWork(work, { ...LIMITS, tar: 10 }), {
    code: 'TOO_LARGE',
    facts: { what: 'runtime' },
  })
  write('runtime/large.ts', '')
  truncateSync(path('runtime/large.ts'), LIMITS.file + 1)
  t.throws(() => surveyWork(work), {
    code: 'TOO_LARGE',
    facts: { what: 'runtime/large.ts', most: LIMITS.file },
  })
})

t.test('surveyWork() refuses names that a reader would refuse', async (t) => {
  const { work, write, path } = student(t)
  write('runtime/a\u001b[2J.ts', '')
  t.throws(() => surveyWork(work), {
    code: 'PATH_INVALID',
    message: /"runtime\/a\?\[2J\.ts"/,
  })
  rmSync(path('runtime/a\u001b[2J.ts'))
  write('runtime/Changed.ts', '')
  t.throws(() => surveyWork(work), { code: 'DUPLICATE_PATH' })
})

t.test('workTree() changes with every name and every byte', async (t) => {
  const { work, write, path } = student(t)
  const before = workTree(work)
  t.match(before, /^[0-9a-f]{64}$/)
  write('runtime/notes.md', 'not a source')
  t.equal(workTree(work), before)

  write('runtime/changed.ts', 'after!\n')
  t.not(workTree(work), before)
  write('runtime/changed.ts', 'after\n')
  t.equal(workTree(work), before)

  write('runtime/another.ts', '')
  t.not(workTree(work), before)
  rmSync(path('runtime/another.ts'))
  t.equal(workTree(work), before)
  t.equal(workTree(workOf(t.testdir({ empty: {} }))), null)
})
