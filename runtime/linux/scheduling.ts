import type { IoPriority, Scheduler } from '../spec/process-spec.ts'
import type { Program } from '../sys/program.ts'
import { cpuSet, schedAttr } from '../sys/schedule-structs.ts'

/** @see sched(7) */
const POLICIES: Readonly<Record<Scheduler['policy'], number>> = {
  SCHED_OTHER: 0,
  SCHED_FIFO: 1,
  SCHED_RR: 2,
  SCHED_BATCH: 3,
  SCHED_ISO: 4,
  SCHED_IDLE: 5,
  SCHED_DEADLINE: 6,
}

/** @see sched_setattr(2) */
const FLAGS: Readonly<Record<Scheduler['flags'][number], number>> = {
  SCHED_FLAG_RESET_ON_FORK: 0x01,
  SCHED_FLAG_RECLAIM: 0x02,
  SCHED_FLAG_DL_OVERRUN: 0x04,
  SCHED_FLAG_KEEP_POLICY: 0x08,
  SCHED_FLAG_KEEP_PARAMS: 0x10,
  SCHED_FLAG_UTIL_CLAMP_MIN: 0x20,
  SCHED_FLAG_UTIL_CLAMP_MAX: 0x40,
}

/** @see ioprio_set(2) */
const CLASSES: Readonly<Record<IoPriority['class'], number>> = {
  IOPRIO_CLASS_RT: 1,
  IOPRIO_CLASS_BE: 2,
  IOPRIO_CLASS_IDLE: 3,
}
const CLASS_SHIFT = 13
const IOPRIO_WHO_PROCESS = 1

const OURSELVES = 0

/**
 * Have the kernel run the process by these rules. More than others takes
 * CAP_SYS_NICE, and for what has to run in time that of the host.
 *
 * @see sched_setattr(2), sched(7)
 */
export function setScheduler(child: Program, scheduler: Scheduler): void {
  const { policy, flags } = scheduler
  const bits = flags.reduce((all, flag) => all | FLAGS[flag], 0)
  const attr = { ...scheduler, policy: POLICIES[policy], flags: bits }
  child.note(`Scheduled by the rules of ${policy}`)
  child.syscall('sched_setattr', [OURSELVES, schedAttr(attr), 0])
}

/** When its disks serve the process. @see ioprio_set(2) */
export function setIoPriority(child: Program, io: IoPriority): void {
  const word = (CLASSES[io.class] << CLASS_SHIFT) | io.priority
  child.note(`Served by disks as ${io.class} ${io.priority}`)
  child.syscall('ioprio_set', [IOPRIO_WHO_PROCESS, OURSELVES, word])
}

/** Where the process may run. @see sched_setaffinity(2) */
export function setAffinity(child: Program, cpus: readonly number[]): void {
  const set = cpuSet(cpus)
  child.note(`On these processors: ${cpus.join(', ')}`)
  child.syscall('sched_setaffinity', [OURSELVES, set.length, set])
}
