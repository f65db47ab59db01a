import t from 'tap'
import { fateIn } from './watch.ts'

const statusOf = (state: string, pending: string) =>
  `Name:\tsleep\nState:\t${state}\nSigPnd:\t${pending}\n`

t.test('fateIn() tells what is left of a process', async (t) => {
  t.equal(fateIn(null), 'gone')
  t.equal(fateIn(statusOf('Z (zombie)', '0000000000000000')), 'zombie')
  t.equal(fateIn(statusOf('S (sleeping)', '0000000000004000')), 'alive')
})

t.test('one that was killed does not live, ran it since or not', async (t) => {
  t.equal(fateIn(statusOf('R (running)', '0000000000000100')), 'zombie')
})
