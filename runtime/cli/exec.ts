import { checkConsole } from '../oci/console-socket.ts'
import { execInContainer } from '../oci/exec.ts'
import type { ForegroundOptions } from '../oci/foreground.ts'
import { withHome } from '../oci/home.ts'
import { checkPreserved } from '../oci/preserved-descriptors.ts'
import { loadRunning } from '../oci/state.ts'
import { stateDirectory } from '../oci/state-directory.ts'
import { exitStatusOf } from './ending.ts'
import { processOf } from './exec-process.ts'
import { loadForExec } from './exec-target.ts'
import { withWords } from './exec-words.ts'
import { foregroundOptions } from './foreground-options.ts'
import type { ExecRequest } from './request.ts'

/**
 * `mini-runc exec`: run a command in a container.
 *
 * @returns The exit status of the command.
 * @throws {StateError} If there is no such container, or it does not run.
 */
export async function exec(request: ExecRequest): Promise<number> {
  const root = stateDirectory(request.root)
  let find = () => loadRunning(root, request.id)
  let words = withWords
  let options: ForegroundOptions = await foregroundOptions(request)
  // #region lab-07
  find = () => loadForExec(root, request)
  words = processOf
  const { detach = false, consoleSocket, preserveFds = 0 } = request
  checkPreserved(preserveFds)
  options = {
    ...options,
    detach,
    preserveFds,
    ...(consoleSocket !== undefined && { consoleSocket }),
  }
  // #endregion lab-07
  const state = find()
  let process = words(request, state)
  // #region lab-07
  // As `create` does it, and `run` does not.
  if (state.execFifo)
    process = withHome(process, `/proc/${state.init.pid}/root`)
  checkConsole({ terminal: process.terminal, detach, consoleSocket })
  // #endregion lab-07
  return exitStatusOf(execInContainer(state, process, options))
}
