import t from 'tap'
import { plainSpec } from '../spec/default-spec.ts'
import { listenedSockets, withSockets } from './preserved-descriptors.ts'

t.test('sockets are for the process that is named beside them', async (t) => {
  const env = { LISTEN_FDS: '2', LISTEN_PID: '77' }
  t.equal(listenedSockets({ env, pid: 77 }), 2)
  t.equal(listenedSockets({ env, pid: 78 }), 0)
  t.equal(listenedSockets({ env: {}, pid: 77 }), 0)
})

t.test('process 1 is told of its sockets', async (t) => {
  const bundle = { spec: plainSpec(), config: 'c', rootfs: '/r' }
  t.equal(withSockets(bundle, 0), bundle)
  const { env } = withSockets(bundle, 3).spec.process
  t.same(env.slice(-2), ['LISTEN_FDS=3', 'LISTEN_PID=1'])
})
