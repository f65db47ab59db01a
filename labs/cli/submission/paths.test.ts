import t from 'tap'
import { checkPath, TakenPaths } from './paths.ts'

t.test('checkPath() lets sources through', async (t) => {
  for (const path of [
    'runtime/a.ts',
    'runtime/linux/root-fs_2.test.ts',
    'runtime/层/根.ts',
    'runtime/with space/a (1).ts',
    `runtime/${'d/'.repeat(90)}a.ts`,
  ])
    t.doesNotThrow(() => checkPath(path), path)
})

t.test('checkPath() stops what leads out of a folder', async (t) => {
  for (const path of [
    '../a.ts',
    '/etc/a.ts',
    'runtime/../../a.ts',
    'runtime/..',
    'runtime\\a.ts',
    'runtime/..\\..\\a.ts',
    'C:/runtime/a.ts',
    'c:a.ts',
    '//host/share/a.ts',
  ])
    t.throws(() => checkPath(path), { code: 'PATH_LEAVES' }, path)
})

t.test('checkPath() refuses every other name', async (t) => {
  for (const path of [
    '',
    'runtime',
    'runtime/',
    'runtime.ts',
    'a.ts',
    'src/a.ts',
    'Runtime/a.ts',
    './runtime/a.ts',
    'runtime/./a.ts',
    'runtime//a.ts',
    'runtime/a.js',
    'runtime/a.ts/',
    'runtime/a.TS',
    'runtime/.ts',
    'runtime/.git/a.ts',
    'runtime/.a.ts',
    'runtime/node_modules/x/a.ts',
    'runtime/folder./a.ts',
    'runtime/folder /a.ts',
    'runtime/a\0.ts',
    'runtime/a\n.ts',
    'runtime/\u001b[2Ja.ts',
    'runtime/\u202ea.ts',
    'runtime/a\ufffd.ts',
    'runtime/a:b.ts',
    'runtime/a?.ts',
    'runtime/u\u0308.ts',
    `runtime/${'a'.repeat(190)}.ts`,
    `runtime/${'层'.repeat(70)}.ts`,
  ])
    t.throws(() => checkPath(path), { code: 'PATH_INVALID' }, path)
})

t.test(
  'TakenPaths sees what a file system that ignores case sees',
  async (t) => {
    for (const [first, second] of [
      ['runtime/a.ts', 'runtime/a.ts'],
      ['runtime/a.ts', 'runtime/A.ts'],
      ['runtime/Ü.ts', 'runtime/ü.ts'],
      ['runtime/straße.ts', 'runtime/STRASSE.ts'],
      ['runtime/a.ts', 'runtime/a.ts/b.ts'],
      ['runtime/a.ts/b.ts', 'runtime/A.ts'],
    ] as const) {
      const taken = new TakenPaths()
      taken.take(first)
      t.throws(() => taken.take(second), { code: 'DUPLICATE_PATH' }, second)
    }
    const taken = new TakenPaths()
    for (const path of ['runtime/a.ts', 'runtime/a/b.ts', 'runtime/A/c.ts'])
      t.doesNotThrow(() => taken.take(path), path)
  },
)
