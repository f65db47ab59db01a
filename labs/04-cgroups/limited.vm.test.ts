/** What this lab's checks are made of, with runc in the built-in machine. */
import t, { type Test } from 'tap'
import type { Bench } from '#checker/bench.ts'
import type { JudgedProgram } from '#checker/check.ts'
import { runtimeCommand } from '#checker/command.ts'
import {
  flatKeyed,
  maxOr,
  nestedKeyed,
} from '#checker/evidence/cgroup-files.ts'
import { O_RDONLY, O_RDWR } from '#checker/kernel.ts'
import { makeSlice } from '#checker/slice.ts'
import { benchOn, ownMachine } from '#checker/test/guest.ts'
import { installedProgram } from '#checker/test/judged.ts'
import { visit } from '#checker/visitor.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'
import { withLimited } from './limited.ts'
import {
  burner,
  deserter,
  diskUser,
  forkBomb,
  memoryEater,
  opener,
  sleeper,
} from './probes.ts'
import { pathOf } from './start.ts'

t.jobs = 1

const MIB = 1024 * 1024
const machine = await ownMachine((run) => new QemuProvider({ run }))

const runc = installedProgram('/usr/sbin/runc')

async function benchFor(t: Test, program: JudgedProgram): Promise<Bench> {
  const { bench, close } = await benchOn(machine, program)
  t.teardown(close)
  return bench
}

t.test(
  'a limited container is in its cgroup, and all of it is seen',
  async (t) => {
    const bench = await benchFor(t, runc)
    for (const name of ['cpu', 'cpuset', 'io', 'memory', 'pids'])
      t.ok(bench.hello.controllers.includes(name), name)
    const slice = await makeSlice(bench, 'one')
    const limited = await withLimited(
      bench,
      {
        name: 'seen',
        slice,
        leaf: 'a/b',
        resources: {
          pids: { limit: 7 },
          cpu: { quota: 20_000, period: 100_000 },
        },
        probe: (options) => burner(options, 2),
      },
      async (alive) => {
        t.equal(alive.membership, pathOf(bench, alive.cgroup))
        t.ok(alive.cgroup.endsWith('/a/b'))
        t.equal(maxOr(alive.files['pids.max'] ?? null), 7)
        t.equal(alive.files['cpu.max'], '20000 100000\n')
        t.equal(await alive.work(), true)
        t.equal((await alive.read('pids.current'))['pids.current'], '3\n')
        const paths = [`${alive.cgroup}/cpu.stat`]
        const samples = await bench.call('sample', {
          paths,
          times: 3,
          everyMs: 400,
          timeoutMs: 5_000,
        })
        const [first, , last] = samples.map(
          ({ atNs, texts: [text = null] }) => {
            return { atUs: atNs / 1e3, usedUs: flatKeyed(text).usage_usec ?? 0 }
          },
        )
        const used = (last?.usedUs ?? 0) - (first?.usedUs ?? 0)
        const share = used / ((last?.atUs ?? 0) - (first?.atUs ?? 0))
        // Of two processors; whoever runs when the host is late pays for it.
        t.ok(share > 0.1 && share < 0.6, `${share}`)
        const put = { path: `${alive.cgroup}/cgroup.freeze`, text: '1' }
        t.equal(await bench.call('put', put), null)
        const events = await bench.call('awaitText', {
          path: `${alive.cgroup}/cgroup.events`,
          text: 'frozen 1',
          timeoutMs: 3_000,
        })
        t.match(events, 'frozen 1')
        const { id } = alive.container
        const state = await runtimeCommand(bench, alive.container, [
          'state',
          id,
        ])
        t.equal(JSON.parse(state.stdout).status, 'paused')
        return true
      },
    )
    t.equal(limited.found, true)
    t.equal(limited.ending.timedOut, false)
    const [left] = await bench.call('list', { paths: [`${slice.path}/a/b`] })
    t.equal(left, null)
  },
)

