import t from 'tap'
import { Patience } from './patience.ts'

t.test('a time limit is stretched to the speed of the guest', async (t) => {
  const patience = new Patience(7.5)
  t.equal(patience.stretch(3000), 22_500)
  t.equal(patience.forProgram(3000), 22_500)
})

t.test('a program that hung twice is given a fifth', async (t) => {
  const patience = new Patience(4)
  patience.hung()
  t.equal(patience.forProgram(3000), 12_000)
  patience.hung()
  t.equal(patience.forProgram(3000), 2400)
  t.equal(patience.stretch(3000), 12_000, 'the kit has all the time it had')
  patience.came()
  patience.hung()
  t.equal(patience.forProgram(3000), 12_000, 'it was the machine')
})
