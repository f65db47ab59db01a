import { join } from 'node:path'
import { SpecError, UsageError } from '../errors.ts'
import { isNew } from '../linux/namespaces.ts'
import { asksForCgroup } from '../oci/asks-for-cgroup.ts'
import { type Bundle, loadBundle } from '../oci/bundle.ts'
import { cgroupless } from '../oci/cgroupless.ts'
import { withNetwork } from '../oci/network-mode.ts'
import { type Given, plan } from '../oci/plan.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import type { Ending } from '../oci/status.ts'
import type { Program } from '../sys/program.ts'
import { exitStatusOf } from './ending.ts'
import type { Steps } from './explain.ts'
import { EXPLAIN, foregroundOptions } from './foreground-options.ts'
import { inherited } from './inherited.ts'
import { networkModeOf } from './net-options.ts'
import { print } from './output.ts'
import { parentCalls } from './parent-calls.ts'
import type { RunRequest } from './request.ts'
import { warn } from './warn.ts'
import { wishesOf } from './wishes.ts'

// #region lab-02
const SOME_DESCRIPTORS = { program: 5, report: 6, signals: 7 }
// #endregion lab-02

// #region lab-04
const SOME_FIGURES = [{ path: '/proc/meminfo', text: '…' }]
// #endregion lab-04

/**
 * `mini-runc run`.
 *
 * @returns The exit status of the container.
 */
export async function run(request: RunRequest): Promise<number> {
  let bundle = loadBundle(request.bundle)
  // #region lab-06
  const { net } = request
  if (net)
    bundle = withNetwork(bundle, networkModeOf(net), directoryOf(request))
  // #endregion lab-06
  // #region lab-07
  if (request.withoutCgroup) bundle = cgroupless(bundle)
  // #endregion lab-07
  // #region lab-04
  if (request.ownFigures) checkFiguresPossible(bundle)
  // #endregion lab-04
  if (request.dryRun) return dryRun(bundle, request)
  // #region lab-07
  if (request.detach) return runDetached(bundle, request)
  // #endregion lab-07
  return exitStatusOf(runBundle(bundle, request))
}

// #region lab-07
/** Create it and start it, and leave it alone. */
async function runDetached(
  bundle: Bundle,
  request: RunRequest,
): Promise<number> {
  refuseAttended(request)
  const { createFrom } = await import('./create.ts')
  const { startContainer } = await import('../oci/start.ts')
  await createFrom(bundle, request)
  const { id, root } = request
  try {
    await startContainer(stateDirectory(root), id)
  } catch (error) {
    const { deleteContainer } = await import('../oci/delete.ts')
    await deleteContainer(stateDirectory(root), id, true, warn)
    throw error
  }
  return 0
}

/** @throws {UsageError} If it wants what has to be undone by us at its end. */
function refuseAttended({ layers, net, init, ownFigures }: RunRequest): void {
  const options = { layers, net, init, 'own-figures': ownFigures }
  const [found] = Object.entries(options).find(([, value]) => value) ?? []
  if (found === undefined) return
  throw new UsageError(
    `Expected a container that we stay with for "--${found}" but found "--detach"`,
  )
}
// #endregion lab-07

// Neither root nor Linux is needed for this, nor koffi.
function dryRun(bundle: Bundle, request: RunRequest): number {
  let given: Given = {}
  // #region lab-02
  if (request.init) given = { init: SOME_DESCRIPTORS }
  // #endregion lab-02
  // #region lab-04
  if (request.ownFigures) given = { ...given, figures: SOME_FIGURES }
  // #endregion lab-04
  const program = plan(bundle, given)
  if (request.explain)
    print(EXPLAIN[request.explain](explained(program, bundle, request)))
  return 0
}

// #region lab-04
/** Where the state of a container is kept. */
function directoryOf({ id, root }: RunRequest): string {
  return join(stateDirectory(root), id)
}
// #endregion lab-04

// #region lab-04
/** @throws {SpecError} Where there is nothing to show, or no place for it. */
function checkFiguresPossible({ spec, config: file }: Bundle): void {
  const refuse = (pointer: string, wanted: string) => {
    const what = `${wanted} for "--own-figures"`
    throw new SpecError({ file, pointer }, what, 'none')
  }
  if (!asksForCgroup(spec)) refuse('/linux/resources', 'limits')
  if (!isNew(spec.linux?.namespaces ?? [], 'mount'))
    refuse('/linux/namespaces', 'with a new one of type "mount"')
}
// #endregion lab-04

/** A program, with what comes before it. */
function explained(
  program: Program,
  bundle: Bundle,
  request: RunRequest,
): Steps {
  // #region lab-04
  const { steps, flags, cgroup } = program
  const parent = parentCalls(bundle, request, directoryOf(request))
  if (parent.length > 0) return { steps, flags, cgroup, parent }
  // #endregion lab-04
  return program
}

async function runBundle(given: Bundle, request: RunRequest): Promise<Ending> {
  let bundle = given
  const { runContainer } = await import('../oci/run.ts')
  let options = await foregroundOptions(request, (program) =>
    explained(program, bundle, request),
  )
  // #region lab-07
  const handedOn = inherited(bundle, request, false)
  options = { ...options, preserveFds: handedOn.preserveFds }
  bundle = handedOn.bundle
  // #endregion lab-07
  let ending = () => runContainer(bundle, options)
  // #region lab-02
  const { runRecorded } = await import('../oci/run-recorded.ts')
  ending = () => runRecorded(bundle, request, options)
  // #endregion lab-02
  // #region lab-05
  const recorded = { ...request, wishes: wishesOf(request) }
  ending = () => runRecorded(bundle, recorded, options)
  // #endregion lab-05
  return ending()
}
