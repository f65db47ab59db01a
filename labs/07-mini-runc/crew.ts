/**
 * The container of step 7. Its first process was started by `run --detach`; two
 * more come by `exec`, one in the foreground and as somebody else, one detached.
 * When the first one has ended, nobody may come any more.
 */
import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  folderOf,
  launch,
  seeProgram,
  startJudged,
} from '#checker/container.ts'
import { programEntry } from '#checker/entries.ts'
import type { Observation } from '#checker/evidence/process.ts'
import {
  asCreation,
  type Created,
  commandLine,
  created,
  endOfCommand,
  layToRest,
} from '#checker/lifecycle.ts'
import { type Probe, recordedProbe, sleepForEver } from '#checker/probe.ts'
import { namespacedProfile } from '#checker/profile.ts'
import { hasEnded, insidersOf, killProcess } from '#checker/remains.ts'
import { type Ran, ran } from './commands.ts'
import { type Dweller, drawDweller, dwelling } from './dweller.ts'
import { sliceIfAny } from './own-slice.ts'

const NAME = 'crew'

/** `process` of the one in the foreground. @see runtime-spec config.md, "Process" */
export interface Mate {
  readonly args: readonly string[]
  readonly env: readonly string[]
  readonly cwd: string
  readonly user: {
    readonly uid: number
    readonly gid: number
    readonly additionalGids: readonly number[]
  }
}

export interface CrewDrawn {
  readonly captain: Dweller
  readonly mate: Mate
  readonly probe: Probe
  readonly status: number
}

export interface Crew {
  readonly drawn: CrewDrawn
  readonly box: Created
  readonly run: Ran
  /** `null` if nobody was there to be joined. */
  readonly aboard: Aboard | null
}

export interface Aboard {
  readonly first: Observation
  /** Text of its `/proc/<pid>/cgroup`. */
  readonly firstCgroup: string
  readonly exec: Ran
  /** The process in the foreground, while it was there; `null` if none came. */
  readonly mate: Observation | null
  readonly mateCgroup: string
  readonly ps: Ran
  /** Who was in the container then. */
  readonly inside: readonly number[]
  readonly detach: Ran
  readonly detachedPidFile: string | null
  /** The detached process, when `exec` had ended. */
  readonly detached: Observation | null
  readonly late: Ran
  /** Whether the first process had ended by then. */
  readonly isOver: boolean
}

export async function crew(bench: Bench): Promise<Crew> {
  const drawn = drawCrew(bench)
  const box = await embark(bench, drawn)
  const { seen } = box
  const isAboard = seen?.exe.sha256 === drawn.captain.probe.sha256
  const aboard = isAboard ? await join(bench, box, seen, drawn) : null
  if (seen !== null) await ran(bench, box, ['delete', '--force'])
  await layToRest(bench, box)
  const run = { command: `run --detach … ${box.id}`, ending: box.ending }
  return { drawn, box, run, aboard }
}

function drawCrew(bench: Bench): CrewDrawn {
  const { seed } = bench
  const hex = (what: string) => seed.hex(`${NAME} ${what}`, 4)
  const id = (what: string) => seed.int(`${NAME} ${what}`, 1_000, 60_000)
  const status = seed.int(`${NAME} status`, 3, 99)
  const mark = hex('mate')
  const probe = recordedProbe(
    bench.hello.arch,
    (program) => {
      const sleep = program.ahead()
      const line = Buffer.alloc(64)
      program.read(0, line, line.length, { ifZero: sleep, ifError: sleep })
      program.exit_group(status)
      program.place(sleep)
      sleepForEver(program)
    },
    mark,
  )
  const mate = {
    args: [`/bin-${mark}/mate`, hex('argument'), 'two words'],
    env: [`MATE_${hex('variable')}=${hex('value')}`],
    cwd: `/home-${hex('cwd')}`,
    user: { uid: id('uid'), gid: id('gid'), additionalGids: [id('group')] },
  }
  return { captain: drawDweller(bench, NAME), mate, probe, status }
}

const PROCESS_FILE = 'process.json'

