import t from 'tap'
import type { Ending } from './agent/protocol.ts'
import {
  describeEnding,
  excerpt,
  signalName,
  signalNames,
  todoIn,
  whyItEnded,
} from './outcome.ts'

const ending = (parts: Partial<Ending>): Ending => ({
  code: 1,
  signal: null,
  timedOut: false,
  flooded: false,
  stdout: '',
  stderr: '',
  ...parts,
})

t.test('signals have names', async (t) => {
  t.equal(signalName(9), 'SIGKILL')
  t.equal(signalName(15), 'SIGTERM')
  t.equal(signalName(31), 'SIGSYS')
  t.equal(signalName(40), 'signal 40')
  t.equal(signalNames([]), 'none')
  t.equal(signalNames([1, 2]), 'SIGHUP SIGINT')
})

t.test('an ending is told in words', async (t) => {
  t.equal(describeEnding(ending({ code: 3 })), 'exit status 3')
  t.equal(
    describeEnding(ending({ code: null, signal: 'SIGTERM' })),
    'killed by SIGTERM',
  )
  t.match(describeEnding(ending({ timedOut: true })), /still running/)
  t.match(describeEnding(ending({ flooded: true })), /endless output/)
})

t.test('why a runtime got nowhere', async (t) => {
  t.equal(whyItEnded(ending({}), 'OTHER'), 'OTHER')
  t.equal(whyItEnded(ending({ timedOut: true }), 'OTHER'), 'RUNTIME_HANGS')
  t.equal(whyItEnded(ending({ flooded: true }), 'OTHER'), 'OUTPUT_FLOOD')
  const stderr = 'mini-runc: TODO(lab-01-root): not written yet'
  t.equal(todoIn({ stderr }), 'lab-01-root')
  t.equal(whyItEnded(ending({ stderr, timedOut: true }), 'X'), 'TODO_LEFT')
})

t.test('of a long text the end is kept', async (t) => {
  t.equal(excerpt('short\n'), 'short')
  t.match(excerpt(`${'x'.repeat(5000)}the end`), /^…x+the end$/)
  t.ok(excerpt('x'.repeat(5000)).length < 700)
})
