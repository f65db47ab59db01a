import t from 'tap'
import { Undo } from './undo.ts'

t.test('steps are taken back from the last to the first', async (t) => {
  const undo = new Undo()
  const calls: string[] = []
  for (const name of ['a', 'b'])
    undo.step(
      name,
      () => name,
      (made) => calls.push(made),
    )
  undo.step('looks only', () => {})
  t.same(undo.rollBack(), [])
  t.same(calls, ['b', 'a'])
  t.same(undo.rollBack(), [])
  t.same(calls, ['b', 'a'], 'once')
})

t.test('a step that fails was not taken', async (t) => {
  const undo = new Undo()
  t.throws(() =>
    undo.step(
      'a',
      () => {
        throw new Error('no')
      },
      () => t.fail('taken back'),
    ),
  )
  t.same(undo.rollBack(), [])
})

t.test('what cannot be taken back keeps none from it', async (t) => {
  const undo = new Undo()
  const calls: string[] = []
  undo.step(
    'a',
    () => {},
    () => calls.push('a'),
  )
  undo.step(
    'b',
    () => {},
    () => {
      throw new Error('stuck')
    },
  )
  t.same(undo.rollBack(), ['b: stuck'])
  t.same(calls, ['a'])
})
