import t from 'tap'

import { lastLines, MachineError, RequirementError } from './errors.ts'

t.test('MachineError shows the last 25 lines of the console', async (t) => {
  const console = Array.from({ length: 40 }, (_, n) => `line ${n}`).join('\n')
  const error = new MachineError('The guest does not answer', console)
  t.equal(error.console.length, 25)
  t.equal(error.console.at(-1), 'line 39')
  t.match(error.message, /^The guest does not answer\n {2}\| line 15\n/)
})

t.test('MachineError has one line when there is no console', async (t) => {
  t.equal(new MachineError('No answer').message, 'No answer')
})

t.test('lastLines() drops escape codes and blank lines', async (t) => {
  const text = '\u001bc\u001b[2J\u001b[1;1Hone\r\n\r\n\u0000two \r\n'
  t.same(lastLines(text, 5), ['one', 'two'])
})

t.test(
  'RequirementError names each missing thing and its remedy',
  async (t) => {
    const error = new RequirementError([
      { name: 'root', ok: false, found: 'user 1000', remedy: 'Use sudo' },
      { name: 'runc', ok: false, found: 'no program', remedy: 'Install it' },
    ])
    t.equal(
      error.message,
      '"root" is needed but found user 1000\n  Use sudo\n' +
        '"runc" is needed but found no program\n  Install it',
    )
  },
)
