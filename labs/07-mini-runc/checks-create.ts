import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import {
  describeEnding,
  describeHeld,
  procEvidence,
  whyItEnded,
} from '#checker/outcome.ts'
import { describeRemains, isNothing } from '#checker/remains.ts'
import { type AbsentProgram, absentProgram } from './absent-program.ts'
import {
  commandsEvidence,
  failed,
  inWords,
  isRefused,
  type Ran,
} from './commands.ts'
import { isSameProcess, ofWaiting } from './of-life.ts'
import { type Rivals, rivals } from './rivals.ts'
import { stateIn } from './state-output.ts'

const LIFECYCLE = 'runtime-spec runtime.md, "Lifecycle"'
const OPERATIONS = 'runtime-spec runtime.md, "Operations"'

const created: Check = {
  id: 'lifecycle.created',
  title: {
    en: 'create ends, and a process of the container is there',
    zh: 'create 结束后，容器的一个进程已经在那里',
  },
  points: 2,
  needs: [],
  source: LIFECYCLE,
  run: ofWaiting(({ seen }, { create }) =>
    pass({
      evidence: {
        ...commandsEvidence([create]),
        ...procEvidence(seen, 'exe', describeHeld(seen.exe)),
      },
    }),
  ),
}

const waits: Check = {
  id: 'lifecycle.waits',
  title: {
    en: 'before start, nothing of the program has run',
    zh: 'start 之前，程序一步也没有运行',
  },
  points: 3,
  needs: ['lifecycle.created'],
  source: `${LIFECYCLE}, 2; fifo(7)`,
  run: ofWaiting(({ seen, diary }, { drawn }) => {
    const evidence = {
      ...procEvidence(seen, 'exe', describeHeld(seen.exe)),
      'what the program wrote': diary.join('\n') || 'nothing',
    }
    const isProgram = seen.exe.sha256 === drawn.dweller.probe.sha256
    if (!isProgram && diary.length === 0) return pass({ evidence })
    return fail({
      expected: 'the process executes something else, and has written nothing',
      actual: isProgram
        ? 'the process executes the program of the bundle'
        : 'the program has written into its file',
      evidence,
      diagnosis: 'PROGRAM_RUNS_EARLY',
    })
  }),
}

/** Kinds of namespaces that the container asks for, by their files. */
const OWN = ['mnt', 'pid', 'uts', 'ipc'] as const

const ready: Check = {
  id: 'lifecycle.ready',
  title: {
    en: 'when create ends, root, mounts and namespaces are there already',
    zh: 'create 结束时，根目录、挂载和命名空间都已就位',
  },
  points: 2,
  needs: ['lifecycle.created'],
  source: `${OPERATIONS}, "Create"`,
  run: ofWaiting(async ({ seen, mountinfo }, { drawn, box }, bench) => {
    const host = await bench.call('observe', { pid: bench.hello.pid })
    const [rootfs] = await bench.call('identify', { paths: [box.rootfs] })
    const shared = OWN.filter(
      (file) => seen.namespaces[file] === host?.namespaces[file],
    )
    const isMounted = mountinfo.includes(` ${drawn.mount} `)
    const evidence = {
      ...procEvidence(seen, 'root', describeHeld(seen.root)),
      ...procEvidence(seen, 'mountinfo', mountinfo.trimEnd()),
      'namespaces of the host that it is in': shared.join(' ') || 'none',
    }
    const isRoot = seen.root.identity === rootfs
    if (isRoot && isMounted && shared.length === 0) return pass({ evidence })
    return fail({
      expected: `its root is the rootfs, "${drawn.mount}" is mounted, and ${OWN.join(', ')} are its own`,
      actual: [
        isRoot ? '' : `its root is ${describeHeld(seen.root)}`,
        isMounted ? '' : 'nothing is mounted there',
        shared.length === 0 ? '' : `${shared.join(', ')} of the host`,
      ]
        .filter(Boolean)
        .join('; '),
      evidence,
      diagnosis: 'NOT_READY',
    })
  }),
}

const pidFile: Check = {
  id: 'lifecycle.pid-file',
  title: {
    en: '--pid-file names the process, by the number that the host has for it',
    zh: '--pid-file 中写的是该进程在宿主机上的编号',
  },
  points: 1,
  needs: ['lifecycle.created'],
  source: 'runc-create(8), --pid-file; pid_namespaces(7)',
  run: ofWaiting((_, { box, create }) => {
    const [pid] = box.inside
    const text = box.pidFile ?? '(there is no such file)'
    const evidence = {
      ...commandsEvidence([create]),
      'the pid file': text,
      'processes in the root of the container': box.inside.join(' ') || 'none',
    }
    if (pid !== undefined && text.trim() === `${pid}`) return pass({ evidence })
    return fail({
      expected: `${pid}`,
      actual: text.trim(),
      evidence,
      diagnosis: 'PID_FILE_WRONG',
    })
  }),
}