t.test('what ate too much is killed, and the slice remembers', async (t) => {
  const bench = await benchFor(t, runc)
  const slice = await makeSlice(bench, 'memory')
  const limit = 24 * MIB
  for (const [name, eater] of [
    ['alone', 'itself'],
    ['family', 'child'],
  ] as const) {
    const limited = await withLimited(
      bench,
      {
        name,
        slice,
        resources: { memory: { limit, swap: limit } },
        probe: (options) => memoryEater(options, { mib: 64, eater }),
      },
      async (alive) => {
        t.equal(maxOr(alive.files['memory.max'] ?? null), limit)
        t.equal(alive.files['memory.swap.max'], '0\n')
        return alive.work()
      },
    )
    t.equal(limited.found, eater === 'child')
    t.equal(limited.ending.code, 137)
    const events = flatKeyed(limited.sliceFiles['memory.events'] ?? null)
    t.equal(events.oom_kill, eater === 'itself' ? 1 : 2)
    const local = limited.sliceFiles['memory.events.local'] ?? null
    t.equal(flatKeyed(local).oom_kill, 0)
  }
})

t.test('a limit above what fits lets memory go to swap', async (t) => {
  const bench = await benchFor(t, runc)
  const slice = await makeSlice(bench, 'swap')
  const limited = await withLimited(
    bench,
    {
      name: 'swapping',
      slice,
      resources: { memory: { limit: 16 * MIB, swap: 48 * MIB } },
      probe: (options) => memoryEater(options, { mib: 32, eater: 'itself' }),
    },
    async (alive) => {
      t.equal(await alive.work(), true)
      return alive.read('memory.swap.current', 'memory.swap.max')
    },
  )
  const { found } = limited
  t.equal(found?.['memory.swap.max'], `${32 * MIB}\n`)
  t.ok(maxOr(found?.['memory.swap.current'] ?? null) > 8 * MIB)
})

t.test('a fork bomb stops at its limit, or at that of the slice', async (t) => {
  const bench = await benchFor(t, runc)
  const slice = await makeSlice(bench, 'pids')
  for (const limit of [9, undefined]) {
    const limited = await withLimited(
      bench,
      {
        name: `bomb ${limit}`,
        slice,
        resources: limit === undefined ? {} : { pids: { limit } },
        probe: (options) => forkBomb(options),
      },
      async (alive) => {
        t.equal(await alive.work(), true)
        return alive.read('pids.current', 'pids.events')
      },
    )
    const { found } = limited
    t.equal(found?.['pids.current'], `${limit ?? 96}\n`)
    t.equal(found?.['pids.events'], 'max 1\n')
  }
})

t.test('a disk is read no faster than io.max says', async (t) => {
  const bench = await benchFor(t, runc)
  const slice = await makeSlice(bench, 'io')
  const disk = await bench.call('disk', { mib: 8 })
  const [major = 0, minor = 0] = disk.device.split(':').map(Number)
  const node = { path: '/dev/disk', type: 'b', major, minor }
  const rule = { allow: true, type: 'b', major, minor, access: 'rwm' }
  const limited = await withLimited(
    bench,
    {
      name: 'reader',
      slice,
      resources: {
        devices: [{ allow: false, access: 'rwm' }, rule],
        blockIO: { throttleReadBpsDevice: [{ major, minor, rate: MIB }] },
      },
      spec: { linux: { devices: [node] } },
      probe: (options) =>
        diskUser(options, {
          device: '/dev/disk',
          does: 'read',
          blockSize: 64 * 1024,
        }),
    },
    async (alive) => {
      const limits = nestedKeyed(alive.files['io.max'] ?? null)
      t.equal(limits[disk.device]?.rbps, MIB)
      await alive.work()
      return bench.call('sample', {
        paths: [`${alive.cgroup}/io.stat`],
        times: 2,
        everyMs: 1_500,
        timeoutMs: 3_000,
      })
    },
  )
  const [first, last] = (limited.found ?? []).map(({ atNs, texts: [text] }) => {
    const read = nestedKeyed(text ?? null)[disk.device]?.rbytes ?? 0
    return { read, atNs }
  })
  const bytes = (last?.read ?? 0) - (first?.read ?? 0)
  const rate = bytes / (((last?.atNs ?? 0) - (first?.atNs ?? 0)) / 1e9)
  t.ok(rate > 0.5 * MIB && rate < 1.5 * MIB, `${rate} ${bytes}`)
})

