import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { checkoutRoot } from '../checkout.ts'
import { edits } from './edits.ts'

for (const { id, file, find } of edits) {
  t.test(`what "${id}" replaces stands once in ${file}`, async (t) => {
    const source = readFileSync(join(checkoutRoot(), 'runtime', file), 'utf8')
    t.equal(source.split(find).length, 2)
  })
}

t.test('ids of edits are unique', async (t) => {
  t.equal(new Set(edits.map(({ id }) => id)).size, edits.length)
})
