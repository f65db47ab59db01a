import { ProgramError } from '../errors.ts'
import { type Bundle, loadBundle } from '../oci/bundle.ts'
import { plan } from '../oci/plan.ts'
import { type Ending, exitStatus } from '../oci/status.ts'
import type { ExplainFormat, RunRequest } from './command-line.ts'
import { explainJson, explainTable } from './explain.ts'
import { print, say } from './output.ts'
import { describeError } from './report.ts'

const EXPLAIN = { table: explainTable, json: explainJson }

/**
 * `mini-runc run`.
 *
 * @returns The exit status of the container.
 */
export async function run(request: RunRequest): Promise<number> {
  const bundle = loadBundle(request.bundle)
  if (request.dryRun) return dryRun(bundle, request.explain)
  return exitStatus(await endingOf(bundle, request))
}

// Neither root nor Linux is needed for this, nor koffi.
function dryRun(bundle: Bundle, explain?: ExplainFormat): number {
  const program = plan(bundle)
  if (explain) print(EXPLAIN[explain](program))
  return 0
}

async function endingOf(
  bundle: Bundle,
  { pidFile, explain }: RunRequest,
): Promise<Ending> {
  const { runContainer } = await import('../oci/run.ts')
  try {
    return await runContainer(bundle, {
      ...(pidFile === undefined ? {} : { pidFile }),
      ...(explain && {
        onTrace: (program, trace) => say(EXPLAIN[explain](program, trace)),
      }),
    })
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error
    say(describeError('mini-runc', error))
    return { kind: 'not executed', error: error.code }
  }
}
