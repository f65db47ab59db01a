/** Step 7: processes that come into a container which runs already. */
import type { Observation } from '#checker/evidence/process.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import {
  describeEnding,
  describeHeld,
  procEvidence,
  whyItEnded,
} from '#checker/outcome.ts'
import { commandsEvidence, failed, isRefused } from './commands.ts'
import { type Aboard, type Crew, crew } from './crew.ts'

/** Kinds of namespaces that the container has for itself. */
const OWN = ['mnt', 'pid', 'uts', 'ipc'] as const

function ofAboard(judge: (aboard: Aboard, crew: Crew) => Outcome) {
  return async (bench: Parameters<Check['run']>[0]): Promise<Outcome> => {
    const found = await bench.share(crew)
    const { aboard, run } = found
    if (aboard !== null) return judge(aboard, found)
    return (
      failed([run], 'NOT_STARTED') ??
      fail({
        expected: 'run --detach leaves a container that runs',
        actual: `its program does not run; ${describeEnding(run.ending)}`,
        evidence: commandsEvidence([run]),
        diagnosis: whyItEnded(run.ending, 'NOT_STARTED'),
      })
    )
  }
}

/** Judge the process in the foreground. */
function ofMate(
  judge: (mate: Observation, aboard: Aboard, crew: Crew) => Outcome,
): Check['run'] {
  return ofAboard((aboard, found) => {
    const { mate, exec } = aboard
    if (mate !== null) return judge(mate, aboard, found)
    return fail({
      expected: 'exec runs the program of its process file',
      actual: `it never ran; exec: ${describeEnding(exec.ending)}`,
      evidence: commandsEvidence([exec]),
      diagnosis: whyItEnded(exec.ending, 'EXEC_FAILS'),
    })
  })
}

const inside: Check = {
  id: 'exec.inside',
  title: {
    en: 'exec runs a program of the container, in its root',
    zh: 'exec 在容器的根目录里运行容器中的程序',
  },
  points: 2,
  needs: [],
  source: 'runc-exec(8); setns(2)',
  run: ofMate((mate, { first }, { drawn }) => {
    const evidence = {
      ...procEvidence(mate, 'exe', describeHeld(mate.exe)),
      ...procEvidence(mate, 'root', describeHeld(mate.root)),
      ...procEvidence(first, 'root', describeHeld(first.root)),
    }
    const isRooted = mate.root.identity === first.root.identity
    const isProgram = mate.exe.sha256 === drawn.probe.sha256
    if (isRooted && isProgram) return pass({ evidence })
    return fail({
      expected: `"${drawn.mate.args[0]}" with the root of the first process`,
      actual: `${mate.exe.path}, root ${describeHeld(mate.root)}`,
      evidence,
      diagnosis: isProgram ? 'EXEC_OUTSIDE' : 'OTHER_PROGRAM',
    })
  }),
}

const namespaces: Check = {
  id: 'exec.namespaces',
  title: {
    en: 'it is in all namespaces of the container, and in its cgroup if it has one',
    zh: '它处在容器的所有命名空间中；容器有 cgroup 时也在其中',
  },
  points: 2,
  needs: ['exec.inside'],
  source: 'setns(2); namespaces(7); cgroups(7)',
  run: ofMate((mate, { first, firstCgroup, mateCgroup }, { box }) => {
    const wrong = OWN.filter(
      (file) => mate.namespaces[file] !== first.namespaces[file],
    )
    const list = ({ namespaces }: Observation) =>
      OWN.map((file) => namespaces[file]).join(' ')
    const evidence = {
      ...procEvidence(first, 'ns', list(first)),
      ...procEvidence(mate, 'ns', list(mate)),
      ...procEvidence(first, 'cgroup', firstCgroup.trim()),
      ...procEvidence(mate, 'cgroup', mateCgroup.trim()),
    }
    // Without one of its own, each is where its runtime was.
    const isWithin = box.cgroup === null || firstCgroup === mateCgroup
    if (wrong.length === 0 && isWithin) return pass({ evidence })
    return fail({
      expected: 'all namespaces and cgroups of the first process',
      actual:
        wrong.length > 0 ? `others: ${wrong.join(', ')}` : 'another cgroup',
      evidence,
      diagnosis: 'EXEC_OUTSIDE',
    })
  }),
}

const process: Check = {
  id: 'exec.process',
  title: {
    en: 'its arguments, environment, directory and ids are those of --process',
    zh: '它的参数、环境、目录和 id 都来自 --process',
  },
  points: 2,
  needs: ['exec.inside'],
  source: 'runc-exec(8), --process; runtime-spec config.md, "Process"',
  run: ofMate((mate, _, { drawn }) => {
    const { args, env, cwd, user } = drawn.mate
    const ids = (name: string) =>
      mate.status[name]?.split(/\s+/).filter(Boolean)
    const four = (id: number) => Array(4).fill(`${id}`)
    const wanted = {
      ...{ args, env, cwd, uid: four(user.uid), gid: four(user.gid) },
      groups: user.additionalGids.map(String),
    }
    const groups = ids('Groups')?.filter((id) => id !== `${user.gid}`)
    const found = {
      ...{ args: mate.argv, env: withoutHome(mate.env, env) },
      ...{ cwd: mate.cwd.path, uid: ids('Uid'), gid: ids('Gid'), groups },
    }
    const isThere = found.cwd.endsWith(cwd)
    const same = { ...found, cwd: isThere ? cwd : found.cwd }
    const evidence = {
      ...procEvidence(mate, 'cmdline', mate.argv.join(' ')),
      ...procEvidence(mate, 'environ', mate.env.join('\n')),
      ...procEvidence(mate, 'cwd', mate.cwd.path),
      ...procEvidence(mate, 'status, Uid', `${mate.status.Uid}`),
      ...procEvidence(mate, 'status, Gid', `${mate.status.Gid}`),
      ...procEvidence(mate, 'status, Groups', `${mate.status.Groups}`),
    }
    const [expected, actual] = [wanted, same].map((it) => JSON.stringify(it))
    if (expected === actual) return pass({ evidence })
    return fail({
      expected: `${expected}`,
      actual: `${actual}`,
      evidence,
      diagnosis: 'EXEC_PROCESS_IGNORED',
    })
  }),
}

