/** Step 3: a limit that kills, a reservation that protects, and swap. */
import { flatKeyed } from '#checker/evidence/cgroup-files.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { describeEnding, saidBy, todoIn } from '#checker/outcome.ts'
import { type Memory, survivor, victim } from './eaters.ts'
import type { Alive } from './limited.ts'
import { fileEvidence, ofLimited } from './start.ts'

const SOURCE =
  'cgroup-v2.rst, "Memory Interface Files"; runtime-spec config-linux.md, "Memory"'
const KILLED = 137

interface Wanted {
  readonly file: string
  readonly value: number
  /** Code for what is there instead. */
  why(held: string | null, alive: Alive): string
}

function judgeFile(alive: Alive, { file, value, why }: Wanted): Outcome {
  const held = alive.files[file]?.trim() ?? null
  const evidence = fileEvidence(alive.cgroup, file, held)
  if (held === `${value}`) return pass({ evidence })
  return fail({
    expected: `${value}`,
    actual: held ?? 'there is no such file',
    evidence,
    diagnosis: why(held, alive),
  })
}

const max: Check = {
  id: 'memory.max',
  title: {
    en: 'memory.max holds the limit of the bundle',
    zh: 'memory.max 里是 bundle 的 limit',
  },
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(survivor, 'MEMORY_REFUSED', ({ asked }, _, alive) =>
    judgeFile(alive, {
      file: 'memory.max',
      value: asked.limit,
      why: (_, { files }) =>
        files['memory.high']?.trim() === `${asked.limit}`
          ? 'MEMORY_HIGH_NOT_MAX'
          : 'MEMORY_NOT_LIMITED',
    }),
  ),
}

const low: Check = {
  id: 'memory.reservation',
  title: {
    en: 'the reservation is protected by memory.low',
    zh: 'reservation 由 memory.low 保护',
  },
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(survivor, 'MEMORY_REFUSED', ({ asked }, _, alive) =>
    judgeFile(alive, {
      file: 'memory.low',
      value: asked.reservation,
      why: () => 'RESERVATION_IGNORED',
    }),
  ),
}

const whySwap =
  ({ swap }: Memory) =>
  (held: string | null) =>
    held === `${swap}` ? 'SWAP_UNCONVERTED' : 'SWAP_OPEN'

const swap: Check = {
  id: 'memory.swap',
  title: {
    en: 'memory.swap.max holds what the sum leaves for swap',
    zh: 'memory.swap.max 里是总和减去内存后留给交换空间的部分',
  },
  points: 1,
  needs: [],
  source: SOURCE,
  run: ofLimited(survivor, 'MEMORY_REFUSED', ({ asked }, _, alive) =>
    judgeFile(alive, {
      file: 'memory.swap.max',
      value: asked.swap - asked.limit,
      why: whySwap(asked),
    }),
  ),
}

const survives: Check = {
  id: 'memory.survives',
  title: {
    en: 'when a child takes too much, the child dies and the program lives on',
    zh: '子进程占用过多时，死的是子进程，程序继续活着',
  },
  points: 2,
  needs: ['memory.max'],
  source: SOURCE,
  run: ofLimited(survivor, 'MEMORY_REFUSED', (fixed, found, { cgroup }) => {
    const { files, lives } = found
    const events = flatKeyed(files['memory.events'] ?? null)
    const evidence = {
      ...fileEvidence(cgroup, 'memory.events', files['memory.events'] ?? null),
      ...fileEvidence(
        cgroup,
        'memory.oom.group',
        files['memory.oom.group'] ?? null,
      ),
      'the program': lives ? 'lives' : 'is gone',
    }
    if (lives && (events.oom_kill ?? 0) > 0) return pass({ evidence })
    const { ending } = fixed.limited
    return fail({
      expected: 'one process is killed (oom_kill 1), and the program lives',
      actual: lives
        ? `the program lives, and oom_kill is ${events.oom_kill}`
        : `the program is gone; the runtime: ${describeEnding(ending)}`,
      evidence: { ...evidence, ...saidBy(ending) },
      diagnosis: lives ? 'MEMORY_NOT_LIMITED' : 'DIES_TOGETHER',
    })
  }),
}

const bomb: Check = {
  id: 'memory.bomb',
  title: {
    en: 'whoever takes more than the limit dies of it: by that limit, with 137',
    zh: '超过限制的程序会死：死于这个限制，状态 137',
  },
  points: 2,
  needs: [],
  source: `${SOURCE}; cgroup-v2.rst, "memory.events.local"`,
  run: ofLimited(
    victim,
    'MEMORY_REFUSED',
    ({ asked, limited }, found, alive) => {
      const { sliceFiles, ending } = limited
      const { path } = alive.slice
      const text = sliceFiles['memory.events'] ?? null
      const local = sliceFiles['memory.events.local'] ?? null
      const evidence = {
        ...fileEvidence(path, 'memory.events', text),
        ...fileEvidence(path, 'memory.events.local', local),
        'the runtime': describeEnding(ending),
        ...saidBy(ending),
      }
      const expected = `oom_kill 1 below ${path}, oom 0 in itself; exit status ${KILLED}`
      const failure = (actual: string, diagnosis: string) =>
        fail({ expected, actual, evidence, diagnosis })
      if (found.full)
        return failure(stillThere(found.files), whyFull(asked, alive))
      const kills = flatKeyed(text).oom_kill ?? 0
      const own = flatKeyed(local).oom ?? 0
      if (own > 0) return failure(`oom ${own} in ${path}`, 'OOM_ELSEWHERE')
      if (kills === 0)
        return failure('nobody was killed for it', 'MEMORY_NOT_LIMITED')
      // A later step may not be written yet, and then comes in between.
      if (ending.code === KILLED || todoIn(ending) !== null)
        return pass({ expected, evidence })
      return failure(describeEnding(ending), 'KILL_NOT_REPORTED')
    },
  ),
}

type FoundFiles = Readonly<Record<string, string | null>>

function stillThere(files: FoundFiles): string {
  const held = (file: string) => `${file} ${files[file]?.trim() ?? '(gone)'}`
  return `it has eaten all and lives: ${held('memory.current')}, ${held('memory.swap.current')}`
}

/** It fitted: into memory, or into what it should not have had of swap. */
function whyFull({ limit, swap }: Memory, { files }: Alive): string {
  if (files['memory.max']?.trim() !== `${limit}`) {
    const high = files['memory.high']?.trim() === `${limit}`
    return high ? 'MEMORY_HIGH_NOT_MAX' : 'MEMORY_NOT_LIMITED'
  }
  const held = files['memory.swap.max']?.trim()
  return held === `${swap}` ? 'SWAP_UNCONVERTED' : 'SWAP_OPEN'
}

export const memoryChecks: readonly Check[] = [max, low, swap, survives, bomb]
