import t from 'tap'
import { checkConsole } from './console-socket.ts'

const SOCKET = '/run/console.sock'

t.test('a terminal and a socket for it belong together', async (t) => {
  const consoleSocket = SOCKET
  for (const fine of [
    { terminal: false, detach: false },
    { terminal: undefined, detach: true },
    { terminal: true, detach: false },
    { terminal: true, detach: true, consoleSocket },
  ])
    t.doesNotThrow(() => checkConsole(fine))
})

for (const [wrong, message] of [
  [{ terminal: true, detach: true }, /^Expected "--console-socket" for the/],
  [
    { terminal: false, detach: true, consoleSocket: SOCKET },
    /^Expected a process with a terminal/,
  ],
  [
    { terminal: true, detach: false, consoleSocket: SOCKET },
    /^Expected "--detach" beside "--console-socket"/,
  ],
] as const)
  t.test(`${JSON.stringify(wrong)} is refused`, async (t) => {
    t.throws(() => checkConsole(wrong), { name: 'UsageError', message })
  })
