/** Step 3: the way out; and what the runtime leaves on the host after all of it. */
import type { Bench } from '#checker/bench.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { leftovers } from '#checker/leftovers.ts'
import {
  describeEnding,
  describeHeld,
  procEvidence,
  saidBy,
  todoIn,
  whyItEnded,
} from '#checker/outcome.ts'
import { type Fugitive, fugitive } from './fugitive.ts'
import { resident } from './resident.ts'
import { nothingRuns } from './start.ts'

/** That a program gets out proves nothing unless others stay in. */
async function baseline(bench: Bench): Promise<Outcome | null> {
  const found = await bench.share(resident)
  const { container, identities, drawn } = found
  if (container.seen === null) return nothingRuns(found)
  const door = Object.entries(container.seen.descriptors).find(
    ([, { identity }]) => identity === identities.forbidden,
  )
  if (door === undefined) return null
  return fail({
    expected: `"${drawn.forbidden}" cannot be opened from inside`,
    actual: `descriptor ${door[0]} refers to it, without any escape`,
    evidence: procEvidence(container.seen, `fd/${door[0]}`, door[1].path),
    diagnosis: 'ROOT_UNCHANGED',
  })
}

function notBuilt({ command, built }: Fugitive['written']): Outcome {
  const todo = todoIn(built)
  return fail({
    expected: 'mini-escape writes a program',
    actual: todo === null ? describeEnding(built) : `stopped at TODO(${todo})`,
    evidence: { command: command.join(' '), ...saidBy(built) },
    diagnosis: whyItEnded(built, 'ESCAPE_NOT_BUILT'),
  })
}

function judge(found: Fugitive): Outcome {
  const { attempt, written, text } = found
  const { secret } = written
  if (attempt === null) return notBuilt(written)
  const { reading, ending } = attempt
  const expected = `the escape opens "${secret}" and prints what it reads there`
  const evidence = {
    'program inside': describeEnding(ending),
    ...(reading.reader === null
      ? {}
      : {
          ...procEvidence(
            reading.reader,
            'exe',
            describeHeld(reading.reader.exe),
          ),
          ...procEvidence(
            reading.reader,
            'root',
            describeHeld(reading.reader.root),
          ),
          ...procEvidence(
            reading.reader,
            'cwd',
            describeHeld(reading.reader.cwd),
          ),
        }),
    ...saidBy(ending),
  }
  if (reading.because !== 'read') {
    const isStranger = reading.because === 'stranger'
    return fail({
      expected,
      actual: isStranger
        ? 'the secret was opened, but not by the escape'
        : `nobody opened it; the runtime: ${describeEnding(ending)}`,
      evidence,
      diagnosis: isStranger
        ? 'ESCAPE_BY_ANOTHER'
        : whyItEnded(ending, 'ESCAPE_STAYED_INSIDE'),
    })
  }
  if (ending.stdout.includes(text.trim())) return pass({ expected, evidence })
  return fail({
    expected,
    actual: `it was read; standard output: ${JSON.stringify(ending.stdout)}`,
    evidence,
    diagnosis: 'ESCAPE_SILENT',
  })
}

const readsSecret: Check = {
  id: 'escape.reads-secret',
  title: {
    en: 'your escape leaves the root and reads a secret of the host',
    zh: '你的逃逸程序离开根目录，读到宿主机上的秘密',
  },
  points: 3,
  needs: ['exec.stdio', 'root.is-rootfs', 'root.cwd'],
  source: 'chroot(2), "NOTES"; path_resolution(7)',
  run: async (bench) => {
    const inside = await baseline(bench)
    if (inside !== null) return inside
    const found = await bench.share(fugitive)
    if (found !== null) return judge(found)
    return unsupported('this program comes without an escape to judge')
  },
}

const leftClean: Check = {
  id: 'host.left-clean',
  title: {
    en: 'nothing is left behind: no process, mount, cgroup or file',
    zh: '没有遗留任何进程、挂载、cgroup 或文件',
  },
  points: 1,
  needs: ['exec.starts'],
  afterAll: true,
  source: 'runtime-spec runtime.md, "Lifecycle"',
  run: async (bench) => {
    const found = await bench.share(resident)
    if (found.container.seen === null) return nothingRuns(found)
    const left = await bench.share(leftovers)
    if (left.length === 0) {
      return pass({ evidence: { 'compared with before': 'nothing new' } })
    }
    return fail({
      expected: 'nothing that was not there before',
      actual: left.join('\n'),
      evidence: { 'compared with before': left.join('\n') },
      diagnosis: 'LEFT_BEHIND',
    })
  },
}

export const escapeChecks: readonly Check[] = [readsSecret]
export const hostChecks: readonly Check[] = [leftClean]
