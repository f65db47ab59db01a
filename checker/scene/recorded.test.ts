import t from 'tap'
import { parseRecorded } from './recorded.ts'

const NOTHING = {
  ...{ pid: null, startTime: null, cgroup: null, bundle: null },
  runtimePid: null,
}

t.test('parseRecorded() knows the words of mini-runc', async (t) => {
  const state = {
    bundle: '/srv/web',
    cgroup: { directory: '/sys/fs/cgroup/mini-runc/web' },
    runtime: { pid: 7, startTime: 1 },
    init: { pid: 12, startTime: 4711 },
  }
  t.same(parseRecorded(JSON.stringify(state)), {
    pid: 12,
    startTime: 4711,
    cgroup: '/sys/fs/cgroup/mini-runc/web',
    bundle: '/srv/web',
    runtimePid: 7,
  })
})

t.test('parseRecorded() knows the words of runc', async (t) => {
  const state = {
    init_process_pid: 12,
    init_process_start: 4711,
    cgroup_paths: { '': '/sys/fs/cgroup/web' },
    config: { labels: ['x=y', 'bundle=/srv/a=b'] },
  }
  t.match(parseRecorded(JSON.stringify(state)), {
    pid: 12,
    startTime: 4711,
    cgroup: '/sys/fs/cgroup/web',
    bundle: '/srv/a=b',
  })
})

t.test('parseRecorded() knows the words of crun', async (t) => {
  const state = {
    pid: 12,
    'process-start-time': 4711,
    'cgroup-path': '/web',
    bundle: '/srv/web',
  }
  t.match(parseRecorded(JSON.stringify(state)), {
    ...{ pid: 12, startTime: 4711, cgroup: '/web', bundle: '/srv/web' },
  })
})

for (const text of [
  ...['', '{', 'null', '[]', '7', '{"init": null, "cgroup": 7}'],
  ...['{"pid": "12", "bundle": {}, "config": {"labels": [null]}}'],
  ...['{"pid": -1, "bundle": "", "cgroup_paths": []}'],
]) {
  t.test(`parseRecorded() takes nothing from '${text}'`, async (t) => {
    t.same(parseRecorded(text), NOTHING)
  })
}
