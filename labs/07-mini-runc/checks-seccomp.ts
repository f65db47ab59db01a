/** Step 5: system calls that are not to be had. */
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { procEvidence, signalName } from '#checker/outcome.ts'
import {
  judgeTrials,
  modeOf,
  ofFiltered,
  type Tried,
  type Watched,
} from './filter-trials.ts'
import { forbidden, ordinary, puzzling, SURVIVED } from './filtered.ts'
import { judgeRefusal } from './look.ts'
import type { Trial } from './profile-draw.ts'

const mode: Check = {
  id: 'seccomp.mode',
  title: {
    en: 'a filter is in force, and no_new_privs is set only where it is asked for',
    zh: '过滤器已生效，no_new_privs 只在要求时设置',
  },
  points: 2,
  needs: [],
  source: 'seccomp(2); prctl(2), PR_SET_NO_NEW_PRIVS; proc_pid_status(5)',
  run: async (bench) => {
    const first = await ofFiltered(forbidden, judgeMode(1))(bench)
    return first.verdict === 'pass'
      ? ofFiltered(ordinary, judgeMode(0))(bench)
      : first
  },
}

const FILTER = '2'

function judgeMode(noNewPrivs: 0 | 1): (scene: Watched) => Outcome {
  return ({ inmate: { seen } }) => {
    const actual = modeOf(seen.status)
    const evidence = procEvidence(seen, 'status', actual)
    const expected = `Seccomp: ${FILTER}\nNoNewPrivs: ${noNewPrivs}`
    if (actual === expected) return pass({ evidence })
    if (seen.status.Seccomp?.trim() !== FILTER)
      return fail({ expected, actual, evidence, diagnosis: 'FILTER_MISSING' })
    const diagnosis = noNewPrivs
      ? 'NO_NEW_PRIVS_MISSING'
      : 'NO_NEW_PRIVS_UNASKED'
    return fail({ expected, actual, evidence, diagnosis })
  }
}

const isOperator = ({ what }: Trial) => what.startsWith('SCMP_CMP_')
const isAction = ({ what }: Trial) => what.startsWith('SCMP_ACT_')

const errors: Check = {
  id: 'seccomp.errors',
  title: {
    en: 'a call comes to what the action for it says',
    zh: '调用的结果就是规则里的动作所说的',
  },
  points: 2,
  needs: ['seccomp.mode'],
  source:
    'runtime-spec config-linux.md, "Seccomp", action, errnoRet; seccomp(2)',
  run: ofFiltered(forbidden, (scene) =>
    judgeTrials(scene, isAction, (wrong) =>
      wrong.every(({ trial }) => trial.what.startsWith('SCMP_ACT_ERRNO'))
        ? 'ERRNO_WRONG'
        : 'ACTION_WRONG',
    ),
  ),
}

const kills: Check = {
  id: 'seccomp.kills',
  title: {
    en: 'who makes a deadly call is ended by SIGSYS',
    zh: '做了致命调用的进程会被 SIGSYS 结束',
  },
  points: 2,
  needs: ['seccomp.mode'],
  source: 'seccomp(2), SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_TRAP; wait(2)',
  run: ofFiltered(forbidden, ({ inmate: { seen }, deadly, said }) => {
    const ends = deadly.map(({ action, call }, at) => {
      const end = describeStatus(said.statuses[at] ?? 0)
      return { end, text: `${action}: ${call}() → ${end}` }
    })
    const evidence = {
      ...procEvidence(seen, 'status', modeOf(seen.status)),
      'wait4(2)': ends.map(({ text }) => text).join('\n'),
    }
    const wrong = ends.filter(({ end }) => end !== 'SIGSYS')
    if (wrong.length === 0) return pass({ evidence })
    return fail({
      expected: 'SIGSYS ends each of them',
      actual: wrong.map(({ text }) => text).join('\n'),
      evidence,
      diagnosis: 'ACTION_WRONG',
    })
  }),
}

const SIGNAL_BITS = 0x7f

/** @see wait(2), WIFSIGNALED */
function describeStatus(status: number): string {
  const signal = status & SIGNAL_BITS
  if (signal !== 0) return signalName(signal)
  const code = (status >> 8) & 0xff
  return code === SURVIVED ? 'it lives on' : `exit status ${code}`
}

const operators: Check = {
  id: 'seccomp.operators',
  title: {
    en: 'arguments are compared as the rule says, all 64 bits of them',
    zh: '参数按规则比较，64 位全部都比',
  },
  points: 3,
  needs: ['seccomp.errors'],
  source: 'runtime-spec config-linux.md, "Seccomp", op; seccomp(2)',
  run: ofFiltered(forbidden, (scene) =>
    judgeTrials(scene, isOperator, (wrong) =>
      wrong.every(({ trial }) => trial.needsHighHalf)
        ? 'HALF_COMPARED'
        : 'OPERATOR_WRONG',
    ),
  ),
}

