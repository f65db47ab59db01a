import type { ForegroundOptions } from '../oci/foreground.ts'
import type { Program } from '../sys/program.ts'
import { explainJson, explainTable, type Steps } from './explain.ts'
import { tellBirths } from './explain-directory.ts'
import { say } from './output.ts'
import type { Explained, Named } from './request.ts'
import { warn } from './warn.ts'

/** What prints a program, by the name of the form. */
export const EXPLAIN = { table: explainTable, json: explainJson }

/** A request that a process comes of. */
interface Born extends Named, Explained {
  readonly command: string
  readonly pidFile?: string
}

/**
 * What a request says about a process in the foreground.
 *
 * @param whole Adds what there is to explain besides the program.
 */
export async function foregroundOptions(
  request: Born,
  whole: (program: Program) => Steps = (program) => program,
): Promise<ForegroundOptions> {
  const { pidFile, explain } = request
  const { examine } = await import('../doctor/examine.ts')
  return {
    examine,
    // #region lab-07
    warn,
    // #endregion lab-07
    ...tellBirths(request, whole),
    ...(pidFile === undefined ? {} : { pidFile }),
    ...(explain && {
      onTrace: (program, trace) => say(EXPLAIN[explain](whole(program), trace)),
    }),
  }
}
