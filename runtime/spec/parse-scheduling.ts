// When a process runs, and where: `scheduler`, `ioPriority`, `execCPUAffinity`.
import { oneOf, within } from './bounded-values.ts'
import type { JsonValue } from './json-value.ts'
import {
  type CpuAffinity,
  IO_CLASSES,
  type IoPriority,
  POLICIES,
  SCHEDULER_FLAGS,
  type Scheduler,
} from './process-spec.ts'
import { amount, optional, some } from './resource-values.ts'

const DEADLINE = ['runtime', 'deadline', 'period'] as const
const REALTIME = ['SCHED_FIFO', 'SCHED_RR']

/** As many as a kernel can be built for. */
const MOST_CPUS = 8192
const CPU_LIST = /^\d+(-\d+)?(,\d+(-\d+)?)*$/

/**
 * Read `process.scheduler`.
 *
 * @throws {SpecError} Also for a number that means nothing to the policy.
 * @see sched(7)
 */
export function parseScheduler(scheduler: JsonValue): Scheduler {
  const policy = oneOf(scheduler.at('policy'), POLICIES)
  const number = (name: string, lowest: number, highest: number) =>
    optional(scheduler.at(name), (m) => within(m, lowest, highest)) ?? 0
  const found = {
    policy,
    nice: number('nice', -20, 19),
    priority: number('priority', 0, 99),
    flags: (optional(scheduler.at('flags'), (m) => m.items()) ?? []).map(
      (flag) => oneOf(flag, SCHEDULER_FLAGS),
    ),
    runtime: time(scheduler, 'runtime'),
    deadline: time(scheduler, 'deadline'),
    period: time(scheduler, 'period'),
  }
  refuseForeign(scheduler, found)
  return found
}

const time = (scheduler: JsonValue, name: string) =>
  optional(scheduler.at(name), amount) ?? 0

function refuseForeign(place: JsonValue, scheduler: Scheduler): void {
  const { policy, priority } = scheduler
  if (priority !== 0 && !REALTIME.includes(policy))
    place.at('priority').fail('0, or the policy SCHED_FIFO or SCHED_RR')
  if (policy === 'SCHED_DEADLINE') return
  for (const name of DEADLINE)
    if (scheduler[name] !== 0)
      place.at(name).fail('0, or the policy SCHED_DEADLINE')
}

/** Read `process.ioPriority`. @throws {SpecError} @see ioprio_set(2) */
export function parseIoPriority(ioPriority: JsonValue): IoPriority {
  const priority = ioPriority.at('priority')
  return {
    class: oneOf(ioPriority.at('class'), IO_CLASSES),
    priority: optional(priority, (m) => within(m, 0, 7)) ?? 0,
  }
}

/**
 * Read `process.execCPUAffinity`.
 *
 * @throws {SpecError} If a list is none.
 * @see cpuset(7), "List format"
 */
export function parseAffinity(affinity: JsonValue): CpuAffinity {
  return some<CpuAffinity>({
    initial: optional(affinity.at('initial'), parseCpus),
    final: optional(affinity.at('final'), parseCpus),
  })
}

function parseCpus(member: JsonValue): readonly number[] | undefined {
  const wanted = 'a list of processors as in "0-3,7"'
  const text = member.text(wanted)
  if (text === '') return undefined
  if (!CPU_LIST.test(text)) member.fail(wanted)
  return text.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    if (last < first || last >= MOST_CPUS) member.fail(wanted)
    return Array.from({ length: last - first + 1 }, (_, n) => first + n)
  })
}
