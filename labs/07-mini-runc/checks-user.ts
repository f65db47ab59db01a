/** Step 3: who the program is, and what it may use up. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { procEvidence } from '#checker/outcome.ts'
import { settingChecks } from './checks-settings.ts'
import { notYet, ofCell } from './look.ts'
import { mapped } from './mapped.ts'
import { ofPerson, whyNobody } from './of-person.ts'
import { limitIn } from './rlimits.ts'

/** Real, effective, saved and for files: all of them the same. */
const allFour = (id: number) => `${id} ${id} ${id} ${id}`

const fieldOf = (text: string | undefined) =>
  text?.trim().split(/\s+/).join(' ') ?? '(nothing)'

const ids: Check = {
  id: 'user.ids',
  title: {
    en: 'the program is the user and the group that the bundle names',
    zh: '程序的用户和组就是 bundle 指定的那个',
  },
  points: 2,
  needs: [],
  source: 'runtime-spec config.md, "POSIX-platform User"; setresuid(2)',
  run: ofPerson(({ inmate: { seen }, traits }) => {
    const found = {
      Uid: fieldOf(seen.status.Uid),
      Gid: fieldOf(seen.status.Gid),
    }
    const evidence = {
      ...procEvidence(seen, 'status', `Uid: ${found.Uid}\nGid: ${found.Gid}`),
    }
    const wanted = { Uid: allFour(traits.uid), Gid: allFour(traits.gid) }
    if (found.Uid === wanted.Uid && found.Gid === wanted.Gid)
      return pass({ evidence })
    return fail({
      expected: `Uid: ${wanted.Uid}\nGid: ${wanted.Gid}`,
      actual: `Uid: ${found.Uid}\nGid: ${found.Gid}`,
      evidence,
      diagnosis: whyOther(found, wanted),
    })
  }),
}

interface Ids {
  readonly Uid: string
  readonly Gid: string
}

function whyOther(found: Ids, wanted: Ids): string {
  if (found.Uid === wanted.Uid) return 'GROUP_NOT_SET'
  return new Set(found.Uid.split(' ')).size > 1
    ? 'USER_IN_PART'
    : 'USER_NOT_SET'
}

const groups: Check = {
  id: 'user.groups',
  title: {
    en: 'it belongs to the additional groups, and to no others',
    zh: '它属于附加组，不属于别的组',
  },
  points: 2,
  needs: [],
  source: 'runtime-spec config.md, "additionalGids"; setgroups(2)',
  run: ofPerson(({ inmate: { seen }, traits }) => {
    const found = fieldOf(seen.status.Groups)
    const evidence = procEvidence(seen, 'status', `Groups: ${found}`)
    // The kernel keeps them sorted.
    const wanted = [...traits.groups].sort((a, b) => a - b)
    if (found === wanted.join(' ')) return pass({ evidence })
    const numbers = found.split(' ').map(Number)
    const isThere = wanted.every((gid) => numbers.includes(gid))
    return fail({
      expected: `Groups: ${wanted.join(' ')}`,
      actual: `Groups: ${found}`,
      evidence,
      diagnosis: isThere ? 'GROUPS_KEPT' : 'GROUPS_NOT_SET',
    })
  }),
}

const umask: Check = {
  id: 'user.umask',
  title: {
    en: 'its umask is that of the bundle, and its files show it',
    zh: '它的 umask 就是 bundle 给出的，从它的文件可以看出来',
  },
  points: 1,
  needs: ['user.ids'],
  source: 'runtime-spec config.md, "umask"; umask(2)',
  run: ofPerson(({ inmate: { seen }, traits, found: { file } }) => {
    const octal = (mask: number) => mask.toString(8).padStart(4, '0')
    const mode = file === null ? 'not there' : octal(file.mode)
    const found = `umask ${seen.status.Umask}, file ${mode}`
    const evidence = {
      ...procEvidence(seen, 'status', `Umask: ${seen.status.Umask}`),
      [`a file made with mode 0777: ${traits.file}`]:
        file === null ? mode : `${mode}, owner ${file.uid}:${file.gid}`,
    }
    const wanted = `umask ${octal(traits.umask)}, file ${octal(0o777 & ~traits.umask)}`
    if (found === wanted) return pass({ evidence })
    return fail({
      expected: wanted,
      actual: found,
      evidence,
      diagnosis: 'UMASK_NOT_SET',
    })
  }),
}

