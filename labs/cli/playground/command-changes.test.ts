import t from 'tap'
import type { Scene } from '#checker/scene/scene.ts'
import { CommandChanges } from './command-changes.ts'
import type { LiveChange } from './live.ts'
import { MarkedScene } from './marked-scene.ts'
import { someNetwork, someProcess, someScene } from './test/some-scene.ts'

const command = (number: number, text: string) => ({
  number,
  text: Promise.resolve(text),
})

const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

/** A machine whose looks are what a test says. */
function machine(first: Scene) {
  const told: LiveChange[] = []
  let scene = first
  const answers: ((scene: Scene) => void)[] = []
  const changes = new CommandChanges({
    look: () => new Promise((resolve) => answers.push(resolve)),
    latest: () => scene,
    onChange: (change) => told.push(change),
  })
  return {
    changes,
    told,
    /** There is a look, that was asked for or not. */
    async look(next: Scene) {
      scene = next
      changes.seen(next)
      answers.shift()?.(next)
      await soon()
    },
  }
}

const EMPTY = someScene()
const ONE = someScene({ processes: [someProcess(7)] })
const TWO = someScene({ processes: [someProcess(7), someProcess(8)] })

const namesIn = (change: LiveChange | undefined) =>
  change?.tables.flatMap(({ rows }) =>
    rows.map(({ kind, name }) => `${kind} ${name}`),
  )

t.test('a command changed what differs before and after it', async (t) => {
  const { changes, told, look } = machine(EMPTY)
  changes.onBegin(command(1, 'sleep 9 &'))
  await soon()
  await look(EMPTY)
  t.match(told.at(-1), { command: 'sleep 9 &', status: null, tables: [] })
  await look(ONE)
  t.same(namesIn(told.at(-1)), ['added 7 sleep 9'])
  changes.onEnd(command(1, ''), 3)
  await look(ONE)
  t.match(told.at(-1), { number: 1, status: 3 })
  t.same(namesIn(told.at(-1)), ['added 7 sleep 9'])
})

t.test('the next command has to answer for itself only', async (t) => {
  const { changes, told, look } = machine(EMPTY)
  changes.onBegin(command(1, 'one'))
  await soon()
  // Typed ahead: it begins before anybody has looked.
  changes.onEnd(command(1, ''), 0)
  changes.onBegin(command(2, 'two'))
  await look(ONE)
  t.match(told.at(-1), { command: 'one', status: 0 })
  t.same(namesIn(told.at(-1)), ['added 7 sleep 9'])
  await look(TWO)
  t.match(told.at(-1), { command: 'two', status: null })
  t.same(namesIn(told.at(-1)), ['added 8 sleep 9'])
})

t.test('of another machine nothing is said', async (t) => {
  const { changes, told, look } = machine(ONE)
  changes.onBegin(command(1, 'reboot'))
  await soon()
  changes.forget()
  await look(EMPTY)
  t.same(told, [])
})

t.test('what nobody had looked at yet is not new', async (t) => {
  const unknown = someScene({ networks: [someNetwork(null)] })
  const known = someScene({ networks: [someNetwork('mini0')] })
  const { changes, told, look } = machine(unknown)
  changes.onBegin(command(1, 'ls'))
  await soon()
  await look(known)
  t.same(told.at(-1)?.tables, [])
  const other = machine(known)
  other.changes.onBegin(command(1, 'ip link add box0'))
  await soon()
  await other.look(someScene({ networks: [someNetwork('box0')] }))
  t.match(namesIn(other.told.at(-1))?.join(), 'box0')
})

t.test('there is no end of rows, but of what is shown', async (t) => {
  const many = Array.from({ length: 500 }, (_, at) => someProcess(at + 10))
  const { changes, told, look } = machine(EMPTY)
  changes.onBegin(command(1, 'bomb'))
  await soon()
  await look(someScene({ processes: many }))
  const [table] = told.at(-1)?.tables ?? []
  t.equal(table?.rows.length, 40)
  t.equal(table?.more, 460)
})

t.test(
  'a mark shows what has changed since, until it is taken back',
  async (t) => {
    const told: (LiveChange | null)[] = []
    const mark = new MarkedScene((change) => told.push(change))
    mark.seen(ONE)
    t.same(told, [])
    mark.set(ONE)
    mark.seen(TWO)
    t.same(namesIn(told.at(-1) ?? undefined), ['added 8 sleep 9'])
    mark.seen(someScene({ processes: [someProcess(7, { cgroup: '/box' })] }))
    const [row] = told.at(-1)?.tables[0]?.rows ?? []
    t.match(row, {
      kind: 'altered',
      facts: [{ column: 'cgroup', before: '/', now: '/box' }],
    })
    mark.set(null)
    t.equal(told.at(-1), null)
    mark.seen(EMPTY)
    t.equal(told.at(-1), null)
  },
)
