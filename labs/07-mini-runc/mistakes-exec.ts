/** What goes wrong with processes that come in later. */
import type { Mistake } from '#checker/check.ts'

const EXEC = 'cli/exec.ts'
const PROCESS = 'cli/exec-process.ts'

export const execMistakes: readonly Mistake[] = [
  {
    id: 'exec-wants-a-config',
    title: 'the process file is taken for a whole config.json',
    file: PROCESS,
    find: '  return parseProcess(new JsonValue(parseJson(text, file), file))\n',
    replace: `  const config = new JsonValue(parseJson(text, file), file)
  return parseProcess(config.at('process'))
`,
    check: 'exec.inside',
    diagnosis: 'EXEC_FAILS',
  },
  {
    id: 'exec-forgets-ipc',
    title: 'exec as somebody else does not enter the IPC namespace',
    file: 'oci/exec.ts',
    find: 'const way = { ...entrance, cwd: process.cwd }',
    replace: `const left = process.user?.uid ? 0x08000000n : 0n
    const namespaces = entrance.namespaces & ~left
    const way = { ...entrance, namespaces, cwd: process.cwd }`,
    check: 'exec.namespaces',
    diagnosis: 'EXEC_OUTSIDE',
  },
  {
    id: 'exec-takes-args-only',
    title: 'of the process file, only args are followed',
    file: PROCESS,
    find: ': readProcess(processFile)',
    replace:
      ': { ...ownAttributes(request, state), ...withWords(request, state), args: readProcess(processFile).args }',
    check: 'exec.process',
    diagnosis: 'EXEC_PROCESS_IGNORED',
  },
  {
    id: 'exec-status-lost',
    title: 'with a process file, exec always ends with 0',
    file: EXEC,
    find: '  return exitStatusOf(execInContainer(state, process, options))\n',
    replace: `  const status = await exitStatusOf(execInContainer(state, process, options))
  return request.processFile === undefined ? status : 0
`,
    check: 'exec.status',
    diagnosis: 'EXEC_STATUS',
  },
  {
    id: 'exec-own-pid-file',
    title: 'the pid file names exec itself',
    file: 'oci/foreground.ts',
    find: 'writePidFile(options.pidFile, child.pid)',
    replace: 'writePidFile(options.pidFile, process.pid)',
    check: 'exec.detach',
    diagnosis: 'EXEC_DETACH',
  },
  {
    id: 'ps-first-only',
    title: 'ps lists the first process alone',
    file: 'cli/ps.ts',
    find: 'JSON.stringify(pids)',
    replace: 'JSON.stringify(pids.slice(0, 1))',
    check: 'exec.ps',
    diagnosis: 'PS_WRONG',
  },
  {
    id: 'exec-into-nothing',
    title: 'exec into what has stopped is taken for done',
    file: EXEC,
    find: '  const state = find()\n',
    replace: `  let state: ReturnType<typeof find>
  try {
    state = find()
  } catch {
    return 0
  }
`,
    check: 'exec.stopped',
    diagnosis: 'EXEC_STOPPED',
  },
]
