import t from 'tap'
import { BoxFormError, boxLine } from './box-line.ts'

t.test('boxLine() types what the form says', async (t) => {
  t.equal(boxLine({ action: 'run', name: 'web' }), 'box run web')
  t.equal(
    boxLine({
      action: 'run',
      name: 'web',
      memory: '64M',
      cpus: '0.5',
      pids: '20',
      network: true,
      publish: '8080:80',
      command: "sh -c 'echo hi; sleep 9'",
    }),
    'box run web --memory 64M --cpus 0.5 --pids 20 --publish 8080:80 --net ' +
      "-- sh -c 'echo hi; sleep 9'",
  )
  t.equal(boxLine({ action: 'run', name: 'a', memory: '' }), 'box run a')
  t.equal(boxLine({ action: 'rm', name: 'web' }), 'box rm web')
  t.equal(boxLine({ action: 'exec', name: 'web' }), 'box exec web')
})

t.test('boxLine() types nothing else', async (t) => {
  const run = (more: object) => ({ action: 'run', name: 'web', ...more })
  const wrong: Readonly<Record<string, unknown>> = {
    action: { action: 'run; reboot', name: 'web' },
    name: { action: 'rm', name: 'web; reboot' },
    memory: run({ memory: '64M;reboot' }),
    cpus: run({ cpus: '$(reboot)' }),
    pids: run({ pids: -1 }),
    publish: run({ publish: '80:80\rreboot' }),
    command: run({ command: 'sleep 1\rreboot' }),
  }
  for (const [field, form] of Object.entries(wrong))
    t.throws(() => boxLine(form), new BoxFormError(field), field)
  t.throws(
    () => boxLine(run({ command: 'a\u0003b' })),
    new BoxFormError('command'),
  )
  for (const form of [null, 'run', 7, []])
    t.throws(() => boxLine(form), { name: 'BoxFormError' })
})