async function embark(bench: Bench, { captain, mate, probe }: CrewDrawn) {
  const namespaces = ['mount', 'pid', 'uts', 'ipc'].map((type) => ({ type }))
  const [program = ''] = mate.args
  const rest = { noNewPrivileges: true, capabilities: {} }
  const entries = [
    programEntry(`bundle/rootfs${program}`, probe.executable),
    { kind: 'directory', path: `bundle/rootfs${mate.cwd}` },
    {
      kind: 'text',
      path: PROCESS_FILE,
      text: JSON.stringify({ ...mate, ...rest }),
    },
  ] as const
  const spec = { linux: { namespaces } }
  const request = asCreation(bench, {
    ...dwelling(bench, NAME, captain, spec, entries),
    ...(await sliceIfAny(bench, NAME)),
  })
  const { options = [] } = request
  const asked = {
    ...{ ...request, command: 'run' as const },
    options: ['--detach', ...options],
  }
  const profile = namespacedProfile(bench.program)
  return launch(bench, asked, profile, 'judged: run --detach', (launched) =>
    created(bench, launched, NAME),
  )
}

async function join(
  bench: Bench,
  box: Created,
  first: Observation,
  drawn: CrewDrawn,
): Promise<Aboard> {
  const firstCgroup = await cgroupOf(bench, first.pid)
  const mated = await comeAboard(bench, box, drawn)
  const alone = await comeDetached(bench, box, drawn)
  await killProcess(bench, first.pid)
  const isOver = await hasEnded(bench, first.pid)
  const [program = ''] = drawn.mate.args
  const late = await ran(bench, box, ['exec'], [program])
  return { first, firstCgroup, ...mated, ...alone, late, isOver }
}

async function cgroupOf(bench: Bench, pid: number): Promise<string> {
  const [text] = await bench.call('read', { paths: [`/proc/${pid}/cgroup`] })
  return text ?? ''
}

/** In the foreground; `ps` is asked while it is there. */
async function comeAboard(bench: Bench, box: Created, { mate }: CrewDrawn) {
  const file = `${box.folder}/${PROCESS_FILE}`
  const args = ['exec', '--process', file, box.id]
  const container = await execute(bench, box, args, mate)
  const { seen, job } = container
  const mateCgroup = seen === null ? '' : await cgroupOf(bench, seen.pid)
  const ps = await ran(bench, box, ['ps', '--format', 'json'])
  const inside = await insidersOf(bench, box)
  await bench.call('send', { job, text: 'go\n', end: true })
  const ending: Ending = await endOfCommand(bench, job)
  const exec = { command: args.join(' '), ending }
  return { exec, mate: seen, mateCgroup, ps, inside }
}

function execute(
  bench: Bench,
  box: Created,
  args: readonly string[],
  mate: Mate,
): Promise<Container> {
  const [program = ''] = mate.args
  const programs = [`${box.rootfs}${program}`]
  const argv = commandLine(bench, box, args)
  const own = `${box.folder}/elsewhere`
  return bench.starts.use(() =>
    bench.timings.measure('judged: until exec runs', async () => {
      const started = await startJudged(bench, { own }, box.folder, argv)
      return seeProgram(bench, { ...box, ...started }, programs)
    }),
  )
}

/** Detached: the command ends, and leaves a process. */
async function comeDetached(bench: Bench, box: Created, { mate }: CrewDrawn) {
  const pidFile = `${folderOf(bench, NAME)}/mate.pid`
  const [program = ''] = mate.args
  const options = ['--detach', '--pid-file', pidFile]
  const args = ['exec', ...options, box.id, program]
  const before = await insidersOf(bench, box)
  const argv = commandLine(bench, box, args)
  const own = `${box.folder}/elsewhere`
  const { job, ending } = await bench.starts.use(async () => {
    const { job } = await startJudged(bench, { own }, box.folder, argv)
    await bench.call('send', { job, text: '', end: true })
    return { job, ending: await endOfCommand(bench, job) }
  })
  const inside = await insidersOf(bench, box)
  const pid = inside.find((one) => !before.includes(one))
  const detached =
    pid === undefined ? null : await bench.call('observe', { pid })
  const [detachedPidFile = null] = await bench.call('read', {
    paths: [pidFile],
  })
  if (pid !== undefined) await killProcess(bench, pid)
  await bench.call('kill', { job })
  return {
    ...{ detach: { command: args.join(' '), ending }, detachedPidFile },
    detached,
  }
}
