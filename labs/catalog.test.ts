import t from 'tap'
import { findLab, labs } from './catalog.ts'

t.test('findLab() knows a lab by number, by word and by name', async (t) => {
  const [first] = labs
  for (const name of ['1', '01', 'chroot', '01-chroot']) {
    t.equal(findLab(name), first, name)
  }
  for (const name of ['', '0', '99', 'root', '01-', 'x']) {
    t.equal(findLab(name), undefined, name)
  }
})

t.test('labs are numbered from 1, and their ids say so', async (t) => {
  for (const [index, { id, number }] of labs.entries()) {
    t.equal(number, index + 1)
    t.match(id, new RegExp(`^${`${number}`.padStart(2, '0')}-[a-z-]+$`))
  }
})
