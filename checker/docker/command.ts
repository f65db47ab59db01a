/** The `docker` command, as a person types it. */
import type { Ending, StartRequest } from '../agent/protocol.ts'
import type { Bench } from '../bench.ts'
import { runToEnd } from '../run-to-end.ts'
import { type Engine, engineEnv } from './engine.ts'

/** A command has that long, with containers that begin and end; emulation stretches it. */
const COMMAND_MS = 12_000

/** A command of docker's, and how it ended. */
export interface Typed {
  /** As a person would type it. */
  readonly command: string
  readonly ending: Ending
}

/** Run `docker …` to its end, with nothing to read. */
export async function docker(
  bench: Bench,
  engine: Engine,
  ...args: readonly string[]
): Promise<Typed> {
  const ending = await bench.timings.measure(`docker ${args[0]}`, async () => {
    const request = dockerRequest(bench, engine, ['docker', ...args])
    const started = await bench.call('start', request)
    return runToEnd(bench, started, { timeoutMs: COMMAND_MS })
  })
  return { command: ['docker', ...args].join(' '), ending }
}

/** What the agent is asked to start, with the client's environment. */
export function dockerRequest(
  bench: Bench,
  { folder, socket, network }: Engine,
  argv: readonly string[],
): StartRequest {
  return {
    argv,
    cwd: `${folder}/home`,
    // What the client itself is; the engine's folder belongs to the engine's job.
    folder: `${folder}/home`,
    env: { ...engineEnv(folder), DOCKER_HOST: `unix://${socket}` },
    descriptors: {},
    netns: network.host.handle,
    timeoutMs: bench.patience(COMMAND_MS),
  }
}
