import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Mistake } from '#checker/check.ts'
import { mistakeEdit, withVariant } from './trees.ts'

const mistake: Mistake = {
  id: 'm',
  title: 'm',
  file: 'a.ts',
  find: 'chdir()',
  replace: '',
  check: 'c',
  diagnosis: 'D',
}

t.test('mistakeEdit() wants its text exactly once', async (t) => {
  const edit = mistakeEdit(mistake)
  t.equal(edit.change('chroot(); chdir()'), 'chroot(); ')
  t.throws(() => edit.change('chroot()'), /"m" once in a.ts but found it 0/)
  t.throws(() => edit.change('chdir() chdir()'), /found it 2 times/)
})

t.test('withVariant() edits a copy and removes it', async (t) => {
  const base = t.testdir({
    runtime: { 'a.ts': 'chdir()', 'a.test.ts': '' },
    parent: {},
  })
  const reference = join(base, 'runtime')
  const parent = join(base, 'parent')
  let seen = ''
  const run = withVariant(
    reference,
    parent,
    [mistakeEdit(mistake)],
    async (f) => {
      seen = f
      t.equal(readFileSync(join(f, 'runtime/a.ts'), 'utf8'), '')
      t.same(readdirSync(join(f, 'runtime')), ['a.ts'], 'tests stay behind')
      throw new Error('judging broke')
    },
  )
  await t.rejects(run, /judging broke/)
  t.equal(existsSync(seen), false)
  t.equal(readFileSync(join(reference, 'a.ts'), 'utf8'), 'chdir()')
})
