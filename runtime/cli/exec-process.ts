// Who the process is to be that `exec` adds to a container: all of it is in a
// file, or it is the container's own but for what the command line says.
import { readJsonFile } from '../oci/read-json-file.ts'
import type { RunningState } from '../oci/state.ts'
import { JsonValue } from '../spec/json-value.ts'
import { parseJson, parseProcess } from '../spec/parse-spec.ts'

import type { Process } from '../spec/runtime-spec.ts'
import { withWords } from './exec-words.ts'
import type { ExecRequest } from './request.ts'

/**
 * The process that a request asks for.
 *
 * @throws {SpecError} If the file it names has no `process` in it.
 */
export function processOf(request: ExecRequest, state: RunningState): Process {
  const { processFile, tty } = request
  const asked =
    processFile === undefined
      ? { ...ownAttributes(request, state), ...withWords(request, state) }
      : readProcess(processFile)
  return tty ? { ...asked, terminal: true } : asked
}

function readProcess(file: string): Process {
  // #region lab-07-exec-process
  const text = readJsonFile(file)
  return parseProcess(new JsonValue(parseJson(text, file), file))
  // #endregion lab-07-exec-process
}

/** What the container's own process was allowed, and what is asked besides. */
function ownAttributes(
  request: ExecRequest,
  { process }: RunningState,
): Partial<Process> {
  const { terminal: _, consoleSize: __, ...own } = process
  const { additionalGids, capabilities = [], noNewPrivileges } = request
  const user = request.user ?? own.user
  return {
    ...own,
    ...withCapabilities(own, capabilities),
    ...(user && {
      user: { ...user, ...(additionalGids && { additionalGids }) },
    }),
    ...(noNewPrivileges && { noNewPrivileges }),
  }
}

/** Added to every set but those that are handed on, as runc has it. */
function withCapabilities(
  { capabilities }: Partial<Process>,
  added: readonly string[],
): Pick<Process, 'capabilities'> {
  if (added.length === 0) return {}
  const { bounding, permitted, effective, ...others } = capabilities ?? {}
  const wider = (set: readonly string[] = []) => [
    ...new Set([...set, ...added]),
  ]
  return {
    capabilities: {
      ...others,
      bounding: wider(bounding),
      permitted: wider(permitted),
      effective: wider(effective),
    },
  }
}