t.test('a visitor in the cgroup meets its devices', async (t) => {
  const bench = await benchFor(t, runc)
  const slice = await makeSlice(bench, 'devices')
  const limited = await withLimited(
    bench,
    {
      name: 'guarded',
      slice,
      resources: { devices: [{ allow: false, access: 'rwm' }] },
      spec: {
        linux: {
          devices: [
            {
              path: '/dev/kmsg2',
              type: 'c',
              major: 1,
              minor: 11,
              fileMode: 438,
            },
          ],
        },
      },
      probe: (options) => opener(options, ['/dev/null', '/dev/kmsg2'], O_RDWR),
    },
    async (alive) => {
      const held = Object.values(alive.seen.descriptors).map(({ path }) => path)
      t.ok(held.includes('/dev/null'), held.join())
      t.notOk(held.includes('/dev/kmsg2'), held.join())
      const { cgroup, seen } = alive
      return visit(bench, {
        pid: seen.pid,
        namespaces: ['mnt'],
        cgroup,
        record: (visitor) => {
          const open = (path: string) =>
            visitor.result((options) =>
              visitor.program.openat(-100, path, O_RDONLY, 0, options),
            )
          return { kmsg: open('/dev/kmsg2'), null: open('/dev/null') }
        },
      })
    },
  )
  t.equal(limited.found?.kmsg.error, 'EPERM')
  t.equal(limited.found?.null.error, null)
})

t.test('whom it leaves behind runc kills, one and all', async (t) => {
  const bench = await benchFor(t, runc)
  const slice = await makeSlice(bench, 'deserters')
  const limited = await withLimited(
    bench,
    {
      name: 'deserted',
      slice,
      sharesPids: true,
      resources: {},
      probe: (options) => deserter({ ...options, status: 5 }, 3),
    },
    async (alive) => {
      t.equal(await alive.work(), true)
      await alive.leave()
      return true
    },
  )
  t.equal(limited.found, true)
  t.equal(limited.ending.code, 5)
  // runc tries for a third of a second to remove a cgroup whose last processes
  // are still on their way out; on a slow machine it gives up.
  const isProcess = (line: string) => !line.startsWith('cgroup ')
  t.same((await bench.call('leftovers', {})).filter(isProcess), [])
})

t.test('an environment of a megabyte goes in', async (t) => {
  const bench = await benchFor(t, runc)
  const slice = await makeSlice(bench, 'large')
  const env = Array.from(
    { length: 10 },
    (_, at) => `E${at}=${'x'.repeat(120_000)}`,
  )
  const limited = await withLimited(
    bench,
    { name: 'large', slice, env, probe: sleeper },
    async ({ seen, membership, cgroup }) => {
      t.equal(membership, pathOf(bench, cgroup))
      return seen.env.length
    },
  )
  t.equal(limited.found, 12)
})

t.test('a disk goes with its run, also after a crash', async (t) => {
  const first = await benchFor(t, runc)
  const { path, device } = await first.call('disk', { mib: 1 })
  const [facts] = await first.call('stat', { paths: [path] })
  t.match(facts, { kind: 'block device', device })
  const signal = { pid: first.hello.pid, signal: 9 }
  await t.rejects(first.call('signal', signal))
  const second = await benchFor(t, runc)
  const backing = `/sys/block/${path.slice('/dev/'.length)}/loop/backing_file`
  const [file] = await second.call('read', { paths: [backing] })
  t.equal(file, null)
})
