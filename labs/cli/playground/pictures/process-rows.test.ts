import t from 'tap'
import { aScene } from '#checker/scene/test/scenes.ts'
import { Owners } from './owners.ts'
import {
  capabilityCount,
  emptyContainers,
  type ProcessRow,
  processRows,
} from './process-rows.ts'
import { container, namespaces, process } from './test/parts.ts'

const A = namespaces({ mnt: 'A', net: 'A' })
const B = namespaces({ mnt: 'B', net: 'A' })
const scene = aScene({
  processes: [
    process(1, 0),
    process(2, 1),
    process(10, 1, { namespaces: A, container: 'web' }),
    process(11, 10, { namespaces: A, container: 'web' }),
    process(20, 1, { namespaces: B, container: 'log' }),
  ],
  containers: [
    container('web', 10),
    container('log', 20),
    container('old', null),
  ],
})

function rowsOf(what = scene): ProcessRow[] {
  const owners = new Owners()
  owners.update(what)
  return processRows(what, { owners })
}

/** The letter of a kind, and how it is joined: `A┃` down, `┃A┃` both. */
const column = (rows: readonly ProcessRow[], kind: string) =>
  rows.map(({ cells }) => {
    const cell = cells.find((cell) => cell.kind === kind)
    const letter = cell?.owner.letter || '·'
    return `${cell?.joinsAbove ? '┃' : ''}${letter}${cell?.joinsBelow ? '┃' : ''}`
  })

t.test('cells of one namespace are joined, within their box', async (t) => {
  const rows = rowsOf()
  t.same(
    rows.map(({ key }) => key),
    ['1', '2', '10', '11', '20'],
  )
  t.same(column(rows, 'mnt'), ['·┃', '┃·', 'A┃', '┃A', 'B'])
  t.same(column(rows, 'net'), ['·┃', '┃·', 'A┃', '┃A', 'A'])
})

t.test('the processes of a container lie in a band', async (t) => {
  const edges = rowsOf().map(({ owner, isFirstOfBand, isLastOfBand }) => [
    owner?.letter ?? '',
    isFirstOfBand,
    isLastOfBand,
  ])
  t.same(edges, [
    ['', false, false],
    ['', false, false],
    ['A', true, false],
    ['A', false, true],
    ['B', true, true],
  ])
})

t.test(
  'a hundred brothers are folded, the container among them not',
  async (t) => {
    const many = Array.from({ length: 100 }, (_, at) => process(100 + at, 1))
    const processes = [...scene.processes.slice(0, 2), ...many]
    const rows = rowsOf({
      ...scene,
      processes: [...processes, ...scene.processes.slice(2)],
    })
    const keys = rows.map(({ key }) => key)
    t.ok(keys.includes('10') && keys.includes('20'))
    const fold = rows.find(({ key }) => key === 'fold:1')
    t.ok((fold?.tree.folded ?? 0) > 80)
    t.equal(fold?.owner, null, 'which is in no band')
  },
)

t.test('a container that nobody is in is told apart', async (t) => {
  t.same(
    emptyContainers(scene).map(({ id }) => id),
    ['old'],
  )
})

t.test('capabilities are counted', async (t) => {
  t.equal(capabilityCount('000001ffffffffff'), 41)
  t.equal(capabilityCount('00000000a80425fb'), 14)
  t.equal(capabilityCount('0000000000000000'), 0)
})
