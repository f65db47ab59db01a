import { type Check, fail, pass } from '#checker/lab.ts'
import {
  describeEnding,
  describeHeld,
  procEvidence,
  whyItEnded,
} from '#checker/outcome.ts'
import { commandsEvidence, isRefused } from './commands.ts'
import { life } from './life.ts'
import { nobody, notStarted, ofRunning, ofWaiting } from './of-life.ts'
import { stateIn } from './state-output.ts'

const LIFECYCLE = 'runtime-spec runtime.md, "Lifecycle"'
const OPERATIONS = 'runtime-spec runtime.md, "Operations"'

const started: Check = {
  id: 'lifecycle.started',
  title: {
    en: 'start lets the same process execute the program, once',
    zh: 'start 让同一个进程执行程序，且只执行一次',
  },
  points: 3,
  needs: ['lifecycle.waits'],
  source: `${OPERATIONS}, "Start"; execve(2)`,
  run: ofRunning(({ seen, diary }, { drawn }) => {
    const evidence = {
      ...procEvidence(seen, 'exe', describeHeld(seen.exe)),
      'what the program wrote': diary.join('\n') || 'nothing',
    }
    const times = diary.filter((line) => line === drawn.dweller.mark).length
    if (times === 1) return pass({ evidence })
    return fail({
      expected: 'it runs once',
      actual: `it began ${times} times`,
      evidence,
      diagnosis: 'START_FAILS',
    })
  }),
}

const config: Check = {
  id: 'lifecycle.config',
  title: {
    en: 'what config.json says after create has no influence',
    zh: 'create 之后再改 config.json 没有任何作用',
  },
  points: 1,
  needs: ['lifecycle.waits'],
  source: `${LIFECYCLE}, 2`,
  run: ofWaiting(({ start, started, diaryThen }, { drawn }) => {
    const isOther =
      started?.argv.at(-1) === 'other' || started?.env.includes('OTHER=1')
    const isHooked = diaryThen.includes(`+${drawn.intruder.mark}`)
    if (isOther || isHooked)
      return fail({
        expected: `"${drawn.dweller.program}" and no hook, as config.json said at create`,
        actual: `${started?.exe.path}${isHooked ? ', and a hook' : ''}`,
        evidence: {
          ...commandsEvidence([start]),
          'what program and hook wrote': diaryThen.join('\n'),
        },
        diagnosis: 'CONFIG_READ_AGAIN',
      })
    if (started?.exe.sha256 !== drawn.dweller.probe.sha256)
      return notStarted({ start, started })
    const evidence = {
      ...procEvidence(started, 'cmdline', started.argv.join(' ')),
      ...procEvidence(started, 'environ', started.env.join('\n')),
      'what program and hook wrote': diaryThen.join('\n'),
    }
    return pass({ evidence })
  }),
}

const status: Check = {
  id: 'lifecycle.status',
  title: {
    en: 'the status is created, then running, then stopped',
    zh: '状态依次是 created、running、stopped',
  },
  points: 2,
  needs: ['lifecycle.started', 'lifecycle.state'],
  source: 'runtime-spec runtime.md, "State", status',
  run: async (bench) => {
    const found = await bench.share(life)
    const { waiting, running, ended } = found
    if (waiting === null || ended === null) return nobody(found)
    if (running === null) return notStarted(waiting)
    const states = [waiting.state, running.state, ended.state]
    const words = states.map((state) => `${stateIn(state)?.status}`)
    const evidence = {
      ...commandsEvidence([waiting.state]),
      'status after create, after start, after its end': words.join(', '),
    }
    const wanted = 'created, running, stopped'
    if (words.join(', ') === wanted) return pass({ evidence })
    return fail({
      expected: wanted,
      actual: words.join(', '),
      evidence,
      diagnosis: 'STATUS_WRONG',
    })
  },
}

const startTwice: Check = {
  id: 'lifecycle.start-twice',
  title: {
    en: 'a container that runs is not started again',
    zh: '正在运行的容器不能再次启动',
  },
  points: 1,
  needs: ['lifecycle.started'],
  source: `${OPERATIONS}, "Start"`,
  run: ofRunning(({ startAgain, diaryAgain }, { drawn }) => {
    const { mark } = drawn.dweller
    const times = diaryAgain.filter((line) => line === mark).length
    const evidence = {
      ...commandsEvidence([startAgain]),
      'times that the program began': `${times}`,
    }
    if (isRefused(startAgain) && times === 1) return pass({ evidence })
    return fail({
      expected: 'an error, and the program began once',
      actual: `${describeEnding(startAgain.ending)}; it began ${times} times`,
      evidence,
      diagnosis: whyItEnded(startAgain.ending, 'STARTED_TWICE'),
    })
  }),
}

export const startChecks: readonly Check[] = [
  started,
  config,
  status,
  startTwice,
]
