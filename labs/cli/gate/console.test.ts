import t from 'tap'
import {
  consoleScript,
  matchesShown,
  shownCommands,
  splitOutput,
} from './console.ts'

const LESSON = [
  'Text',
  '```console',
  '# echo one',
  'one',
  '$ true',
  '```',
  '```sh',
  '# not shown',
  '```',
].join('\n')

t.test('shownCommands() takes only console blocks, both prompts', async (t) => {
  t.same(shownCommands(LESSON), [
    { command: 'echo one', output: ['one'], line: 3 },
    { command: 'true', output: [], line: 5 },
  ])
})

t.test('matchesShown() compares to the letter but for …', async (t) => {
  t.equal(matchesShown(['pid …', 'end'], 'pid 812\nend\n'), true)
  t.equal(matchesShown(['pid …', 'end'], 'pid 812\nother\n'), false)
  t.equal(matchesShown([], ''), true)
  t.equal(matchesShown([], 'surprise\n'), false)
  t.equal(matchesShown(['a.c'], 'abc'), false)
})

t.test('consoleScript() and splitOutput() agree on the marks', async (t) => {
  const script = consoleScript(shownCommands(LESSON))
  t.match(script, "echo one\nprintf '\\036'")
  t.same(splitOutput('one\n\u001e\u001e'), ['one\n', ''])
})
