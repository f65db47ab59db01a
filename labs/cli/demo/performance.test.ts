import { stripVTControlCharacters } from 'node:util'
import t, { type Test } from 'tap'
import type { CheckResult } from '#checker/check.ts'
import { recordingIo } from '../test/recording-io.ts'
import { Performance } from './performance.ts'
import type { Presenting } from './presenting.ts'
import { Screen } from './screen.ts'
import { parseDemo } from './script.ts'
import { Stage } from './stage.ts'
import { type Answers, FakeShell } from './test/fake-shell.ts'

const SCRIPT = parseDemo(`# Limits
## One {check=a.one}
\`\`\`console
# echo one
one
# cd /tmp
\`\`\`
## Two {check=a.two}
\`\`\`console
# cat pid
pid …
\`\`\`
## Three {check=a.three}
\`\`\`console
# echo three
three
\`\`\`
`)

const PRINTED: Readonly<Record<string, string>> = {
  'echo one': 'one\n',
  'cat pid': '\u001b[1mpid\u001b[m 812\n',
  'echo three': 'three\n',
}

const answers: Answers = (command) => PRINTED[command] ?? ''

const result = (
  id: string,
  verdict: CheckResult['verdict'] = 'pass',
): CheckResult => ({
  ...{ id, step: 'a', title: { en: `claim ${id}`, zh: '断言' }, verdict },
  ...{ points: 1, maxPoints: 1, expected: null, actual: 'seen', evidence: {} },
  ...{ diagnosis: null, reason: null, source: '', ms: 1 },
})

interface Fakes {
  readonly answers?: Answers
  readonly judge?: (id: string, signal: AbortSignal) => Promise<CheckResult>
  readonly isAuto?: boolean
  readonly patienceMs?: number
  readonly firstStep?: number
  readonly signal?: AbortSignal
  readonly forgets?: boolean
}

function setUp(t: Test, fakes: Fakes) {
  const { isAuto = true, patienceMs = 5000, firstStep = 0 } = fakes
  const { signal, forgets = true } = fakes
  const { io, out } = recordingIo({
    terminal: true,
    ...(signal ? { signal } : {}),
  })
  const shells: FakeShell[] = []
  const log: string[] = []
  const screen = new Screen(io, null)
  const stage = new Stage({
    script: SCRIPT,
    patienceMs,
    show: screen.show,
    onLost: () => performance.lost(),
    backstage: {
      async open() {
        const shell = new FakeShell(fakes.answers ?? answers)
        shells.push(shell)
        return { shell, setup: '. setup' }
      },
      async reset() {
        log.push('reset')
      },
      judge: async (id, signal) => {
        log.push(`judge ${id}`)
        return await (fakes.judge?.(id, signal) ?? result(id))
      },
    },
  })
  const states: Presenting[] = []
  const waiting: (() => void)[] = []
  const performance = new Performance({
    ...{ io, stage, screen, script: SCRIPT, isAuto, speed: 0, firstStep },
    forgets,
    onState: (state) => {
      states.push(state)
      for (const wake of waiting.splice(0)) wake()
    },
  })
  t.teardown(() => stage.leave())
  /** Wait until things stand so. */
  async function stands(phase: Presenting['phase'], step: number) {
    for (;;) {
      const state = states.at(-1)
      if (state?.phase === phase && state.step === step) return
      await new Promise<void>((wake) => waiting.push(wake))
    }
  }
  const shown = () => stripVTControlCharacters(out()).replaceAll('\r\n', '\n')
  return { performance, stage, shells, log, shown, stands }
}

t.test('a demo goes through by itself, and each step is judged', async (t) => {
  const { performance, shells, log, shown } = setUp(t, {})
  const { broken } = await performance.run()
  t.same(broken, [])
  t.same(log, ['reset', 'judge a.one', 'judge a.two', 'judge a.three'])
  t.same(shells[0]?.lines.slice(-4), [
    ...['echo one', 'cd /tmp'],
    ...['cat pid', 'echo three'],
  ])
  const text = shown()
  t.match(text, '# echo one\none\n# cd /tmp\n')
  t.match(text, /1\/3 {2}One/)
  t.match(text, '# cat pid\npid 812\n')
  t.match(text, '✓ a.two  the kernel agrees: claim a.two')
  t.notMatch(text, 'setup', 'nobody sees it')
})

t.test('a step that prints something else is left behind', async (t) => {
  let times = 0
  const { performance, shells, log, shown } = setUp(t, {
    answers: (command) =>
      command === 'cat pid' && ++times === 1 ? 'nothing\n' : answers(command),
  })
  const { broken } = await performance.run()
  t.same(broken, [1])
  t.same(log, ['reset', 'judge a.one', 'reset', 'judge a.three'])
  t.equal(shells.length, 2)
  t.same(shells[1]?.lines.slice(2), [
    ...['echo one', 'cd /tmp', 'cat pid'],
    'echo three',
  ])
  t.match(
    shown(),
    '✗ "cat pid" printed "nothing", and the script shows "pid …"',
  )
  t.equal(shown().match(/echo one/g)?.length, 1, 'replayed unseen')
})

