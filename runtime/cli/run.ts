import { type Bundle, loadBundle } from '../oci/bundle.ts'
import { type Given, plan } from '../oci/plan.ts'
import type { Ending } from '../oci/status.ts'
import { exitStatusOf } from './ending.ts'
import { EXPLAIN, foregroundOptions } from './foreground-options.ts'
import { print } from './output.ts'
import type { RunRequest } from './request.ts'

// #region lab-02
const SOME_DESCRIPTORS = { program: 5, report: 6, signals: 7 }
// #endregion lab-02

/**
 * `mini-runc run`.
 *
 * @returns The exit status of the container.
 */
export async function run(request: RunRequest): Promise<number> {
  const bundle = loadBundle(request.bundle)
  if (request.dryRun) return dryRun(bundle, request)
  return exitStatusOf(runBundle(bundle, request))
}

// Neither root nor Linux is needed for this, nor koffi.
function dryRun(bundle: Bundle, request: RunRequest): number {
  let given: Given = {}
  // #region lab-02
  if (request.init) given = { init: SOME_DESCRIPTORS }
  // #endregion lab-02
  const program = plan(bundle, given)
  if (request.explain) print(EXPLAIN[request.explain](program))
  return 0
}

async function runBundle(bundle: Bundle, request: RunRequest): Promise<Ending> {
  const { runContainer } = await import('../oci/run.ts')
  const options = await foregroundOptions(request)
  let ending = () => runContainer(bundle, options)
  // #region lab-02
  const { runRecorded } = await import('../oci/run-recorded.ts')
  ending = () => runRecorded(bundle, request, options)
  // #endregion lab-02
  return ending()
}
