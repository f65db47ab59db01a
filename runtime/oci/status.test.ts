import t from 'tap'
import { exitStatus } from './status.ts'

t.test('exitStatus() passes the status of the program on', async (t) => {
  for (const code of [0, 1, 7, 125, 255])
    t.equal(exitStatus({ kind: 'exited', code }), code)
})

t.test('exitStatus() adds 128 to a signal', async (t) => {
  t.equal(exitStatus({ kind: 'killed', signal: 'SIGHUP' }), 129)
  t.equal(exitStatus({ kind: 'killed', signal: 'SIGKILL' }), 137)
  t.equal(exitStatus({ kind: 'killed', signal: 'SIGTERM' }), 143)
})

t.test(
  'exitStatus() tells a missing program from a forbidden one',
  async (t) => {
    t.equal(exitStatus({ kind: 'not executed', error: 'ENOENT' }), 127)
    t.equal(exitStatus({ kind: 'not executed', error: 'EACCES' }), 126)
    t.equal(exitStatus({ kind: 'not executed', error: 'ENOEXEC' }), 126)
  },
)
