// A profile as the program that the kernel asks at every system call:
//
//     ld [4]              what kind of program asks?
//     jeq #0xc000003e ──▶ ld [0]           which call?
//       │                 jge #128         by halves: 9 questions for 400 calls
//       │                   jge #192 …
//       │                     ret          or first the arguments, then ret
//     jeq #0x40000003 ──▶ …                programs of 32 bits number otherwise
//     ret KILL_PROCESS    of a kind that the profile does not know
//
// Without the first question a program would only have to enter the kernel by
// the other door, `int 0x80`, where 59 is not execve(2) but another call.
// See seccomp(2); libseccomp, whose meaning of profiles this is.
import type { Seccomp } from '../../spec/seccomp-spec.ts'
import type { Arch } from '../../sys/syscall-numbers.ts'
import { KILL_PROCESS } from './answers.ts'
import { entriesOf } from './architectures.ts'
import { Assembler, type Instruction } from './cbpf.ts'
import { addCondition } from './condition.ts'
import { type Decision, type Interval, intervalsOf } from './intervals.ts'

/** `struct seccomp_data`, by the offsets of its members. @see linux/seccomp.h */
const NUMBER = 0
const ARCHITECTURE = 4

/**
 * Make the filter of a profile.
 *
 * @param machine The processor that it is to run on.
 * @throws {RangeError} If it is longer than the kernel takes.
 */
export function seccompFilter(profile: Seccomp, machine: Arch): Instruction[] {
  const filter = new Assembler()
  const entries = entriesOf(profile.architectures ?? [], machine)
  filter.load(ARCHITECTURE)
  for (const token of new Set(entries.map(({ token }) => token))) {
    const [here, next] = [filter.ahead(), filter.ahead()]
    filter.jeq(token, here, next)
    filter.place(here)
    filter.load(NUMBER)
    const same = entries.filter((entry) => entry.token === token)
    dispatch(filter, intervalsOf(profile, same))
    filter.place(next)
  }
  filter.ret(KILL_PROCESS)
  return filter.assemble()
}

/** Find the interval of a number, by halves, and decide. */
function dispatch(filter: Assembler, intervals: readonly Interval[]): void {
  const middle = intervals.length >> 1
  const [first, pivot] = [intervals[0], intervals[middle]]
  if (first && middle === 0) decide(filter, first.decision)
  if (!pivot || middle === 0) return
  const [below, above] = [filter.ahead(), filter.ahead()]
  filter.jge(pivot.from, above, below)
  filter.place(below)
  dispatch(filter, intervals.slice(0, middle))
  filter.place(above)
  dispatch(filter, intervals.slice(middle))
}

/** The first rule counts of which all conditions are met. */
function decide(filter: Assembler, { rules, otherwise }: Decision): void {
  for (const { conditions, isNarrow, answer } of rules) {
    const next = filter.ahead()
    for (const condition of conditions) {
      const met = filter.ahead()
      addCondition(filter, condition, isNarrow, met, next)
      filter.place(met)
    }
    filter.ret(answer)
    filter.place(next)
  }
  filter.ret(otherwise)
}
