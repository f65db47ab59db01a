/** What goes wrong between `create` and `delete`. */
import type { Mistake } from '#checker/check.ts'

const CREATE = 'oci/create-process.ts'
const START = 'oci/start.ts'
const FIFO = 'oci/exec-fifo.ts'
const STATE = 'oci/state.ts'

export const lifecycleMistakes: readonly Mistake[] = [
  {
    id: 'create-takes-it-along',
    title: 'create ends its child when it ends itself',
    file: CREATE,
    find: `  } finally {
    child.close()
  }
}

function pausesOf`,
    replace: `  } finally {
    child.kill('SIGKILL')
    await child.exited
    child.close()
  }
}

function pausesOf`,
    check: 'lifecycle.created',
    diagnosis: 'NOT_CREATED',
  },
  {
    id: 'create-does-not-wait',
    title: 'the first process does not wait for start',
    file: 'linux/exec-fifo.ts',
    find: '  child.read(start, Buffer.alloc(1))\n',
    replace: '',
    check: 'lifecycle.waits',
    diagnosis: 'PROGRAM_RUNS_EARLY',
  },
  {
    id: 'create-mounts-nothing',
    title: 'mounts are left for start to make',
    file: CREATE,
    find: 'planned(bundle, fifo, open, pauses, {',
    replace:
      'planned({ ...bundle, spec: { ...bundle.spec, mounts: [] } }, fifo, open, pauses, {',
    check: 'lifecycle.ready',
    diagnosis: 'NOT_READY',
  },
  {
    id: 'pid-file-of-create',
    title: 'the pid file names create itself',
    file: CREATE,
    find: 'writePidFile(wanted.pidFile, child.pid)',
    replace: 'writePidFile(wanted.pidFile, process.pid)',
    check: 'lifecycle.pid-file',
    diagnosis: 'PID_FILE_WRONG',
  },
  {
    id: 'state-no-pid-yet',
    title: 'a container that waits has no pid',
    file: STATE,
    find: "const pid = status === 'stopped' ? 0 : (state.init?.pid ?? 0)",
    replace: "const pid = status === 'running' ? (state.init?.pid ?? 0) : 0",
    check: 'lifecycle.state',
    diagnosis: 'STATE_WRONG',
  },
  {
    id: 'status-never-created',
    title: 'state calls a container that waits running',
    file: STATE,
    find: '  return { ociVersion, id, pid, status, bundle, rootfs, created, annotations }\n',
    replace: `  const told = status === 'created' ? 'running' : status
  return { ociVersion, id, pid, status: told, bundle, rootfs, created, annotations }
`,
    check: 'lifecycle.status',
    diagnosis: 'STATUS_WRONG',
  },
  {
    id: 'create-clears-the-id',
    title: 'create removes whoever has the id',
    file: 'oci/create.ts',
    find: '  await sweep(root, wanted.id)\n',
    replace: `  const { deleteContainer } = await import('./delete.ts')
  await deleteContainer(root, wanted.id, true)
`,
    check: 'lifecycle.duplicate',
    diagnosis: 'DUPLICATE_TAKEN',
  },
  {
    id: 'start-writes-nothing',
    title: 'start opens the FIFO, and that is all',
    file: FIFO,
    find: `    writeSync(start, '.')
    closeSync(start)
    return await untilExecuted(reader)
`,
    replace: `    closeSync(start)
    return undefined
`,
    check: 'lifecycle.started',
    diagnosis: 'START_FAILS',
  },
  {
    id: 'start-reads-config',
    title: 'start takes its hooks from config.json',
    file: START,
    find: "      await runHooks('poststart', state)\n",
    replace: `      const { readFileSync } = process.getBuiltinModule('node:fs')
      const config = readFileSync(join(state.bundle, 'config.json'), 'utf8')
      const { hooks } = JSON.parse(config)
      await runHooks('poststart', { ...state, hooks })
`,
    check: 'lifecycle.config',
    diagnosis: 'CONFIG_READ_AGAIN',
  },
  {
    id: 'start-again-is-fine',
    title: 'start of what runs already is taken for done',
    file: START,
    find: '    const state = loadCreated(root, id)\n',
    replace: `    if (statusOf(loadState(root, id)) === 'running') return
    const state = loadCreated(root, id)
`,
    check: 'lifecycle.start-twice',
    diagnosis: 'STARTED_TWICE',
  },
  {
    id: 'delete-takes-what-runs',
    title: 'delete needs no --force',
    file: 'oci/delete.ts',
    find: "if (status === 'created') mayEnd = true",
    replace: "if (status !== 'creating') mayEnd = true",
    check: 'lifecycle.delete-running',
    diagnosis: 'DELETED_ALIVE',
  },
  {
    id: 'kill-always-terminates',
    title: 'kill sends SIGTERM, whatever it was told',
    file: 'oci/kill.ts',
    find: 'if (signalProcess(init, signal)) return',
    replace: 'if (signalProcess(init, SIGNALS.SIGTERM ?? 15)) return',
    check: 'lifecycle.kill',
    diagnosis: 'SIGNAL_LOST',
  },
  {
    id: 'delete-keeps-the-fifo',
    title: 'delete does not give the container up before it sweeps',
    file: 'oci/delete.ts',
    find: '  giveUp(root, state)\n',
    replace: '',
    check: 'lifecycle.deleted',
    diagnosis: 'DELETE_LEAVES',
  },
  {
    id: 'state-of-nobody',
    title: 'a container that is not there is stopped',
    file: 'cli/state.ts',
    find: '  const found = publicState(loadState(stateDirectory(root), id))\n',
    replace: `  let found: Record<string, unknown> = { id, status: 'stopped' }
  try {
    found = publicState(loadState(stateDirectory(root), id))
  } catch {}
`,
    check: 'lifecycle.unknown',
    diagnosis: 'UNKNOWN_ID_TOLD',
  },
  {
    id: 'id-taken-late',
    title: 'an id is taken only when its process is there',
    file: 'oci/claim.ts',
    find: 'if (!state || !isTaken(state)) return',
    replace: 'if (!state?.init || !isTaken(state)) return',
    check: 'lifecycle.race',
    diagnosis: 'RACE_LOST',
  },
  {
    id: 'kill-only-what-runs',
    title: 'kill takes a container that waits for one that is not there',
    file: 'oci/kill.ts',
    find: 'import { loadAlive, loadState, type RunningState }',
    replace:
      'import { loadRunning as loadAlive, loadState, type RunningState }',
    check: 'lifecycle.kill-created',
    diagnosis: 'CREATED_NOT_KILLED',
  },
  {
    id: 'program-not-looked-for',
    title: 'whether there is such a program is left to start',
    file: 'linux/exec-fifo.ts',
    find: "  child.syscall('faccessat', [AT_FDCWD, last, X_OK])\n",
    replace:
      "  child.syscall('faccessat', [AT_FDCWD, last, X_OK], { ignore: true })\n",
    check: 'lifecycle.missing-program',
    diagnosis: 'ABSENT_PROGRAM',
  },
]
