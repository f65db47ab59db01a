/** What the engine knows of a container: the kernel is asked by that number. */
import type { Bench } from '../bench.ts'
import { docker } from './command.ts'
import type { Engine } from './engine.ts'

export interface Inspected {
  readonly id: string
  readonly status: string
  /** The first process, as the host numbers it; 0 if none runs. */
  readonly pid: number
  readonly exitCode: number
  readonly restarts: number
  /** On the network `bridge`; empty without one. */
  readonly address: string
}

const FORMAT = [
  ...['.Id', '.State.Status', '.State.Pid', '.State.ExitCode'],
  ...['.RestartCount', '.NetworkSettings.IPAddress'],
]
  .map((field) => `{{json ${field}}}`)
  .join(',')

/** Ask about a container by its name or ID; `null` if there is none. */
export async function inspect(
  bench: Bench,
  engine: Engine,
  name: string,
): Promise<Inspected | null> {
  const asked = ['inspect', '--type', 'container', '--format', `[${FORMAT}]`]
  const { ending } = await docker(bench, engine, ...asked, name)
  if (ending.code !== 0) return null
  const [id, status, pid, exitCode, restarts, address] = JSON.parse(
    ending.stdout,
  )
  return { id, status, pid, exitCode, restarts, address }
}
