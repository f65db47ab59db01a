/** The live picture, of a cgroup in a real guest. */
import xterm from '@xterm/headless'
import t from 'tap'
import { CheckoutCopy } from './test/checkout-copy.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(10 * 60_000)

t.jobs = 1

const MIB = 1024 * 1024

/** Three processes that want two CPUs and get a fifth of one. */
const BUSY = [
  'cd /sys/fs/cgroup && mkdir demo && cd demo',
  'echo "20000 100000" > cpu.max && echo 64M > memory.max',
  'echo 20 > pids.max && echo 0 > memory.swap.max',
  'echo "echo 0 > cgroup.procs; while :; do :; done" > /tmp/burn',
  'for i in 1 2 3; do (sh /tmp/burn &) </dev/null >/dev/null 2>&1; done',
].join('; ')

/** What stands on a terminal of 80 columns after all that was written to it. */
async function screenAfter(out: string): Promise<string> {
  const options = { cols: 80, rows: 40, allowProposedApi: true }
  const terminal = new xterm.Terminal(options)
  await new Promise<void>((resolve) => terminal.write(out, resolve))
  const { active } = terminal.buffer
  const lines = Array.from({ length: active.length }, (_, index) =>
    active.getLine(index)?.translateToString(true),
  )
  return lines.join('\n').trimEnd()
}

const isCursorBack = (out: string) =>
  out.lastIndexOf('\u001b[?25h') > out.lastIndexOf('\u001b[?25l')

t.test('watch-cgroup shows what a busy cgroup uses', async (t) => {
  const copy = new CheckoutCopy(t)
  const nothing = await copy.labs('watch-cgroup', '--once')
  t.match(nothing.out, 'labs vm ssh', 'with nothing to see it says how')
  t.equal(nothing.code, 0)
  await copy.labs('vm', 'ssh', '--', BUSY)

  await t.test('as figures for machines', async (t) => {
    const { code, out } = await copy.labs('watch-cgroup', '--once', '--json')
    t.equal(code, 0)
    const { cgroups } = JSON.parse(out)
    t.match(cgroups, [{ path: '/demo', program: 'sh' }])
    const [{ cpu, memory, pids }] = cgroups
    t.equal(cpu.quotaPercent, 20)
    // A second has ten periods; whoever runs when the host is late pays for it.
    t.ok(cpu.percent > 5 && cpu.percent < 60, `${cpu.percent} % of 200`)
    t.ok(cpu.throttled > 0.5, `${cpu.throttled} of the periods`)
    t.equal(memory.max, 64 * MIB)
    // What they had allocated was charged to where they came from: perhaps 0.
    const { current } = memory
    t.ok(current >= 0 && current <= 64 * MIB, `${current} bytes`)
    t.same(pids, { current: 3, max: 20 })
  })

  await t.test('as a picture without escape codes', async (t) => {
    const { out } = await copy.labs('watch-cgroup', 'demo', '--once')
    t.match(out, /^\/demo · sh +running\n/)
    t.match(out, /^ {2}CPU +[█▉▊▋▌▍▎▏░]+ {2}\d+ % of 20 %/m)
    t.match(out, /^ {2}throttled +█+.* % of periods/m)
    t.match(out, /^ {2}pids +[█▍░]+ {2}3 of 20/m)
    t.notMatch(out, '\u001b')
  })

  await t.test('names what exists if there is no such cgroup', async (t) => {
    const { code, err } = await copy.labs('watch-cgroup', 'nobody')
    t.equal(code, 2)
    t.match(err, 'There is no cgroup "nobody"')
    t.match(err, '/sys/fs/cgroup/demo')
  })

  await t.test('on a terminal, until Ctrl-C or q', async (t) => {
    for (const { key, code } of [
      { key: '\u0003', code: 130 },
      { key: 'q', code: 0 },
    ]) {
      const end = await copy.inTerminal(['watch-cgroup'], async (terminal) => {
        await terminal.sees('/demo · sh')
        await terminal.sees('of periods')
        await terminal.sees('q quit')
        terminal.types(key)
      })
      t.equal(end.code, code)
      t.notMatch(await screenAfter(end.out), /demo|CPU|quit/, 'nothing stays')
      t.ok(isCursorBack(end.out), 'but the cursor')
    }
  })
})

t.test('check --live shows the containers that are judged', async (t) => {
  const copy = new CheckoutCopy(t)
  // A guest that is slow is looked at every two seconds or so: a container may
  // have come and gone, so there are several that have a quota.
  const only = 'cpu.quota,stats.cpu,stats.throttling,freezer.pause'
  const runc = ['--runtime', '/usr/sbin/runc', '--only', only]
  const { out, code } = await copy.inTerminal(
    ['check', '4', '--live', ...runc],
    async (terminal) => {
      await terminal.sees('/leaf-')
      await terminal.sees('of periods')
    },
  )
  t.equal(code, 0)
  const screen = await screenAfter(out)
  t.notMatch(screen, /leaf-|[█░]/, 'the picture is gone')
  t.match(screen, /✓ Checking 04-cgroups: \d+ of \d+/)
  t.ok(isCursorBack(out))
})