const combined: Check = {
  id: 'seccomp.rules',
  title: {
    en: 'all conditions of a rule have to hold, and any rule of a call',
    zh: '一条规则的所有条件都要成立，一个调用有任一规则成立即可',
  },
  points: 2,
  needs: ['seccomp.operators'],
  source: 'runtime-spec config-linux.md, "Seccomp", args',
  run: ofFiltered(forbidden, (scene) =>
    judgeTrials(
      scene,
      (trial) => !isAction(trial) && !isOperator(trial),
      (wrong) =>
        wrong.some(({ trial }) => trial.what.startsWith('two conditions'))
          ? 'CONDITIONS_NOT_JOINED'
          : 'RULE_FORGOTTEN',
    ),
  ),
}

const privileges: Check = {
  id: 'seccomp.no-new-privs',
  title: {
    en: 'with no_new_privs a set-user-ID program raises nobody, without it does',
    zh: '有 no_new_privs 时 set-user-ID 程序不能提权，没有时可以',
  },
  points: 2,
  needs: [],
  source: 'prctl(2), PR_SET_NO_NEW_PRIVS; execve(2)',
  run: async (bench) => {
    const first = await ofFiltered(forbidden, (scene) =>
      judgeElevator(scene, scene.uid, 'NO_NEW_PRIVS_MISSING'),
    )(bench)
    return first.verdict === 'pass'
      ? ofFiltered(ordinary, (scene) =>
          judgeElevator(scene, 0, 'NO_NEW_PRIVS_UNASKED'),
        )(bench)
      : first
  },
}

function judgeElevator(
  { found: { byElevator }, inmate: { seen }, uid }: Watched,
  owner: number,
  diagnosis: string,
): Outcome {
  const whose = byElevator === null ? 'there is none' : `${byElevator.uid}`
  const evidence = {
    ...procEvidence(seen, 'status', modeOf(seen.status)),
    'who started the set-user-ID program': `${uid}`,
    'owner of the file that it made': whose,
  }
  if (byElevator?.uid === owner) return pass({ evidence })
  return fail({
    expected: `a file that belongs to ${owner}`,
    actual: whose,
    evidence,
    diagnosis: byElevator === null ? 'PROFILE_TOO_STRICT' : diagnosis,
  })
}

const everyday: Check = {
  id: 'seccomp.profile',
  title: {
    en: 'a profile of hundreds of names loads, and does what it says',
    zh: '有几百个名字的配置能加载，而且按它说的做',
  },
  points: 3,
  needs: ['seccomp.mode'],
  source:
    'runtime-spec config-linux.md, "Seccomp", defaultAction, defaultErrnoRet',
  run: ofFiltered(ordinary, (scene) =>
    judgeTrials(
      scene,
      () => true,
      (wrong) => {
        if (wrong.some(({ trial }) => trial.errno === null))
          return 'PROFILE_TOO_STRICT'
        return isOfOneKind(wrong)
          ? 'DEFAULT_ERRNO_WRONG'
          : 'FORBIDDEN_CALL_PASSES'
      },
    ),
  ),
}

/** The kernel itself refuses them for many reasons, a filter for one. */
function isOfOneKind(wrong: readonly Tried[]): boolean {
  const outside = wrong.filter(({ trial }) => trial.what === 'not in the list')
  const errors = new Set(outside.map(({ result }) => result.error))
  return outside.length > 1 && errors.size === 1
}

const entries: Check = {
  id: 'seccomp.architectures',
  title: {
    en: 'the entry for 32 bits is open only to profiles that list it',
    zh: '32 位入口只对列出它的配置开放',
  },
  points: 2,
  needs: ['seccomp.mode'],
  source: 'seccomp(2), "arch"; runtime-spec config-linux.md, architectures',
  run: async (bench) => {
    const closed = await ofFiltered(forbidden, judgeEntry(false))(bench)
    return closed.verdict === 'pass'
      ? ofFiltered(ordinary, judgeEntry(true))(bench)
      : closed
  },
}

function judgeEntry(isListed: boolean): (scene: Watched) => Outcome {
  return ({ found: { byLegacy }, inmate: { seen }, said, hasLegacy }) => {
    if (!hasLegacy)
      return unsupported('this machine has no entry for programs of 32 bits')
    const text = (isThere: boolean) =>
      isThere ? 'its directory is there' : 'its directory is not there'
    const evidence = {
      ...procEvidence(seen, 'status', modeOf(seen.status)),
      'mkdir by int 0x80': text(byLegacy !== null),
      'wait4(2)': describeStatus(said.statuses.at(-1) ?? 0),
    }
    if ((byLegacy !== null) === isListed) return pass({ evidence })
    return fail({
      expected: text(isListed),
      actual: text(byLegacy !== null),
      evidence,
      diagnosis: isListed ? 'LISTED_ENTRY_CLOSED' : 'OTHER_ENTRY_OPEN',
    })
  }
}

const refused: Check = {
  id: 'seccomp.refused',
  title: {
    en: 'an action that nobody knows is refused',
    zh: '谁也不认识的动作会被拒绝',
  },
  points: 1,
  needs: ['seccomp.mode'],
  source: 'runtime-spec config-linux.md, "Seccomp", action',
  run: async (bench) => {
    const { cell, action } = await bench.share(puzzling)
    return judgeRefusal(cell, action, 'UNKNOWN_ACTION_ACCEPTED')
  },
}

export const seccompChecks: readonly Check[] = [
  mode,
  errors,
  kills,
  operators,
  combined,
  privileges,
  everyday,
  entries,
  refused,
]
