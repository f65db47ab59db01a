/**
 * Bombs in containers of runtimes that limit nothing: the agent has to live, the
 * machine has to live, and nothing may be left.
 */
import t from 'tap'
import { startAgent } from '#checker/agent/start.ts'
import type { JudgedProgram } from '#checker/check.ts'
import { flatKeyed } from '#checker/evidence/cgroup-files.ts'
import { makeSlice } from '#checker/slice.ts'
import { benchOn, ownMachine } from '#checker/test/guest.ts'
import { installedProgram, scriptProgram } from '#checker/test/judged.ts'
import { QemuProvider } from '#vm/qemu/provider.ts'
import { type LimitedRequest, withLimited } from './limited.ts'
import { forkBomb, memoryEater } from './probes.ts'

// The emulated guest is slow, and on a busy computer very slow.
t.setTimeout(10 * 60_000)

t.jobs = 1

const machine = await ownMachine((run) => new QemuProvider({ run }))

/** Runs the program of the bundle somewhere, and limits nothing. */
const careless = (before: string) => `
for bundle in "$@"; do [ -e "$bundle/config.json" ] && break; done
program=$(sed -n '/"args"/{n;s/[ ",]//g;p}' "$bundle/config.json")
leaf=$(sed -n 's/.*"cgroupsPath": "\\(.*\\)".*/\\1/p' "$bundle/config.json")
leaf="/sys/fs/cgroup$leaf"
${before}
exec unshare -m -p -f --kill-child chroot "$bundle/rootfs" "$program"`

const NOWHERE = 'echo $$ > /sys/fs/cgroup/cgroup.procs'

const RUNTIMES: Readonly<Record<string, string>> = {
  'that makes the cgroup and writes nothing into it':
    'mkdir -p "$leaf"; echo $$ > "$leaf/cgroup.procs"',
  'that makes none': '',
  'that goes where nothing is bounded': NOWHERE,
}

/** Where nothing bounds it, there is no processor left for the agent either. */
const FORKS: LimitedRequest['probe'] = (options) => forkBomb(options, true)

const BOMBS: Readonly<Record<string, LimitedRequest['probe']>> = {
  'a fork bomb': FORKS,
  'a memory bomb': (options) =>
    memoryEater(options, { mib: 1500, eater: 'itself' }),
  'a memory bomb with a parent': (options) =>
    memoryEater(options, { mib: 1500, eater: 'child' }),
}

async function explode(
  program: JudgedProgram,
  probe: LimitedRequest['probe'],
): Promise<{ events: Record<string, number>; left: readonly string[] }> {
  const { bench, close } = await benchOn(machine, program)
  const slice = await makeSlice(bench, 'bomb')
  const request = { name: 'bomb', slice, resources: {}, probe }
  const limited = await withLimited(bench, request, (alive) => alive.work())
  const left = await bench.call('leftovers', {})
  await close()
  const events = limited.sliceFiles['memory.events'] ?? null
  return { events: flatKeyed(events), left }
}

for (const [bomb, probe] of Object.entries(BOMBS)) {
  for (const [name, before] of Object.entries(RUNTIMES)) {
    if (probe === FORKS && before === NOWHERE) continue
    t.test(`${bomb} in a runtime ${name}`, async (t) => {
      const program = scriptProgram(t.testdir(), careless(before))
      const { left } = await explode(program, probe)
      const others = left.filter((line) => !/^(cgroup|process) /.test(line))
      t.same(others, [])
    })
  }
  t.test(`${bomb} in runc without limits stays in the slice`, async (t) => {
    const program = installedProgram('/usr/sbin/runc')
    const { events, left } = await explode(program, probe)
    if (bomb.includes('memory')) t.equal(events.oom_kill, 1)
    t.same(left, [])
  })
}

t.test('afterwards the machine is what it was', async (t) => {
  const { client } = await startAgent(machine)
  const paths = ['/proc/loadavg', '/sys/fs/cgroup/cgroup.procs']
  const [load] = await client.call('read', { paths }, 10_000)
  t.ok(Number(load?.split('/')[1]?.split(' ')[0]) < 150, load ?? '')
  const [names] = await client.call('list', { paths: ['/run/check'] }, 10_000)
  t.equal(names?.filter((name) => !name.startsWith('.')).length, 1)
  await client.close()
})
