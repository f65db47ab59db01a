import t from 'tap'
import { SpecError } from './errors.ts'
import { TodoError, todo } from './todo.ts'

t.test('SpecError says place, wanted and found', async (t) => {
  const place = { file: '/box/config.json', pointer: '/process/cwd' }
  const error = new SpecError(place, 'an absolute path', '"tmp"')
  t.equal(
    error.message,
    'Expected "/process/cwd" in "/box/config.json" to be an absolute path but found "tmp"',
  )
  t.match(error, { name: 'SpecError', ...place, found: '"tmp"' })
})

t.test('SpecError of a whole file names only the file', async (t) => {
  const place = { file: '/box/config.json', pointer: '' }
  const error = new SpecError(place, 'JSON', 'a comma')
  t.equal(
    error.message,
    'Expected "/box/config.json" to be JSON but found a comma',
  )
})

t.test('todo() throws a TodoError that names the region', async (t) => {
  t.throws(() => todo('lab-01-root'), {
    name: 'TodoError',
    region: 'lab-01-root',
    message: /TODO\(lab-01-root\)/,
  })
  t.throws(() => todo('lab-01-root'), TodoError)
})