t.test('a step that the kernel does not confirm is left behind', async (t) => {
  const { performance, log, shown } = setUp(t, {
    judge: async (id) => result(id, id === 'a.one' ? 'fail' : 'pass'),
  })
  const { broken } = await performance.run()
  t.same(broken, [0])
  t.same(log.slice(0, 3), ['reset', 'judge a.one', 'reset'])
  t.match(shown(), '✗ The check a.one says fail: "seen"')
})

t.test('a command that hangs is left behind, also on the way', async (t) => {
  const { performance, shown, shells } = setUp(t, {
    patienceMs: 100,
    answers: (command) => (command === 'cat pid' ? 'hangs' : answers(command)),
  })
  const { broken } = await performance.run()
  t.same(broken, [1])
  t.equal(shells.length, 3, 'at first, restored, and as it hung again')
  t.match(shown(), '"cat pid" did not end within')
  t.match(shown(), 'The way there broke as well')
  t.match(shown(), '# echo three\nthree\n', 'and it went on')
})

t.test('a shell that ends is left behind', async (t) => {
  let times = 0
  const { performance, shown } = setUp(t, {
    answers: (command) =>
      command === 'cat pid' && ++times === 1 ? 'ends' : answers(command),
  })
  t.same((await performance.run()).broken, [1])
  t.match(shown(), '✗ The shell ended')
})

t.test('a setup that fails is told', async (t) => {
  const { performance, shown } = setUp(t, {
    answers: (command) =>
      command === '. setup' ? { status: 3 } : answers(command),
  })
  await performance.run()
  t.match(shown(), 'The setup ended with status 3')
})

t.test('a presenter goes on, back, over, and has the shell', async (t) => {
  const { performance, shells, shown, stands, log } = setUp(t, {
    isAuto: false,
  })
  const press = (keys: string) => {
    for (const key of keys) performance.press(key)
  }
  const over = performance.run()
  await stands('between', 0)
  press('\r?')
  await stands('prompt', 0)
  press('\r\r')
  await stands('running', 0)
  await stands('prompt', 0)
  press('b')
  await stands('busy', 0)
  await stands('between', 0)
  press('s')
  await stands('between', 1)
  t.same(shells[1]?.lines.slice(2), ['echo one', 'cd /tmp'])
  press('!')
  await stands('free', 1)
  press('echo mine\recho more\r')
  press('\u001d')
  await stands('between', 1)
  press('q')
  const { broken } = await over
  t.same(broken, [])
  t.same(log, ['reset', 'reset'], 'what is skipped is not judged')
  t.same(shells[1]?.lines.slice(-2), ['echo mine', 'echo more'])
  t.match(shown(), '# echo mine\n# echo more\n# ')
  t.match(shown(), 'the line at once')
  t.match(shown(), 'Skipped: One')
  t.match(
    shown(),
    'The shell is yours. Ctrl-] leads back to the script.\n# echo mine',
  )
  t.match(shown(), 'Back in the script.')
})

t.test('who leaves the free shell ends what runs in it', async (t) => {
  const { performance, stands, shells } = setUp(t, {
    isAuto: false,
    answers: (command) => (command === 'top' ? 'hangs' : answers(command)),
  })
  const over = performance.run()
  await stands('between', 0)
  performance.press('!')
  await stands('free', 0)
  for (const key of 'top\r') performance.press(key)
  while (shells[0]?.lines.at(-1) !== 'top') await new Promise(setImmediate)
  performance.press('\u001d')
  await stands('leaving', 0)
  await stands('between', 0)
  performance.press('q')
  await over
})

t.test('who goes back gives up what is judged', async (t) => {
  let isGivenUp = false
  const { performance, stands } = setUp(t, {
    isAuto: false,
    firstStep: 2,
    judge: (_id, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          isGivenUp = true
          reject(new Error('given up'))
        })
      }),
  })
  const over = performance.run()
  await stands('between', 2)
  performance.press('\r')
  performance.press('\r')
  performance.press('\r')
  await stands('between', 3)
  performance.press('b')
  await stands('between', 2)
  t.ok(isGivenUp)
  performance.press('q')
  t.same((await over).broken, [])
})

t.test('an interrupt ends it, and a guest that is gone too', async (t) => {
  const stop = new AbortController()
  const first = setUp(t, { isAuto: false, signal: stop.signal })
  const over = first.performance.run()
  await first.stands('between', 0)
  stop.abort(new Error('interrupted'))
  await t.rejects(over, { message: 'interrupted' })

  const second = setUp(t, { judge: () => Promise.reject(new Error('gone')) })
  await t.rejects(second.performance.run(), { message: 'gone' })
})

t.test('where nothing can be reset it says so', async (t) => {
  const { performance, shown } = setUp(t, { forgets: false })
  await performance.run()
  t.match(shown(), /cannot|not/)
})

t.test('a window of another size is passed on', async (t) => {
  const { performance, stage, shells, stands } = setUp(t, { isAuto: false })
  const over = performance.run()
  await stands('between', 0)
  stage.resize(100, 30)
  t.same(shells[0]?.sizes, ['100x30'])
  performance.press('q')
  await over
})
