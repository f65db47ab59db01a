// A run of a container that other commands can find while it lasts.
import { dirname } from 'node:path'
import type { Bundle } from './bundle.ts'
import { type Claim, claimId } from './claim.ts'
import { InitProgram } from './init-program.ts'
import { programError } from './program-error.ts'
import { type RunOptions, runContainer } from './run.ts'
import { stateDirectory } from './state-directory.ts'
import type { Ending } from './status.ts'

/** What the container is called, and with whom as its first process it runs. */
export interface Recorded {
  readonly id: string
  /** Directory of the states, instead of the usual one. */
  readonly root?: string
  /** Have an init of ours as process 1. */
  readonly init?: boolean
}

/**
 * Run the container of a bundle in the foreground, and keep its state for
 * other commands.
 *
 * @throws {StateError} If a container of that ID is there already.
 * @throws {Error} What `runContainer` throws.
 */
export async function runRecorded(
  bundle: Bundle,
  { id, root, init }: Recorded,
  options: RunOptions,
): Promise<Ending> {
  const claim = claimFor(bundle, stateDirectory(root), id)
  const onStarted = (pid: number) => claim.started(pid)
  const all = { ...options, onStarted }
  try {
    if (init) return await runWithInit(bundle, all)
    return await runContainer(bundle, all)
  } finally {
    claim.release()
  }
}

function claimFor(
  { spec, config, rootfs }: Bundle,
  root: string,
  id: string,
): Claim {
  const { ociVersion, annotations, linux } = spec
  const { env, cwd } = spec.process
  return claimId(root, {
    ociVersion,
    id,
    bundle: dirname(config),
    rootfs,
    process: { env, cwd },
    namespaces: linux?.namespaces ?? [],
    ...(annotations && { annotations }),
  })
}

async function runWithInit(
  bundle: Bundle,
  options: RunOptions,
): Promise<Ending> {
  const init = new InitProgram(bundle.spec.process)
  try {
    const { descriptors } = init
    const own = await runContainer(bundle, { ...options, init: descriptors })
    const ending = init.endingOf(own)
    if (ending.kind !== 'not executed') return ending
    throw programError(bundle, [ending.error])
  } finally {
    init.close()
  }
}
