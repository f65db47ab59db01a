import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import t, { type Test } from 'tap'

import { connectSoon, forwardedPort, Qmp } from './qmp.ts'

interface Request {
  readonly execute: string
  readonly arguments?: object
  readonly id: number
}

/** A monitor that answers as told, on a socket of its own. */
async function monitor(
  t: Test,
  answer: (request: Request, socket: Socket) => object | null,
): Promise<Qmp> {
  const path = join(t.testdir(), 'qmp')
  const server = createServer((socket) => {
    socket.write('{"QMP": {"version": {}, "capabilities": []}}\n')
    createInterface({ input: socket }).on('line', (line) => {
      const request: Request = JSON.parse(line)
      const reply =
        request.execute === 'qmp_capabilities'
          ? { return: {} }
          : answer(request, socket)
      if (reply === null) return socket.destroy()
      socket.write(`${JSON.stringify({ ...reply, id: request.id })}\n`)
    })
  })
  // Late on purpose: the emulator takes its time, too.
  setTimeout(() => server.listen(path), 20)
  const socket = await connectSoon(path, AbortSignal.timeout(5000))
  t.teardown(() => server.close())
  t.teardown(() => socket.destroy())
  return Qmp.over(socket)
}

t.test('Qmp matches answers to commands, past events', async (t) => {
  const qmp = await monitor(t, ({ execute }, socket) => {
    socket.write('{"event": "STOP", "timestamp": {}}\n')
    return { return: { status: execute } }
  })
  const both = [qmp.execute('query-status'), qmp.execute('query-migrate')]
  t.same(await Promise.all(both), [
    { status: 'query-status' },
    { status: 'query-migrate' },
  ])
})

t.test('Qmp rejects with what the monitor says', async (t) => {
  const qmp = await monitor(t, () => ({ error: { desc: 'no such file' } }))
  await t.rejects(qmp.execute('migrate', { uri: 'file:x' }), {
    name: 'MachineError',
    message: 'The emulator refused migrate: no such file',
  })
})

t.test('Qmp rejects when the emulator goes away', async (t) => {
  const qmp = await monitor(t, () => null)
  const message = 'The emulator hung up before it answered stop'
  await t.rejects(qmp.execute('stop'), { message })
  await t.rejects(qmp.execute('stop'), { message })
})

t.test('connectSoon() ends with the reason of its signal', async (t) => {
  const path = join(t.testdir(), 'never')
  const signal = AbortSignal.abort(new Error('it ended'))
  await t.rejects(connectSoon(path, signal), { message: 'it ended' })
})

t.test('forwardedPort() reads the table of connections', async (t) => {
  const table = `Hub -1 (n0):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
  TCP[HOST_FORWARD]  13       127.0.0.1 41235       10.0.2.15    22     0     0
`
  t.equal(forwardedPort(table), 41235)
  t.throws(() => forwardedPort('Hub -1 (n0):\n'), { name: 'MachineError' })
})
