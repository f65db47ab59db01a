import t from 'tap'
import type { CheckResult } from '#checker/check.ts'
import {
  decide,
  type Effect,
  KEYS,
  type Programme,
  type StageEvent,
} from './presenter.ts'
import { beginAt, type Presenting } from './presenting.ts'

const PROGRAMME: Programme = {
  steps: [['echo one', 'true'], ['cat 🐳x'], ['false']],
  perKey: 3,
}

const result = (verdict: CheckResult['verdict']): CheckResult => ({
  id: 'create.own',
  step: 'create',
  title: { en: 'own', zh: '自己的' },
  verdict,
  ...{ points: 1, maxPoints: 1, expected: null, actual: null, evidence: {} },
  ...{ diagnosis: null, reason: null, source: '', ms: 1 },
})

const key = (key: string, isRunning = false): StageEvent => ({
  kind: 'key',
  key,
  isRunning,
})
const ENTER = key(KEYS.enter)
const RAN: StageEvent = { kind: 'ran', fault: null }
const PASSED: StageEvent = { kind: 'checked', result: result('pass') }
const RESTORED: StageEvent = { kind: 'restored' }
const FAULT = { kind: 'lost' } as const

/** From a state through events. @returns Where that leads, and all effects. */
function after(events: readonly StageEvent[], from = beginAt(0)) {
  let state: Presenting = from
  const effects: Effect[] = []
  for (const event of events) {
    const decision = decide(PROGRAMME, state, event)
    state = decision.state
    effects.push(...decision.effects)
  }
  return { state, effects, kinds: effects.map(({ kind }) => kind) }
}

const FIRST_STEP = [ENTER, ENTER, ENTER, RAN, ENTER, ENTER, RAN]

t.test('Enter goes through a step, and its check is asked for', async (t) => {
  const { state, effects } = after(FIRST_STEP)
  t.same(effects, [
    { kind: 'heading', step: 0 },
    { kind: 'prompt' },
    { kind: 'type', text: 'echo one' },
    { kind: 'enter' },
    { kind: 'prompt' },
    { kind: 'type', text: 'true' },
    { kind: 'enter' },
    { kind: 'check', step: 0 },
  ])
  t.match(state, { phase: 'between', step: 1, verdict: 'running' })
})

t.test('any key types a piece, and only Enter runs the line', async (t) => {
  const { state, effects } = after([ENTER, key('x'), key(' '), key('z')])
  const typed = effects.filter(({ kind }) => kind === 'type')
  t.same(typed, [
    { kind: 'type', text: 'ech' },
    { kind: 'type', text: 'o o' },
    { kind: 'type', text: 'ne' },
  ])
  const end = after([key('q'), key('b'), key(' ')], state)
  t.same(end.effects, [], 'keys mean nothing behind a whole line')
  t.same(after([ENTER], state).kinds, ['enter'])
  const half = after([ENTER, key('x'), ENTER])
  t.same(half.effects.at(-1), { kind: 'type', text: 'o one' }, 'the rest')
  t.same(after([ENTER, key('x'), key(KEYS.interrupt)]).kinds.at(-1), 'clear')
})

t.test('a character of two units is typed whole', async (t) => {
  const programme = { ...PROGRAMME, steps: [['ab🐳c']] }
  const state = { ...beginAt(0), phase: 'prompt' } as const
  const { effects } = decide(programme, state, key('x'))
  t.same(effects, [{ kind: 'type', text: 'ab🐳' }])
})

t.test('the next step waits for the verdict', async (t) => {
  const early = after([...FIRST_STEP, ENTER, ENTER])
  t.equal(early.state.phase, 'awaiting')
  t.same(early.kinds.slice(-2), ['check', 'awaiting'])
  const told = after([PASSED], early.state)
  t.same(told.kinds, ['verdict', 'heading', 'prompt'])
  t.match(told.state, { phase: 'prompt', step: 1, verdict: 'none' })

  const late = after([...FIRST_STEP, PASSED])
  t.match(late.state, { phase: 'between', step: 1, verdict: 'none' })
  t.same(late.kinds.at(-1), 'verdict')
})

t.test('a step breaks by its output and by its verdict', async (t) => {
  const output = after([ENTER, ENTER, ENTER, { kind: 'ran', fault: FAULT }])
  t.same(output.effects.slice(-2), [
    { kind: 'broken', step: 0, fault: FAULT },
    { kind: 'restore', steps: 1 },
  ])
  t.match(output.state, { phase: 'busy', step: 1, broken: [0] })
  const on = after([ENTER, RESTORED, ENTER], output.state)
  t.match(on.state, { phase: 'prompt', step: 1 }, 'and goes on')

  for (const verdict of ['fail', 'error', 'unsupported', 'blocked'] as const) {
    const red = { kind: 'checked', result: result(verdict) } as const
    const { state, kinds } = after([...FIRST_STEP, ENTER, red])
    t.same(kinds.slice(-2), ['broken', 'restore'], verdict)
    t.match(state, { phase: 'busy', step: 1, broken: [0] })
  }
})

