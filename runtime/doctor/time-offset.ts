import { type Diagnosis, kernel, type Rule, table } from './diagnosis.ts'
import type { Facts, ProcessFacts } from './facts.ts'
import { type Failure, textArg } from './failure.ts'

const isOffsets = (failure: Failure) =>
  /\/timens_offsets$/.test(textArg(failure, 0) ?? '')

function lookAtFrozen(
  failure: Failure,
  { target, own }: Facts,
): Diagnosis | undefined {
  if (!isOffsets(failure) || !target) return undefined
  // The file itself may be closed to us, and then this is not what it says.
  if (!mayOpen(own, target)) return undefined
  const { time, time_for_children: children } = target.namespaces
  if (!time || time.id !== children?.id) return undefined
  return {
    code: 'TIME_OFFSETS_FROZEN',
    evidence: [
      kernel(`${target.proc}/ns/time: ${time.id}`),
      kernel(`${target.proc}/ns/time_for_children: ${children.id}`),
    ],
    because:
      'A process is in the time namespace already, and from then on its clocks stay as they are',
    fix: 'unshare(CLONE_NEWTIME) moves only the children: write the offsets then, and clone the first process after it; clone3(CLONE_NEWTIME) puts the process in at once',
    docs: ['time_namespaces(7), "/proc/PID/timens_offsets"'],
  }
}

function mayOpen(own: ProcessFacts, target: ProcessFacts): boolean {
  const [ours, theirs] = [own, target].map((process) => userOf(process))
  return ours !== undefined && (ours === '0' || ours === theirs)
}

const userOf = ({ status }: ProcessFacts) => status.Uid?.split('\t')[1]

function lookAtRange(
  failure: Failure,
  { files }: Facts,
): Diagnosis | undefined {
  const text = textArg(failure, 1) ?? ''
  const uptime = Number(files['/proc/uptime']?.split(' ')[0])
  const offsets = text.split('\n').map((line) => line.trim().split(/\s+/))
  const early = offsets.find(([, seconds]) => Number(seconds) + uptime < 0)
  if (!isOffsets(failure) || !early) return undefined
  return {
    code: 'TIME_OFFSET_BELOW_ZERO',
    evidence: [
      kernel(`/proc/uptime: ${files['/proc/uptime']}`),
      table(`to be written: ${early.join(' ')}`),
    ],
    because:
      'The clock would show a time before 0, which is when this machine started',
    fix: `Take an offset above -${Math.floor(uptime)} seconds`,
    docs: ['time_namespaces(7), "/proc/PID/timens_offsets"'],
  }
}

export const timeOffsetRules: readonly Rule[] = [
  { syscalls: ['write'], codes: ['EACCES'], look: lookAtFrozen },
  { syscalls: ['write'], codes: ['ERANGE'], look: lookAtRange },
]
