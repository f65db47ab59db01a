import { hostname } from 'node:os'
import t, { type Test } from 'tap'
import type { StartRequest } from './agent/protocol.ts'
import { startAgent } from './agent/start.ts'
import { Bench } from './bench.ts'
import { nativeMachine } from './native-machine.ts'
import { Seed } from './seed.ts'
import { installedProgram } from './test/judged.ts'
import { Timings } from './timings.ts'
import { type Visitor, visit } from './visitor.ts'

t.jobs = 1

async function benchFor(t: Test): Promise<Bench> {
  const { client, hello } = await startAgent(nativeMachine())
  t.teardown(() => client.close())
  return new Bench({
    client,
    hello,
    program: installedProgram('/bin/true'),
    seed: new Seed(),
    timings: new Timings(),
    slowness: 1,
  })
}

/** A process in namespaces of its own; resolves once it sleeps there. */
async function sleeper(bench: Bench, flags: string): Promise<number> {
  const script = `unshare ${flags} sh -c 'hostname inside-here; exec sleep 1000'`
  const request: StartRequest = {
    argv: ['/bin/sh', '-c', script],
    cwd: '/',
    folder: bench.hello.base,
    env: { PATH: '/usr/bin:/bin' },
    descriptors: {},
    timeoutMs: 20_000,
  }
  const { job } = await bench.call('start', request)
  const paths = ['/usr/bin/sleep']
  const files = (await bench.call('identify', { paths })) as string[]
  const found = await bench.call('find', { job, files, timeoutMs: 5000 })
  return found.pid ?? -1
}

t.test('a visitor sees another host name, and the host its own', async (t) => {
  const bench = await benchFor(t)
  const pid = await sleeper(bench, '-u')
  const ask = {
    record: (visitor: Visitor) => ({ names: visitor.hostNames() }),
  }
  const inside = await visit(bench, { pid, namespaces: ['uts'], ...ask })
  t.match(inside, { names: { hostname: 'inside-here' } })
  const outside = await visit(bench, ask)
  t.match(outside, { names: { hostname: hostname() } })
})

t.test(
  'text comes whole, however long, and null if it is not there',
  async (t) => {
    const bench = await benchFor(t)
    const text = 'long\n'.repeat(50_000)
    const entries = [{ kind: 'text' as const, path: 'long', text }]
    await bench.call('write', { entries })
    const found = await visit(bench, {
      record: (visitor) => ({
        long: visitor.text(bench.path('long')),
        absent: visitor.text('/no/such/file'),
        empty: visitor.text('/dev/null'),
        link: visitor.result((options) => {
          visitor.program.chdir('/no/such/directory', options)
        }),
        fine: visitor.result((options) => visitor.program.chdir('/', options)),
      }),
    })
    t.equal(found?.long, text)
    t.same(found?.absent, null)
    t.equal(found?.empty, '')
    t.same(found?.link, { value: -2, error: 'ENOENT' })
    t.same(found?.fine, { value: 0, error: null })
  },
)

t.test('it has a number of its own in the PID namespace', async (t) => {
  const bench = await benchFor(t)
  const pid = await sleeper(bench, '-pf')
  const seen = await visit(bench, {
    pid,
    namespaces: ['pid'],
    record: (visitor) => ({
      number: visitor.result((options) => visitor.program.getpid(options)),
    }),
  })
  const number = seen?.number.value ?? 0
  t.ok(number > 1 && number < 10, `${number}`)
})

t.test('it becomes root of a user namespace, and nothing else', async (t) => {
  const bench = await benchFor(t)
  const pid = await sleeper(bench, '-Urm')
  const seen = await visit(bench, {
    pid,
    namespaces: ['mnt', 'user'],
    asRoot: true,
    record: (visitor) => ({
      uid: visitor.text('/proc/self/uid_map'),
      mount: visitor.result((options) => {
        visitor.program.mount('x', '/mnt', 'tmpfs', 0, null, options)
      }),
      time: visitor.result((options) => {
        visitor.program.syscall('clock_settime', [0, Buffer.alloc(16)], options)
      }),
    }),
  })
  t.match(seen, {
    uid: /^\s+0\s+0\s+1$/m,
    mount: { error: null },
    time: { error: 'EPERM' },
  })
})

t.test('there is nothing to see where it cannot enter', async (t) => {
  const bench = await benchFor(t)
  const gone = { pid: 2 ** 22 - 1, namespaces: ['uts'] as const }
  const record = () => ({})
  t.equal(await visit(bench, { ...gone, record }), null)
})

t.test('the clocks of host and visitor agree', async (t) => {
  const bench = await benchFor(t)
  const seen = await visit(bench, {
    record: (visitor) => ({ now: visitor.clock(1) }),
  })
  const now = process.hrtime.bigint()
  const difference = Number(now - (seen?.now ?? 0n)) / 1e9
  t.ok(difference > 0 && difference < 5, `${difference} s`)
})