/** HOME is what some runtimes add, of the user that it is. */
function withoutHome(
  env: readonly string[],
  asked: readonly string[],
): readonly string[] {
  return env.filter(
    (variable) => !variable.startsWith('HOME=') || asked.includes(variable),
  )
}

const status: Check = {
  id: 'exec.status',
  title: {
    en: 'exec ends with the exit status of its program',
    zh: 'exec 以它所运行程序的退出状态结束',
  },
  points: 1,
  needs: ['exec.inside'],
  source: 'runc-exec(8); wait(2)',
  run: ofMate((_, { exec }, { drawn }) => {
    const evidence = commandsEvidence([exec])
    if (exec.ending.code === drawn.status) return pass({ evidence })
    return fail({
      expected: `exit status ${drawn.status}`,
      actual: describeEnding(exec.ending),
      evidence,
      diagnosis: whyItEnded(exec.ending, 'EXEC_STATUS'),
    })
  }),
}

const detach: Check = {
  id: 'exec.detach',
  title: {
    en: 'exec --detach ends at once, and its process lives on',
    zh: 'exec --detach 立即结束，它的进程继续运行',
  },
  points: 2,
  needs: ['exec.inside'],
  source: 'runc-exec(8), --detach, --pid-file',
  run: ofAboard(({ detach, detached, detachedPidFile, first }, { drawn }) => {
    const text = detachedPidFile?.trim() ?? '(there is no such file)'
    const isProgram = detached?.exe.sha256 === drawn.probe.sha256
    const isWithin = OWN.every(
      (file) => detached?.namespaces[file] === first.namespaces[file],
    )
    const evidence = {
      ...commandsEvidence([detach]),
      'the pid file': text,
      'the process that is there': detached
        ? `${detached.pid}, ${detached.exe.path}`
        : 'none',
    }
    const isThere = isProgram && isWithin && text === `${detached?.pid}`
    if (detach.ending.code === 0 && isThere) return pass({ evidence })
    return fail({
      expected:
        'exec ends with 0, its process is there, and the pid file names it',
      actual: `${describeEnding(detach.ending)}; process ${detached?.pid ?? 'none'}; pid file ${text}`,
      evidence,
      diagnosis: whyItEnded(detach.ending, 'EXEC_DETACH'),
    })
  }),
}

const ps: Check = {
  id: 'exec.ps',
  title: {
    en: 'ps lists every process of the container, by its number on the host',
    zh: 'ps 列出容器的每个进程，用的是宿主机上的编号',
  },
  points: 1,
  needs: ['exec.inside'],
  source: 'runc-ps(8), --format json',
  run: ofAboard(({ ps, inside }) => {
    const evidence = {
      ...commandsEvidence([ps]),
      'processes in the root of the container': inside.join(' '),
    }
    const told = numbersIn(ps.ending.stdout)
    if (inside.length > 1 && told === inside.join(' '))
      return pass({ evidence })
    return fail({
      expected: inside.join(' '),
      actual: told ?? 'no array of JSON',
      evidence,
      diagnosis: whyItEnded(ps.ending, 'PS_WRONG'),
    })
  }),
}

function numbersIn(text: string): string | null {
  try {
    const list: unknown = JSON.parse(text)
    if (!Array.isArray(list)) return null
    return list
      .map(Number)
      .sort((a, b) => a - b)
      .join(' ')
  } catch {
    return null
  }
}

const stopped: Check = {
  id: 'exec.stopped',
  title: {
    en: 'nobody comes into a container that has stopped',
    zh: '已停止的容器里不能再运行任何程序',
  },
  points: 1,
  needs: ['exec.inside'],
  source: 'runc-exec(8); setns(2)',
  run: ofAboard(({ late, isOver, mate, exec }) => {
    const evidence = {
      ...commandsEvidence([late]),
      'the first process': isOver ? 'has ended' : 'is there',
    }
    if (mate === null)
      return failed([exec], 'EXEC_FAILS') ?? notRun(exec.ending.code)
    if (isRefused(late)) return pass({ evidence })
    return fail({
      expected: 'an error',
      actual: describeEnding(late.ending),
      evidence,
      diagnosis: whyItEnded(late.ending, 'EXEC_STOPPED'),
    })
  }),
}

/** Who never lets anybody in refuses nobody in particular. */
function notRun(code: number | null): Outcome {
  return fail({
    expected: 'exec works while the container runs',
    actual: `it ran nothing, and ended with ${code}`,
    diagnosis: 'EXEC_FAILS',
  })
}

export const execChecks: readonly Check[] = [
  inside,
  namespaces,
  process,
  status,
  detach,
  ps,
  stopped,
]
