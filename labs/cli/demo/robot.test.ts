import t from 'tap'
import { decide, KEYS } from './presenter.ts'
import { beginAt, type Presenting } from './presenting.ts'
import { nextPress } from './robot.ts'

const LINE = 'cat /proc/self/cgroup'
const PROGRAMME = { steps: [[LINE]], perKey: 1 }

/** What it presses until the command runs. */
function presses(speed: number) {
  let state: Presenting = beginAt(0)
  const pressed: { key: string; afterMs: number }[] = []
  for (;;) {
    const press = nextPress(state, LINE, { speed, lines: 3 })
    if (press === null) return { pressed, state }
    pressed.push(press)
    state = decide(PROGRAMME, state, { kind: 'key', key: press.key }).state
  }
}

t.test('without pauses it presses Enter three times', async (t) => {
  const { pressed, state } = presses(0)
  t.same(pressed, Array(3).fill({ key: KEYS.enter, afterMs: 0 }))
  t.equal(state.phase, 'running')
})

t.test('it types letter by letter, in the time of a person', async (t) => {
  const { pressed } = presses(1)
  t.equal(pressed.length, LINE.length + 2)
  const letters = pressed.slice(2, -1).map(({ afterMs }) => afterMs)
  t.ok(letters.every((ms) => ms > 20 && ms < 200))
  t.ok(new Set(letters).size > 3, 'unevenly')
  const sum = (list: readonly { afterMs: number }[]) =>
    list.reduce((total, { afterMs }) => total + afterMs, 0)
  const fast = presses(4).pressed
  t.ok(Math.abs(sum(pressed) / sum(fast) - 4) < 0.01)
})

t.test('it waits for what is not its turn', async (t) => {
  const pace = { speed: 0, lines: 0 }
  for (const phase of ['running', 'busy', 'awaiting', 'free', 'over'] as const)
    t.equal(nextPress({ ...beginAt(0), phase }, LINE, pace), null, phase)
  const judged = { ...beginAt(1), verdict: 'running' } as const
  t.equal(nextPress(judged, LINE, pace), null)
})

t.test('what was printed gets time to be read', async (t) => {
  const state = { ...beginAt(0), phase: 'prompt', command: 1 } as const
  const ms = (lines: number) =>
    nextPress(state, LINE, { speed: 1, lines })?.afterMs ?? 0
  t.ok(ms(10) > ms(1))
  t.equal(ms(1000), ms(10_000))
})
