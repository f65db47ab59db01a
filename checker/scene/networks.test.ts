import t from 'tap'
import { networkOr, parseCounters } from './networks.ts'

const DEV = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0
  eth0:12345678     345    0    0    0     0          0         0    69000     161    0    0    0     0       0          0
 a:b.c:1 2 0 0 0 0 0 0 3 4 0 0 0 0 0 0
`

t.test('parseCounters() takes bytes and packets of each way', async (t) => {
  const none = { rxBytes: 0, rxPackets: 0, txBytes: 0, txPackets: 0 }
  t.same(parseCounters(DEV), {
    lo: none,
    eth0: { rxBytes: 12345678, rxPackets: 345, txBytes: 69000, txPackets: 161 },
    'a:b.c': { rxBytes: 1, rxPackets: 2, txBytes: 3, txPackets: 4 },
  })
  t.same(parseCounters(''), {})
})

t.test('tools that say something else say nothing', async (t) => {
  for (const text of ['{', '[{"ifname":"x"}]', '[null]', '7']) {
    t.equal(networkOr(text), null)
  }
})
