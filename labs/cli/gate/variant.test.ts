import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Mistake } from '#checker/check.ts'
import {
  eachAlone,
  independent,
  Variant,
  withEdit,
  withVariant,
} from './variant.ts'

const mistake: Mistake = {
  id: 'm',
  title: 'm',
  file: 'a.ts',
  find: 'chdir()',
  replace: '',
  check: 'c',
  diagnosis: 'D',
}

t.test('withEdit() wants its text exactly once', async (t) => {
  const edited = (text: string) =>
    withEdit(new Map([['a.ts', text]]), mistake).get('a.ts')
  t.equal(edited('chroot(); chdir()'), 'chroot(); ')
  t.throws(() => edited('chroot()'), /"m" once in a.ts but found it 0/)
  t.throws(() => edited('chdir() chdir()'), /found it 2 times/)
  t.throws(() => withEdit(new Map(), mistake), /"a.ts" of "m"/)
})

t.test('edits that undo each other are in different groups', async (t) => {
  const sources = new Map([
    ['1', 'chdir(); chroot(); open()'],
    ['2', 'chdir()'],
  ])
  const edit = (id: string, file: string, find: string) => {
    return { ...mistake, id, file, find, replace: 'nothing' }
  }
  const edits = [
    edit('a', '1', 'chdir()'),
    edit('b', '1', 'chdir(); chroot()'),
    edit('c', '1', 'open()'),
    edit('d', '2', 'chdir()'),
  ]
  const ids = (groups: readonly (readonly Mistake[])[]) =>
    groups.map((group) => group.map(({ id }) => id).join(' '))
  t.same(ids(independent(sources, edits)), ['a c d', 'b'])
  const never = () => false
  t.same(ids(independent(sources, edits, never)), ['a', 'b', 'c', 'd'])
})

t.test('edits that read differently in another order are apart', async (t) => {
  const sources = new Map([['a.ts', 'x = 1']])
  const one = { ...mistake, find: 'x', replace: 'y = x' }
  const two = { ...mistake, find: ' = ', replace: ': ' }
  t.equal(independent(sources, [one, two]).length, 2)
})

t.test(
  'edits are looked at alone, and those that are wrong told',
  async (t) => {
    const edits = ['a', 'b', 'c'].map((id) => ({ ...mistake, id }))
    const looked: string[] = []
    const look = async ({ id }: Mistake) => {
      looked.push(id)
      return id === 'b' ? 'red' : null
    }
    t.same(await eachAlone(edits, look), ['b: red'])
    t.same(looked, ['a', 'b', 'c'])
  },
)

t.test('a variant is written once, and removed', async (t) => {
  const scratch = t.testdir({})
  const workshop = { scratch }
  const sources = new Map([['deep/a.ts', 'a\n']])
  const seen: string[] = []
  const use = async (variant: Variant) => {
    seen.push(await variant.folder(), await variant.folder())
    const file = join(await variant.folder(), 'runtime/deep/a.ts')
    t.equal(readFileSync(file, 'utf8'), 'a\n')
    throw new Error('judging broke')
  }
  const run = withVariant(workshop, 'v', sources, use)
  await t.rejects(run, /judging broke/)
  t.equal(seen[0], seen[1])
  t.notOk(existsSync(seen[0] ?? ''))
  t.same(readdirSync(scratch), [])
})

t.test('a variant without files has nothing to remove', async (t) => {
  const scratch = t.testdir({})
  await new Variant({ scratch }, 'v', new Map()).discard()
  t.same(readdirSync(scratch), [])
})
