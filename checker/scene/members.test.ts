import t from 'tap'
import { Members } from './members.ts'
import type { FoundProcess } from './processes.ts'
import type { SceneContainer } from './scene.ts'
import { found, HOME } from './test/found.ts'

const container = (
  id: string,
  pid: number | null,
  cgroup: string | null = null,
): SceneContainer => ({ id, pid, cgroup, status: 'running', bundle: null })

const ownersOf = (
  containers: readonly SceneContainer[],
  processes: readonly FoundProcess[],
) => {
  const members = new Members(containers, processes, HOME)
  return processes.map((process) => members.containerOf(process))
}

t.test('who is in its PID namespace belongs to a container', async (t) => {
  const inside = 'pid:[2]'
  const processes = [
    found(1),
    found(12, { inside }),
    // Somebody who was put there later is nobody's child in there.
    found(20, { inside, parent: 1, cgroup: '/elsewhere' }),
  ]
  t.same(ownersOf([container('web', 12)], processes), [null, 'web', 'web'])
})

t.test('the innermost of nested containers has it', async (t) => {
  const processes = [
    found(12, { inside: 'pid:[2]', cgroup: '/web' }),
    found(13, { inside: 'pid:[3]', cgroup: '/web/in', parent: 12 }),
  ]
  const containers = [container('web', 12, '/web'), container('in', 13)]
  t.same(ownersOf(containers, processes), ['web', 'in'])
})

t.test('those who share a PID namespace are told by cgroup', async (t) => {
  const inside = 'pid:[2]'
  const processes = [
    found(12, { inside, cgroup: '/a' }),
    found(13, { inside, cgroup: '/b' }),
    found(14, { inside, cgroup: '/b/below' }),
  ]
  const containers = [container('a', 12, '/a'), container('b', 13, '/b')]
  t.same(ownersOf(containers, processes), ['a', 'b', 'b'])
})

t.test('without a PID namespace cgroup and birth tell', async (t) => {
  const processes = [
    found(1, { parent: 0 }),
    found(12, { cgroup: '/web' }),
    found(13, { cgroup: '/web' }),
    found(14, { cgroup: '/website' }),
    found(15, { parent: 12 }),
  ]
  const owners = ownersOf([container('web', 12, '/web')], processes)
  t.same(owners, [null, 'web', 'web', null, 'web'])
})

t.test('a container that has ended has no members', async (t) => {
  const processes = [found(12, { cgroup: '/web' })]
  t.same(ownersOf([container('web', null, '/web')], processes), [null])
})

t.test('processes that are each other’s parents are nobody’s', async (t) => {
  const processes = [found(2, { parent: 3 }), found(3, { parent: 2 })]
  t.same(ownersOf([container('web', 12)], processes), [null, null])
})
