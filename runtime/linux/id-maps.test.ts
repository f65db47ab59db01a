import t from 'tap'
import { mapText } from './id-maps.ts'

t.test('a line for each range: inside, outside, size', async (t) => {
  const mappings = [
    { containerID: 0, hostID: 1000, size: 1 },
    { containerID: 1, hostID: 100000, size: 65536 },
  ]
  t.equal(mapText(mappings), '0 1000 1\n1 100000 65536\n')
})
