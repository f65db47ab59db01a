import t from 'tap'
import { uptimeFor } from './uptime.ts'

const HOST = '16691.05 11408.69\n'

t.test('a container has been up since it was born', async (t) => {
  t.equal(uptimeFor(HOST, 16691.05, 2), '0.00 0.00\n')
  t.equal(uptimeFor(HOST, 16600, 2), '91.05 182.10\n')
})

t.test('it is never up for less than no time', async (t) => {
  t.equal(uptimeFor(HOST, 20000, 1), '0.00 0.00\n')
})
