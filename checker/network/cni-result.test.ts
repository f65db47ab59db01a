import t from 'tap'
import { errorIn, resultIn } from './cni-result.ts'

const RESULT = {
  cniVersion: '1.0.0',
  interfaces: [{ name: 'eth0', mac: '02:00:00:00:00:01', sandbox: '/x' }],
  ips: [{ address: '10.1.2.3/24', gateway: '10.1.2.1', interface: 0 }],
  routes: [{ dst: '0.0.0.0/0' }],
  dns: {},
}

t.test('a result comes as it was printed', async (t) => {
  t.same(resultIn(JSON.stringify(RESULT)), RESULT)
  t.same(resultIn('{"cniVersion": "1.0.0"}'), { cniVersion: '1.0.0' })
})

t.test('what is no result is none', async (t) => {
  for (const wrong of [
    ...['', 'null', '[]', '"x"', '{', '{}'],
    ...[
      { ips: 'none' },
      { ips: [null] },
      { ips: [{ address: 7 }] },
      { ips: [{ address: '10.1.2.3/24', interface: '0' }] },
      { interfaces: [{}] },
      { interfaces: { length: 1 } },
      { routes: [{ dst: '0.0.0.0/0', gw: [] }] },
      { cniVersion: 1 },
    ].map((part) => JSON.stringify({ ...RESULT, ...part })),
  ])
    t.equal(resultIn(wrong), null, wrong)
})

t.test('an error has a code and a message', async (t) => {
  const error = { cniVersion: '1.0.0', code: 7, msg: 'bad', details: 'very' }
  t.same(errorIn(JSON.stringify(error)), error)
  for (const part of [
    { code: '7' },
    { code: 0.5 },
    { msg: null },
    { details: 1 },
  ])
    t.equal(errorIn(JSON.stringify({ ...error, ...part })), null)
  t.equal(errorIn('panic: runtime error'), null)
})
