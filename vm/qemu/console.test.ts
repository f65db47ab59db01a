import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'

import t from 'tap'

import { Console } from './console.ts'
import { connectSoon } from './qmp.ts'

const never = new AbortController().signal

async function pair(path: string): Promise<[Console, Socket]> {
  const server = createServer()
  server.listen(path)
  const accepted = new Promise<Socket>((resolve) => {
    server.once('connection', resolve)
  })
  const console = new Console(await connectSoon(path, never))
  const guest = await accepted
  t.teardown(() => {
    console.close()
    guest.destroy()
    server.close()
  })
  return [console, guest]
}

t.test('waitFor() finds a word that arrives in pieces', async (t) => {
  const [console, guest] = await pair(join(t.testdir(), 's'))
  guest.write('booting\nLABS-')
  setTimeout(() => guest.write('READY\n'), 20)
  const [word] = await console.waitFor(/LABS-READY/, 5000, never)
  t.equal(word, 'LABS-READY')
  t.equal((await console.waitFor(/boot/, 5000, never))[0], 'boot')
})

t.test('waitFor() says what it waited for and how long', async (t) => {
  const [console] = await pair(join(t.testdir(), 's'))
  await t.rejects(console.waitFor(/LABS-READY/, 50, never), {
    name: 'MachineError',
    message: /Expected "LABS-READY" on the console .* in 0.05 seconds/,
  })
})

t.test('waitFor() ends when the emulator does', async (t) => {
  const [console] = await pair(join(t.testdir(), 's'))
  const ended = new AbortController()
  setTimeout(() => ended.abort(new Error('it ended')), 20)
  await t.rejects(console.waitFor(/x/, 5000, ended.signal), {
    message: 'it ended',
  })
  await t.rejects(console.waitFor(/x/, 5000, ended.signal), {
    message: 'it ended',
  })
})