const state: Check = {
  id: 'lifecycle.state',
  title: {
    en: 'state tells id, process, bundle and annotations, as JSON',
    zh: 'state 以 JSON 给出 id、进程、bundle 和注解',
  },
  points: 2,
  needs: ['lifecycle.created'],
  source: 'runtime-spec runtime.md, "State"',
  run: ofWaiting(({ state, seen }, { box, drawn }) => {
    const evidence = commandsEvidence([state])
    const no = failed([state], 'STATE_WRONG')
    if (no !== null) return no
    const told = stateIn(state)
    const wanted = {
      id: box.id,
      pid: seen.pid,
      bundle: `${box.folder}/bundle`,
      annotations: drawn.annotations,
    }
    const found = told && {
      id: told.id,
      pid: told.pid,
      bundle: told.bundle,
      annotations: told.annotations,
    }
    const isVersioned = /^1\.\d/.test(`${told?.ociVersion}`)
    const [expected, actual] = [wanted, found].map((it) => JSON.stringify(it))
    if (isVersioned && expected === actual) return pass({ evidence })
    return fail({
      expected: `${expected}, and ociVersion`,
      actual:
        told === null
          ? 'no JSON object'
          : `${actual}, ociVersion ${told.ociVersion}`,
      evidence,
      diagnosis: 'STATE_WRONG',
    })
  }),
}

const duplicate: Check = {
  id: 'lifecycle.duplicate',
  title: {
    en: 'an id that is taken is refused, and its container is unharmed',
    zh: '已被占用的 id 会被拒绝，原来的容器不受影响',
  },
  points: 2,
  needs: ['lifecycle.created'],
  source: `${OPERATIONS}, "Create"`,
  run: ofWaiting(({ twin, seen, afterTwin }) => {
    const evidence = {
      ...commandsEvidence([twin]),
      ...procEvidence(seen, 'exe', afterTwin?.exe.path ?? '(gone)'),
    }
    const isSame = isSameProcess(seen, afterTwin)
    if (isRefused(twin) && isSame) return pass({ evidence })
    return fail({
      expected: 'an error, and the first process as it was',
      actual: `${describeEnding(twin.ending)}; the first process is ${isSame ? 'as it was' : 'gone, or another'}`,
      evidence,
      diagnosis: whyItEnded(twin.ending, 'DUPLICATE_TAKEN'),
    })
  }),
}

const race: Check = {
  id: 'lifecycle.race',
  title: {
    en: 'of two that create the same id at the same time, one gets it',
    zh: '两个命令同时创建同一个 id，只有一个成功',
  },
  points: 2,
  needs: ['lifecycle.created'],
  source: `${OPERATIONS}, "Create"; mkdir(2), EEXIST; flock(2)`,
  run: async (bench) => judgeRace(await bench.share(rivals)),
}

function judgeRace({ creates, inside, last }: Rivals): Outcome {
  const [first, second] = creates
  const evidence = {
    'create, which was stopped on its way, and went on': inWords(first),
    'create, meanwhile': inWords(second),
    'processes in the root of the container': inside.join(' ') || 'none',
    ...(last === null ? {} : { 'kill, then': inWords(last.kill) }),
  }
  const isOne = creates.filter(isRefused).length === 1
  const winner = creates.find(({ ending }) => ending.code === 0)
  // Who has lost must not have taken the winner's state along.
  const isWhole = last?.kill.ending.code === 0
  if (isOne && winner !== undefined && inside.length === 1 && isWhole)
    return pass({ evidence })
  const known = isWhole ? 'known' : 'not known'
  return fail({
    expected:
      'one create ends with 0, the other with an error; one process, which kill knows',
    actual: `${describeEnding(first.ending)}, ${describeEnding(second.ending)}; ${inside.length} processes, ${known} to kill`,
    evidence,
    diagnosis: whyLost([...creates, ...(last === null ? [] : [last.kill])]),
  })
}

/** Any of the commands may have come to something that is still to be written. */
function whyLost(commands: readonly Ran[]): string {
  const codes = commands.map((one) => whyItEnded(one.ending, 'RACE_LOST'))
  return codes.find((code) => code !== 'RACE_LOST') ?? 'RACE_LOST'
}

const missing: Check = {
  id: 'lifecycle.missing-program',
  title: {
    en: 'create fails if there is no such program, and leaves nothing',
    zh: '程序不存在时 create 失败，并且不留下任何东西',
  },
  points: 2,
  needs: ['lifecycle.created'],
  source: `${OPERATIONS}, "Create"; runc-create(8)`,
  run: async (bench) => judgeAbsent(await bench.share(absentProgram)),
}

function judgeAbsent({ create, remains, program }: AbsentProgram): Outcome {
  const evidence = {
    ...commandsEvidence([create]),
    'what is left': describeRemains(remains),
  }
  const names = create.ending.stderr.includes(program)
  if (isRefused(create) && names && isNothing(remains))
    return pass({ evidence })
  return fail({
    expected: `an error that names "${program}", and nothing is left`,
    actual: `${describeEnding(create.ending)}; ${describeRemains(remains)}`,
    evidence,
    diagnosis: whyItEnded(
      create.ending,
      isRefused(create) && names ? 'FAILED_CREATE_LEAVES' : 'ABSENT_PROGRAM',
    ),
  })
}

export const createChecks: readonly Check[] = [
  created,
  waits,
  ready,
  pidFile,
  state,
  duplicate,
  race,
  missing,
]
