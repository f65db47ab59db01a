import t from 'tap'
import { commandFails } from './command-fails.ts'

const ending = {
  code: 1,
  signal: null,
  timedOut: false,
  flooded: false,
  stdout: '',
  stderr: '',
}

t.test('what it said is evidence, on whatever stream', async (t) => {
  const outcome = commandFails({
    ending: { ...ending, stdout: '{"code": 7}\n', stderr: 'bad\n' },
    command: 'mini-cni',
    otherwise: 'NOT_CONNECTED',
  })
  t.match(outcome, {
    verdict: 'fail',
    actual: 'exit status 1',
    diagnosis: 'NOT_CONNECTED',
    evidence: {
      command: 'mini-cni',
      'standard output': '{"code": 7}',
      'standard error': 'bad',
    },
  })
})

t.test('a TODO is found where errors are printed', async (t) => {
  const stdout = '{"code": 999, "msg": "TODO(lab-06-veth): not written"}'
  const failed = { command: 'x', otherwise: 'OTHER' }
  const outcome = commandFails({ ending: { ...ending, stdout }, ...failed })
  t.match(outcome, { actual: 'TODO(lab-06-veth)', diagnosis: 'TODO_LEFT' })
  const hang = { ...ending, code: null, timedOut: true }
  const late = commandFails({ ending: hang, ...failed })
  t.match(late, { diagnosis: 'RUNTIME_HANGS' })
})
