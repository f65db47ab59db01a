/**
 * A container whose life goes by in commands of its own: `create` makes it and
 * ends, and from then on nobody looks after it but the kernel.
 *
 *     const container = await createContainer(bench, request, profile)
 *     await lifeCommand(bench, container, ['start', container.id])
 *     …
 *     await layToRest(bench, container)
 *
 * States of its containers are in a folder that it alone has (`--root`), and who
 * lives in a container is found by its root directory: neither the pid file nor
 * what the runtime says is asked.
 */
import type { Ending } from './agent/protocol.ts'
import type { Bench } from './bench.ts'
import {
  type ContainerRequest,
  folderOf,
  type Launched,
  launch,
  startJudged,
} from './container.ts'
import type { Observation } from './evidence/process.ts'
import type { Profile } from './profile.ts'
import { insidersOf, killProcess } from './remains.ts'
import { runToEnd } from './run-to-end.ts'
import { mergeSpec, type SpecPatch } from './spec-patch.ts'

/** A command has that long, with the start of the runtime; emulation stretches it. */
const COMMAND_MS = 5_000
const PAUSE_MS = 20

/** A container that `create` was asked for. */
export interface Created extends Launched {
  readonly ending: Ending
  /** What stands in the file that `--pid-file` names; `null` if there is none. */
  readonly pidFile: string | null
  /** Who lives in it, by number: by rights one process. */
  readonly inside: readonly number[]
  /** The first process: the one that was found, or that the pid file names. */
  readonly seen: Observation | null
}

/** Folder of the states of a container. */
export const statesOf = (bench: Bench, name: string) =>
  `${folderOf(bench, name)}/states`

/** Path of the file in which `create` is to leave a number. */
export const pidFileOf = (bench: Bench, name: string) =>
  `${folderOf(bench, name)}/first.pid`

/** Run `create` to its end, and look at what there is then. */
export function createContainer(
  bench: Bench,
  request: ContainerRequest,
  profile: Profile,
): Promise<Created> {
  const asked = asCreation(bench, request)
  const name = 'judged: create'
  return launch(bench, asked, profile, name, (launched) =>
    created(bench, launched, request.name),
  )
}

/** The same request, for `create`, with states and a pid file of its own. */
export function asCreation(
  bench: Bench,
  request: ContainerRequest,
): ContainerRequest {
  const pidFile = pidFileOf(bench, request.name)
  const { options = [] } = request
  return {
    ...request,
    command: 'create',
    root: statesOf(bench, request.name),
    options: ['--pid-file', pidFile, ...options],
  }
}

/** Wait for `create` to end, and look at what there is then. */
export async function created(
  bench: Bench,
  launched: Launched,
  name: string,
): Promise<Created> {
  const ending = await endOfCommand(bench, launched.job)
  const [pidFile = null] = await bench.call('read', {
    paths: [pidFileOf(bench, name)],
  })
  const inside = await insidersOf(bench, launched)
  const pid = inside[0] ?? Number(pidFile ?? '')
  const seen = pid > 0 ? await bench.call('observe', { pid }) : null
  return { ...launched, ending, pidFile, inside, seen }
}

/** Wait for the end of a command that may leave processes, as `create` does. */
export function endOfCommand(bench: Bench, job: number): Promise<Ending> {
  return bench.awaitProgram(
    COMMAND_MS,
    (timeoutMs) => bench.call('wait', { job, timeoutMs }),
    ({ timedOut }) => timedOut,
  )
}

/** Arguments of the runtime for a command about a container of its own folder. */
export function commandLine(
  bench: Bench,
  { folder }: Pick<Launched, 'folder'>,
  args: readonly string[],
): string[] {
  const runtime = bench.programPath(bench.program.runtime)
  return [runtime, '--root', `${folder}/states`, ...args]
}

/** Run a command about a container to its end. */
export function lifeCommand(
  bench: Bench,
  container: Pick<Launched, 'folder'>,
  args: readonly string[],
): Promise<Ending> {
  const { folder } = container
  const argv = commandLine(bench, container, args)
  // The container must not be taken for something that the command left behind.
  const own = `${folder}/elsewhere`
  return bench.starts.use(() =>
    bench.timings.measure(`judged: ${args[0]}`, async () => {
      const started = await startJudged(bench, { own }, folder, argv)
      return await runToEnd(bench, started, { timeoutMs: COMMAND_MS })
    }),
  )
}

/** Wait until a process executes a file; what was seen last in any case. */
export function awaitProgram(
  bench: Bench,
  pid: number,
  identity: string | null,
  patienceMs = COMMAND_MS / 2,
): Promise<Observation | null> {
  return bench.awaitProgram(
    patienceMs,
    (timeoutMs) => executing(bench, pid, identity, timeoutMs),
    (seen) => seen?.exe.identity !== identity,
  )
}

async function executing(
  bench: Bench,
  pid: number,
  identity: string | null,
  timeoutMs: number,
): Promise<Observation | null> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const seen = await bench.call('observe', { pid })
    if (seen === null || seen.exe.identity === identity) return seen
    if (performance.now() > end) return seen
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/**
 * The kit's own way to end a container that a judged program may have left: who
 * is in it is killed, and told of as a leftover if it should have been gone.
 */
export async function layToRest(
  bench: Bench,
  container: Launched,
): Promise<void> {
  const inside = await insidersOf(bench, container)
  for (const pid of inside) await killProcess(bench, pid)
  await bench.call('kill', { job: container.job })
}

/** A patch that changes what a bundle says, once its container is created. */
export async function rewriteConfig(
  bench: Bench,
  { folder }: Launched,
  patch: SpecPatch,
): Promise<void> {
  const path = `${folder}/bundle/config.json`
  const [text] = await bench.call('read', { paths: [path] })
  const config = mergeSpec(JSON.parse(text ?? '{}'), patch)
  const changed = JSON.stringify(config, null, 2)
  await bench.call('write', {
    entries: [{ kind: 'text', path: bench.below(path), text: changed }],
  })
}
