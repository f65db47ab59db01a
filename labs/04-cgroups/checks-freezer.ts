/** Step 8: a container that stands still, and goes on. */

import type { Ending } from '#checker/agent/protocol.ts'
import { flatKeyed } from '#checker/evidence/cgroup-files.ts'
import { type Check, fail, type Outcome, pass } from '#checker/lab.ts'
import { describeEnding, saidBy, whyItEnded } from '#checker/outcome.ts'
import { isLabProgram } from '#checker/profile.ts'
import { type Paused, paused, type Span } from './paused.ts'
import { fileEvidence, ofLimited } from './start.ts'

const SOURCE = 'cgroup-v2.rst, "Core Interface Files", cgroup.freeze'
/** Pages that the kernel itself had on loan for the cgroup. */
const DRIFT = 256 * 1024

type Found = NonNullable<Paused['limited']['found']>
type Look = (found: Found, cgroup: string) => Outcome

const ofPaused = (look: Look) =>
  ofLimited(paused, 'NOT_STARTED', (_, found, { cgroup }) =>
    look(found, cgroup),
  )

const isFrozen = (events: string | null) => flatKeyed(events).frozen === 1

/** How a command ended, as evidence. */
export function commandEvidence(name: string, ending: Ending) {
  return { [name]: describeEnding(ending), ...saidBy(ending) }
}

const pause: Check = {
  id: 'freezer.pause',
  title: {
    en: 'when "pause" is done, all of its processes stand still',
    zh: '“pause” 结束时，它的所有进程都已经停住',
  },
  points: 3,
  needs: [],
  source: SOURCE,
  run: (bench) => judgePause(isLabProgram(bench.program))(bench),
}

/**
 * @param mustWait Whether it has to be frozen when "pause" is back. No
 *   specification says so; ours is asked to, as runc is by those who use it.
 */
function judgePause(mustWait: boolean) {
  return ofPaused((found, cgroup) => {
    const evidence = {
      ...commandEvidence('pause', found.pause),
      ...fileEvidence(cgroup, 'cgroup.events', found.atOnce),
      'the same file, some seconds later': found.later?.trim() ?? 'gone',
    }
    const isDone = found.pause.code === 0
    const seen = mustWait ? found.atOnce : found.later
    if (isDone && isFrozen(seen)) return pass({ evidence })
    const late = isFrozen(found.later) ? 'FREEZE_NOT_AWAITED' : 'NOT_FROZEN'
    return fail({
      expected: '"pause" ends with 0, and cgroup.events says "frozen 1"',
      actual: `${describeEnding(found.pause)}; ${lineOf(found.atOnce)} at once, ${lineOf(found.later)} later`,
      evidence,
      diagnosis: isDone ? late : whyItEnded(found.pause, 'PAUSE_REFUSED'),
    })
  })
}

function lineOf(events: string | null): string {
  return /^frozen \d$/m.exec(events ?? '')?.[0] ?? 'no such line'
}

const still: Check = {
  id: 'freezer.still',
  title: {
    en: 'while it is paused, it uses no time and keeps its memory',
    zh: '暂停期间它不用处理器时间，内存原样保留',
  },
  points: 2,
  needs: [],
  source: SOURCE,
  run: ofPaused(({ pause, still }) => {
    const evidence = spanEvidence(still)
    const [before, after] = still.memory
    const isKept = before > 0 && Math.abs(after - before) <= DRIFT
    if (still.usedUs === 0 && isKept) return pass({ evidence })
    return fail({
      expected: 'usage_usec is the same at both ends, memory.current too',
      actual: `${still.usedUs} µs used; memory ${before} → ${after}`,
      evidence,
      diagnosis: whyItEnded(pause, 'NOT_FROZEN'),
    })
  }),
}

function spanEvidence({ ms, usedUs, memory }: Span) {
  return {
    [`usage_usec of cpu.stat, over ${ms.toFixed(0)} ms`]: `${usedUs} more`,
    'memory.current': memory.join(' → '),
  }
}

const status: Check = {
  id: 'freezer.status',
  title: {
    en: '"state" calls it paused',
    zh: '“state” 说它是 paused',
  },
  points: 1,
  needs: ['freezer.pause'],
  source: 'runtime-spec runtime.md, "State"; runc-pause(8)',
  run: ofPaused(({ status, later }, cgroup) => {
    const evidence = {
      ...fileEvidence(cgroup, 'cgroup.events', later),
      'status that "state" tells': `${status}`,
    }
    if (status === 'paused') return pass({ evidence })
    return fail({
      expected: 'paused',
      actual: status ?? 'no status',
      evidence,
      diagnosis: 'STATUS_NOT_PAUSED',
    })
  }),
}

const resume: Check = {
  id: 'freezer.resume',
  title: {
    en: 'after "resume" it goes on where it stood',
    zh: '“resume” 之后，它从停下的地方继续',
  },
  points: 2,
  needs: ['freezer.pause'],
  source: SOURCE,
  run: ofPaused((found, cgroup) => {
    const { after, resumed } = found
    const evidence = {
      ...commandEvidence('resume', found.resume),
      ...fileEvidence(cgroup, 'cgroup.events', resumed),
      ...spanEvidence(after),
    }
    const isAtWork = after.usedUs > 0
    const isDone = found.resume.code === 0
    if (isDone && !isFrozen(resumed) && isAtWork) return pass({ evidence })
    return fail({
      expected: '"resume" ends with 0, "frozen 0", and its time goes on',
      actual: `${describeEnding(found.resume)}; ${lineOf(resumed)}; ${after.usedUs} µs used`,
      evidence,
      diagnosis: whyItEnded(found.resume, 'NOT_RESUMED'),
    })
  }),
}

const kill: Check = {
  id: 'freezer.kill',
  title: {
    en: 'a paused container can be killed',
    zh: '暂停的容器可以被杀死',
  },
  points: 1,
  needs: ['freezer.pause', 'freezer.resume'],
  source: 'cgroup-v2.rst, cgroup.freeze; runtime-spec runtime.md, "Kill"',
  run: ofPaused(({ kill, end }) => {
    const evidence = {
      ...commandEvidence('kill', kill),
      'its first process': end,
    }
    if (end === 'gone') return pass({ evidence })
    return fail({
      expected: '"kill" with SIGKILL ends it, paused or not',
      actual: `${describeEnding(kill)}; its first process: ${end}`,
      evidence,
      diagnosis: whyItEnded(kill, 'PAUSED_NOT_KILLED'),
    })
  }),
}

export const freezerChecks: readonly Check[] = [
  pause,
  still,
  status,
  resume,
  kill,
]