t.test('b goes to the beginning, then to the step before', async (t) => {
  const within = after([...FIRST_STEP.slice(0, 4), key('b')])
  t.same(within.effects.at(-1), { kind: 'restore', steps: 0 })
  const second = [...FIRST_STEP, PASSED, ENTER]
  const before = after([...second, key('b')])
  t.same(before.effects.at(-1), { kind: 'restore', steps: 0 })
  t.match(after([RESTORED], before.state).state, { phase: 'between', step: 0 })
  const again = after([...FIRST_STEP, key(KEYS.pageUp)])
  t.match(again.state, { phase: 'busy', step: 0, verdict: 'none' })
  t.same(after([key('b')]).effects, [], 'there is none before the first')
})

t.test('s runs the rest unseen', async (t) => {
  const within = after([...FIRST_STEP.slice(0, 4), key('s')])
  t.same(within.effects.at(-1), { kind: 'skip', step: 0, from: 1 })
  t.equal(within.state.phase, 'busy')
  const on = after([{ kind: 'skipped', fault: null }], within.state)
  t.match(on.state, { phase: 'between', step: 1, broken: [] })
  const red = after([{ kind: 'skipped', fault: FAULT }], within.state)
  t.match(red.state, { phase: 'busy', step: 1, broken: [0] })
})

t.test('! is a shell of the presenter, and Ctrl-] leads back', async (t) => {
  const free = after([ENTER, key('!')])
  t.same(free.effects.at(-1), { kind: 'free', isOn: true })
  const typed = after([key('q'), ENTER], free.state)
  t.same(typed.effects, [
    { kind: 'forward', keys: 'q' },
    { kind: 'forward', keys: '\r' },
  ])
  const busy = after([key(KEYS.endOfInput, true)], free.state)
  t.same(busy.effects, [{ kind: 'forward', keys: KEYS.endOfInput }])
  const leaving = after([key(KEYS.leave, true), key('q')], free.state)
  t.same(leaving.effects, [{ kind: 'leave' }])
  const left = after([{ kind: 'left' }], leaving.state)
  t.same(left.kinds, ['free', 'prompt'])
  t.same(after([{ kind: 'left' }], left.state).effects, [], 'once')
  const stuck = after([key(KEYS.leave, true)], leaving.state)
  t.same(stuck.kinds, ['restore'], 'a program that does not go')
  for (const end of [KEYS.leave, KEYS.endOfInput]) {
    const back = after([key(end)], free.state)
    t.same(back.kinds, ['free', 'prompt'])
    t.equal(back.state.phase, 'prompt')
  }
})

t.test('a verdict is told after the free shell, not within', async (t) => {
  const free = after([...FIRST_STEP, key('!'), PASSED])
  t.notOk(free.kinds.includes('verdict'))
  const back = after([key(KEYS.leave)], free.state)
  t.same(back.kinds, ['free', 'verdict'])
  t.match(back.state, { phase: 'between', verdict: 'none' })
})

t.test('keys reach a command that runs, and nothing else', async (t) => {
  const running = after([ENTER, ENTER, ENTER])
  const { effects } = after([key('q'), key(KEYS.interrupt)], running.state)
  t.same(effects, [
    { kind: 'forward', keys: 'q' },
    { kind: 'forward', keys: KEYS.interrupt },
  ])
})

t.test('who ends the shell gets another at the same place', async (t) => {
  const lost: StageEvent = { kind: 'lost' }
  const free = after([...FIRST_STEP, PASSED, key('!'), lost])
  t.same(free.effects.at(-1), { kind: 'restore', steps: 1 })
  t.match(free.state, { phase: 'busy', step: 1 })
  t.same(after([lost], free.state).effects, [], 'once')
  const running = after([ENTER, ENTER, ENTER, lost])
  t.equal(running.state.phase, 'running', 'the command says so itself')
})

t.test('the demo ends with q, Ctrl-C, or behind the last step', async (t) => {
  t.equal(after([key('q')]).state.phase, 'over')
  const interrupted = after([key(KEYS.interrupt)])
  t.same(interrupted.kinds, ['interrupt'])
  t.equal(interrupted.state.phase, 'over')
  const last = after([ENTER, ENTER, ENTER, RAN, ENTER, PASSED], beginAt(2))
  t.equal(last.state.phase, 'over')
  t.same(last.kinds.at(-1), 'verdict')
  t.same(after([key('s')], { ...beginAt(3) }).effects, [])
})

t.test('keys while the machine is on its way do nothing', async (t) => {
  const busy = after([...FIRST_STEP, key('b')])
  t.same(after([ENTER, key('q'), key('!')], busy.state).effects, [])
  t.same(after([key(KEYS.interrupt)], busy.state).kinds, ['interrupt'])
})

t.test('? shows the keys, and the prompt again', async (t) => {
  t.same(after([key('?')]).kinds, ['help'])
  t.same(after([ENTER, key('?')]).kinds.slice(-2), ['help', 'prompt'])
})
