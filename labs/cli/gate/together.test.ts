import t from 'tap'
import { checkoutRoot } from '#checker/checkout.ts'
import { labs } from '#labs/catalog.ts'
import { readReference } from '../work.ts'
import { needsMachine, together } from './together.ts'

const sources = readReference(checkoutRoot())

for (const lab of labs)
  t.test(lab.id, async (t) => {
    const groups = together(lab, sources)
    t.equal(groups.flat().length, lab.mistakes.length, 'none is left out')
    for (const group of groups) {
      const checks = group.map(({ check }) => check)
      t.equal(new Set(checks).size, group.length, 'each has a check of its own')
      const places = group.map((mistake) => needsMachine(lab, mistake))
      t.equal(new Set(places).size, 1, 'and all are judged in one place')
    }
  })

t.test('what needs a machine is judged there together', async (t) => {
  const lab = labs.find(({ id }) => id === '07-mini-runc')
  t.ok(lab)
  if (lab === undefined) return
  const there = together(lab, sources).filter((group) =>
    group.some((mistake) => needsMachine(lab, mistake)),
  )
  const sizes = there.map(({ length }) => length).sort((a, b) => b - a)
  // All others need that a container runs at all; one hides another's end.
  t.same(sizes, [9, 1, 1])
})
