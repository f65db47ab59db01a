import type { ForegroundOptions } from '../oci/foreground.ts'
import type { Program } from '../sys/program.ts'
import { explainJson, explainTable, type Steps } from './explain.ts'
import { say } from './output.ts'
import type { Explained } from './request.ts'
import { warn } from './warn.ts'

/** What prints a program, by the name of the form. */
export const EXPLAIN = { table: explainTable, json: explainJson }

/**
 * What a request says about a process in the foreground.
 *
 * @param whole Adds what there is to explain besides the program.
 */
export async function foregroundOptions(
  { pidFile, explain }: Explained & { readonly pidFile?: string },
  whole: (program: Program) => Steps = (program) => program,
): Promise<ForegroundOptions> {
  const { examine } = await import('../doctor/examine.ts')
  return {
    examine,
    // #region lab-07
    warn,
    // #endregion lab-07
    ...(pidFile === undefined ? {} : { pidFile }),
    ...(explain && {
      onTrace: (program, trace) => say(EXPLAIN[explain](whole(program), trace)),
    }),
  }
}
