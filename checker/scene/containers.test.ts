import t from 'tap'
import { usageOf } from '../evidence/usage.ts'
import { containersAmong } from './containers.ts'
import type { FoundProcess } from './processes.ts'
import { parseRecorded } from './recorded.ts'
import { found, HOME } from './test/found.ts'

const state = (id: string, written: object, hasFifo = false) => ({
  folder: `/run/mini-runc/${id}`,
  hasFifo,
  recorded: parseRecorded(JSON.stringify(written)),
})

const frozen = (path: string) => {
  const texts = { 'cgroup.events': 'populated 1\nfrozen 1\n' }
  const look = { path, id: 7, atNs: 1, program: null, texts }
  return { path, id: 7, program: null, usage: usageOf(look, null) }
}

const init = (pid: number) => ({ init: { pid, startTime: 100 + pid } })

const among = (
  states: readonly ReturnType<typeof state>[],
  processes: readonly FoundProcess[],
  cgroups: readonly ReturnType<typeof frozen>[] = [],
) =>
  containersAmong(states, {
    processes,
    cgroups,
    cgroupRoot: '/sys/fs/cgroup',
    home: HOME,
  })

t.test('a container is as its runtime wrote down', async (t) => {
  const written = {
    ...init(12),
    bundle: '/srv/web',
    cgroup: { directory: '/sys/fs/cgroup/mini-runc/web' },
  }
  t.same(among([state('web', written)], [found(12)]), [
    {
      id: 'web',
      pid: 12,
      status: 'running',
      cgroup: '/mini-runc/web',
      bundle: '/srv/web',
    },
  ])
})

t.test('its status is what the kernel shows', async (t) => {
  const cgroup = { directory: '/sys/fs/cgroup/web' }
  const statusOf = (
    written: object,
    processes: readonly FoundProcess[],
    { hasFifo = false, cgroups = [frozen('/other')] } = {},
  ) => among([state('web', written, hasFifo)], processes, cgroups)[0]?.status
  const written = { ...init(12), cgroup, runtime: { pid: 7 } }
  t.equal(statusOf(written, [found(12)]), 'running')
  t.equal(statusOf(written, [found(12)], { hasFifo: true }), 'created')
  const cgroups = [frozen('/web')]
  t.equal(statusOf(written, [found(12)], { cgroups }), 'paused')
  t.equal(statusOf(written, [found(7)]), 'stopped')
  t.equal(statusOf(written, [found(12, { state: 'Z' })]), 'stopped')
  t.equal(statusOf(written, [found(12, { startTime: 5 })]), 'stopped')
  t.equal(statusOf({ runtime: { pid: 7 } }, [found(7)]), 'creating')
  t.equal(statusOf({ runtime: { pid: 7 } }, []), 'stopped')
})

t.test(
  'the first in a PID namespace is one that nobody wrote down',
  async (t) => {
    const inside = { inside: 'pid:[2]', cgroup: '/x' }
    const processes = [
      found(12, { ...inside, nsPids: [12, 1] }),
      found(13, { ...inside, nsPids: [13, 2] }),
      found(14, { inside: 'pid:[3]', nsPids: [14, 5, 1] }),
      found(1, { nsPids: [1] }),
    ]
    const states = [state('web', init(14))]
    const [web, other, ...more] = among(states, processes)
    t.match(web, { id: 'web', pid: 14 })
    t.match(other, { id: 'pid:[2]', pid: 12, status: 'running', cgroup: '/x' })
    t.same(more, [])
  },
)

t.test('containers of one name in two runtimes are two', async (t) => {
  const other = { ...state('web', init(13)), folder: '/run/runc/web' }
  const containers = among([state('web', init(12)), other], [found(12)])
  t.same(
    containers.map(({ id }) => id),
    ['web', '/run/runc/web'],
  )
})
