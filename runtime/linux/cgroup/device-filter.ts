// Who may do what with which device is not in any file of a cgroup. Version 1
// had `devices.allow` and `devices.deny`; version 2 has a program that the
// kernel asks, at each open(2) of a device and at each mknod(2) of one, with
// r1 pointing to the question:
//
//     u32 access_type    1 mknod, 2 read, 4 write, in the upper half;
//                        1 block device, 2 character device, in the lower
//     u32 major, minor
//
// It answers 1 for yes or 0 for EPERM. The same node of the same disk can be
// open to one cgroup and closed to another, whoever owns it.
import type { DeviceRule } from '../../spec/runtime-spec.ts'
import { Assembler, type Instruction, type Mark } from './ebpf.ts'

/** `struct bpf_cgroup_dev_ctx`, by the offsets of its members. @see linux/bpf.h */
const QUESTION = { accessType: 0, major: 4, minor: 8 }
const TYPES = { b: 1, c: 2 }
const ACCESS = { m: 1, r: 2, w: 4 }

const NO = 0
const YES = 1

/** Where the parts of the question are, once they are loaded. */
const TYPE = 'r2'
/** What was asked for and no rule has allowed yet. */
const ASKED = 'r3'
const MAJOR = 'r4'
const MINOR = 'r5'

const character = (major: number, minor?: number): DeviceRule => ({
  allow: true,
  type: 'c',
  major,
  ...(minor !== undefined && { minor }),
})

/**
 * What every container may do, whatever its rules say: without these, no
 * program runs. To make a node is harmless while it cannot be opened.
 *
 * @see config-linux.md, "Default Devices"; runc, `AllowedDevices`
 */
export const DEFAULT_RULES: readonly DeviceRule[] = [
  { allow: true, type: 'c', access: 'm' },
  { allow: true, type: 'b', access: 'm' },
  character(1, 3), // /dev/null
  character(1, 5), // /dev/zero
  character(1, 7), // /dev/full
  character(1, 8), // /dev/random
  character(1, 9), // /dev/urandom
  character(5, 0), // /dev/tty
  character(5, 2), // /dev/ptmx
  character(136), // /dev/pts/…
]

/**
 * Make the filter of a list of rules, and of the default ones behind them. For
 * each kind of access the last rule that is about the device counts; without
 * one the answer is no.
 *
 * @see config-linux.md, "Allowed Device list"
 */
export function deviceFilter(rules: readonly DeviceRule[]): Instruction[] {
  const filter = new Assembler()
  loadQuestion(filter)
  const [yes, no] = [filter.ahead(), filter.ahead()]
  for (const rule of [...rules, ...DEFAULT_RULES].toReversed())
    addRule(filter, rule, yes, no)
  filter.place(no)
  filter.mov('r0', NO)
  filter.exit()
  filter.place(yes)
  filter.mov('r0', YES)
  filter.exit()
  return filter.assemble()
}

function loadQuestion(filter: Assembler): void {
  filter.ldxw(TYPE, 'r1', QUESTION.accessType)
  filter.and(TYPE, 0xffff)
  filter.ldxw(ASKED, 'r1', QUESTION.accessType)
  filter.rsh(ASKED, 16)
  // There are no other bits. The verifier, who does not know that, would follow
  // each rule that allows all to where it does not.
  filter.and(ASKED, ACCESS.m | ACCESS.r | ACCESS.w)
  filter.ldxw(MAJOR, 'r1', QUESTION.major)
  filter.ldxw(MINOR, 'r1', QUESTION.minor)
}

/**
 * Add one rule to a filter that gets to see the last rule first. Whoever opens
 * a device to read and write asks for both at once, and two rules may have to
 * say yes to it: one yes settles only its own kinds of access, one no is enough.
 */
function addRule(
  filter: Assembler,
  rule: DeviceRule,
  yes: Mark,
  no: Mark,
): void {
  // #region lab-04-devices
  const { type = 'a', major = -1, minor = -1 } = rule
  const next = filter.ahead()
  if (type !== 'a') filter.jne(TYPE, TYPES[type], next)
  if (major !== -1) filter.jne(MAJOR, major, next)
  if (minor !== -1) filter.jne(MINOR, minor, next)
  if (rule.allow) {
    filter.and(ASKED, ~accessOf(rule))
    filter.jeq(ASKED, 0, yes)
  } else filter.jset(ASKED, accessOf(rule), no)
  filter.place(next)
  // #endregion lab-04-devices
}

/** The bits of a rule's letters. */
function accessOf({ access = 'rwm' }: DeviceRule): number {
  const letters = Object.entries(ACCESS)
  return letters
    .filter(([letter]) => access.includes(letter))
    .reduce((bits, [, bit]) => bits | bit, 0)
}