const rlimits: Check = {
  id: 'user.rlimits',
  title: {
    en: 'every resource limit that the bundle lists holds, soft and hard',
    zh: 'bundle 列出的每个资源限制都生效，软限制和硬限制都是',
  },
  points: 2,
  needs: [],
  source: 'runtime-spec config.md, "rlimits"; getrlimit(2)',
  run: ofPerson(({ inmate: { seen }, traits, found: { limits } }) => {
    const lines = traits.rlimits.map(({ type, soft, hard, label }) => {
      const found = limitIn(limits, label) ?? '(no such line)'
      return { type, label, found, wanted: `${soft} ${hard}`, soft, hard }
    })
    const evidence = procEvidence(
      seen,
      'limits',
      lines.map(({ label, found }) => `${label}: ${found}`).join('\n'),
    )
    const wrong = lines.filter(({ found, wanted }) => found !== wanted)
    if (wrong.length === 0) return pass({ evidence })
    const isSoftOnly = wrong.every(
      ({ found, soft, hard }) =>
        found === `${soft} ${soft}` || found === `${hard} ${hard}`,
    )
    const text = (what: 'wanted' | 'found') =>
      wrong.map((line) => `${line.type}: ${line[what]}`).join('\n')
    return fail({
      expected: text('wanted'),
      actual: text('found'),
      evidence,
      diagnosis: isSoftOnly ? 'RLIMITS_ONE_FOR_BOTH' : 'RLIMITS_NOT_SET',
    })
  }),
}

const oom: Check = {
  id: 'user.oom-score',
  title: {
    en: 'the kernel knows how gladly it may kill it when memory is short',
    zh: '内核知道内存不足时可以多优先地杀它',
  },
  points: 1,
  needs: [],
  source: 'runtime-spec config.md, "oomScoreAdj"; proc_pid_oom_score_adj(5)',
  run: ofPerson(({ inmate: { seen }, traits, found }) => {
    const actual = found.oomScoreAdj
    const evidence = procEvidence(seen, 'oom_score_adj', actual)
    const expected = `${traits.oomScoreAdj}`
    if (actual === expected) return pass({ evidence })
    return fail({
      expected,
      actual,
      evidence,
      diagnosis: 'OOM_SCORE_NOT_SET',
    })
  }),
}

const SCHED_BATCH = 3
/** IOPRIO_CLASS_BE, above the 13 bits of the priority. */
const BEST_EFFORT = 2 << 13

const scheduling: Check = {
  id: 'user.scheduling',
  title: {
    en: 'processor and disk serve it in the turn that the bundle asks for',
    zh: '处理器和磁盘按 bundle 要求的次序为它服务',
  },
  points: 1,
  needs: [],
  source:
    'runtime-spec config.md, "scheduler", "ioPriority"; sched_setattr(2); ioprio_set(2)',
  run: ofPerson(({ bench, inmate: { seen }, traits, found }) => {
    const told = (policy: number, nice: number, io: number | null) =>
      `policy ${policy}, nice ${nice}, I/O priority ${io}`
    const { policy, nice, ioPriority } = found
    const actual = told(policy, nice, ioPriority)
    const evidence = {
      ...procEvidence(seen, 'stat', `policy ${policy}, nice ${nice}`),
      'ioprio_get(2)': `${ioPriority}`,
    }
    const wantedIo = BEST_EFFORT | traits.ioPriority
    const expected = told(SCHED_BATCH, traits.nice, wantedIo)
    if (actual === expected) return pass({ evidence })
    const isUntouched = policy === 0 && ioPriority !== wantedIo
    const excuse = isUntouched ? notYet(bench, 'its turn') : null
    const isScheduled = policy === SCHED_BATCH && nice === traits.nice
    return (
      excuse ??
      fail({
        expected,
        actual,
        evidence,
        diagnosis: isScheduled ? 'IO_PRIORITY_NOT_SET' : 'SCHEDULER_NOT_SET',
      })
    )
  }),
}

const inNamespace: Check = {
  id: 'user.mapped',
  title: {
    en: 'in a user namespace, users and groups are those of its map',
    zh: '在用户命名空间里，用户和组按它的映射来算',
  },
  points: 2,
  needs: ['user.ids'],
  source: 'user_namespaces(7); runtime-spec config.md, "POSIX-platform User"',
  run: ofCell(mapped, whyNobody, ({ inmate: { seen }, ids, found }) => {
    const fields = ['Uid', 'Gid', 'Groups'] as const
    const text = (values: Readonly<Record<string, string>>) =>
      fields.map((name) => `${name}: ${values[name]}`).join('\n')
    const actual = text(
      Object.fromEntries(
        fields.map((name) => [name, fieldOf(seen.status[name])]),
      ),
    )
    const expected = text({
      Uid: allFour(ids.hostUid),
      Gid: allFour(ids.hostGid),
      Groups: `${ids.hostGroup}`,
    })
    const evidence = {
      ...procEvidence(seen, 'status', actual),
      ...procEvidence(seen, 'uid_map', found.uidMap),
      'the bundle asks for': `uid ${ids.uid}, gid ${ids.gid}, group ${ids.group}`,
    }
    if (actual === expected) return pass({ evidence })
    return fail({ expected, actual, evidence, diagnosis: 'MAPPED_IDS_WRONG' })
  }),
}

export const userChecks: readonly Check[] = [
  ids,
  groups,
  umask,
  rlimits,
  oom,
  scheduling,
  ...settingChecks,
  inNamespace,
]
