import { execFileSync } from 'node:child_process'

import t from 'tap'

import { answersOf, scriptOf } from './probe.ts'

/** What a real shell answers. */
function ask(...scripts: string[]) {
  const text = execFileSync('sh', ['-c', scriptOf(scripts)], {
    encoding: 'utf8',
  })
  return answersOf(text, scripts.length)
}

t.test('each script has its own status and its own words', async (t) => {
  t.same(ask('echo one; echo two', 'echo bad >&2; exit 3', ':'), [
    { status: 0, text: 'one\ntwo' },
    { status: 3, text: 'bad' },
    { status: 0, text: '' },
  ])
})

t.test('a script keeps its shell to itself', async (t) => {
  const answers = ask('value=1; cd /tmp; exit', 'echo "$value"; pwd; cat')
  t.same(answers[1], { status: 0, text: `\n${process.cwd()}` })
})

t.test('tools for root are found by anybody', async (t) => {
  t.match(ask('echo "$PATH"')[0], { text: /:\/usr\/sbin:\/sbin$/ })
})

t.test('what was not answered says so', async (t) => {
  const text = '@@labs-probe 1 0\nhere\n'
  t.same(answersOf(`noise\n${text}`, 2), [
    { status: -1, text: 'no answer' },
    { status: 0, text: 'here' },
  ])
})
