/** Step 1, second half: how the program ends, and what reaches it until then. */
import type { Bench } from '#checker/bench.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import {
  describeEnding,
  saidBy,
  signalName,
  signalNames,
  whyItEnded,
} from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import { type Failure, missing, notExecutable } from './absent.ts'
import { resident } from './resident.ts'
import { ofResident } from './start.ts'
import { mortal } from './traveller.ts'

const exitStatus: Check = {
  id: 'exec.exit-status',
  title: {
    en: 'the exit status of the program is that of the runtime',
    zh: '运行时的退出状态就是容器中程序的退出状态',
  },
  points: 2,
  needs: ['exec.stdio'],
  source: 'exit_group(2); wait(2); runc-run(8)',
  run: ofResident(({ drawn, ending, signals }) => {
    const evidence = {
      'wait status of the runtime': describeEnding(ending),
      ...saidBy(ending),
    }
    if (ending.code === drawn.exitStatus) return pass({ evidence })
    return fail({
      expected: `exit status ${drawn.exitStatus}`,
      actual: describeEnding(ending),
      evidence,
      diagnosis:
        ending.signal !== null && signals.sent.length > 0
          ? 'SIGNALS_NOT_FORWARDED'
          : whyItEnded(ending, 'STATUS_LOST'),
    })
  }),
}

const signalStatus: Check = {
  id: 'exec.signal-status',
  title: {
    en: 'a program killed by signal n gives the exit status 128 + n',
    zh: '程序被信号 n 终止时，退出状态为 128 + n',
  },
  points: 1,
  needs: ['exec.starts'],
  source: 'sh(1), "Exit Status for Commands"; wait(2)',
  run: async (bench) => {
    const found = await mortal(bench)
    const { ending, signal } = found
    if (found.found === 'nothing') return nothingRuns(found)
    const evidence = {
      'sent to the program': signalName(signal),
      'wait status of the runtime': describeEnding(ending),
      ...saidBy(ending),
    }
    if (ending.code === 128 + signal) return pass({ evidence })
    const isRaw = ending.code === signal || ending.signal !== null
    return fail({
      expected: `exit status ${128 + signal} (128 + ${signal})`,
      actual: describeEnding(ending),
      evidence,
      diagnosis: whyItEnded(
        ending,
        isRaw ? 'SIGNAL_STATUS_RAW' : 'SIGNAL_STATUS_LOST',
      ),
    })
  },
}

const forwardsSignals: Check = {
  id: 'exec.forwards-signals',
  title: {
    en: 'signals sent to the runtime reach the program',
    zh: '发给运行时的信号会转发给容器中的程序',
  },
  points: 1,
  needs: ['exec.stdio'],
  source: 'kill(2); signal(7); runc-run(8)',
  run: ofResident(({ signals, container, ending }, seen) => {
    const { sent, pending } = signals
    const evidence = {
      [`sent to process ${container.pid}`]: signalNames(sent),
      [`/proc/${seen.pid}/status`]: `ShdPnd: ${signalNames(pending)}`,
      'wait status of the runtime': describeEnding(ending),
    }
    if (sent.length > 0 && pending.length === sent.length)
      return pass({ evidence })
    return fail({
      expected: `pending in the program: ${signalNames(sent)}`,
      actual: `pending: ${signalNames(pending)}; the runtime: ${describeEnding(ending)}`,
      evidence,
      diagnosis:
        ending.signal === null ? 'SIGNALS_SWALLOWED' : 'SIGNALS_NOT_FORWARDED',
    })
  }),
}

/** A failure to start says nothing about a runtime that can start nothing. */
async function startsAnything(bench: Bench): Promise<Outcome | null> {
  const found = await bench.share(resident)
  return found.container.seen === null ? nothingRuns(found) : null
}

function failureCheck(
  status: 126 | 127,
  code: string,
  silent: string,
  fixture: (bench: Bench) => Promise<Failure>,
): (bench: Bench) => Promise<Outcome> {
  return async (bench) => {
    const nothing = await startsAnything(bench)
    if (nothing !== null) return nothing
    const { program, ending } = await bench.share(fixture)
    const evidence = {
      'wait status of the runtime': describeEnding(ending),
      ...saidBy(ending),
    }
    const expected = `exit status ${status}, and an error that names "${program}"`
    const names = ending.stderr.includes(program)
    if (ending.code === status && names) return pass({ expected, evidence })
    if (!isLabProgram(bench.program) && ending.code !== 0) {
      return unsupported(
        `the specification leaves the status open; this runtime uses ${ending.code}`,
      )
    }
    return fail({
      expected,
      actual: names
        ? describeEnding(ending)
        : `${describeEnding(ending)}, no such error`,
      evidence,
      diagnosis: whyItEnded(ending, ending.code === status ? silent : code),
    })
  }
}

const missingProgram: Check = {
  id: 'exec.missing',
  title: {
    en: 'a program that does not exist is a clear error, and 127',
    zh: '程序不存在时给出清楚的错误信息，退出状态为 127',
  },
  points: 1,
  needs: ['exec.starts'],
  source: 'sh(1), "Exit Status for Commands"; execve(2), ENOENT',
  run: failureCheck(127, 'MISSING_NOT_127', 'FAILURE_SILENT', missing),
}

const notExecutableProgram: Check = {
  id: 'exec.not-executable',
  title: {
    en: 'a file that may not be executed is a clear error, and 126',
    zh: '文件不可执行时给出清楚的错误信息，退出状态为 126',
  },
  points: 1,
  needs: ['exec.starts'],
  source: 'sh(1), "Exit Status for Commands"; execve(2), EACCES',
  run: failureCheck(
    126,
    'NOT_EXECUTABLE_NOT_126',
    'FAILURE_SILENT',
    notExecutable,
  ),
}

export const statusChecks: readonly Check[] = [
  exitStatus,
  signalStatus,
  forwardsSignals,
  missingProgram,
  notExecutableProgram,
]
