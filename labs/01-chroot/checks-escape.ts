/** Step 3: the way out; and what the runtime leaves on the host after all of it. */

import type { Bench } from '#checker/bench.ts'
import {
  type Check,
  fail,
  type Outcome,
  pass,
  unsupported,
} from '#checker/lab.ts'
import { leftClean } from '#checker/left-clean.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
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

const hostIsClean = leftClean({
  needs: ['exec.starts'],
  nothingRan: async (bench) => {
    const found = await bench.share(resident)
    return found.container.seen === null ? nothingRuns(found) : null
  },
})

export const escapeChecks: readonly Check[] = [readsSecret]
export const hostChecks: readonly Check[] = [hostIsClean]
