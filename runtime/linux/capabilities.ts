// Root's power in pieces. A process has five sets of them:
//
//     bounding     what an execve(2) may ever give it; it only shrinks
//     permitted    what it may use
//     effective    what it uses now: these are asked for
//     inheritable  what execve(2) keeps, if the file says so too
//     ambient      what execve(2) keeps of any file: for who is not root
//
//     execve(2) of a plain file:   root             anybody else
//       permitted, effective   =   bounding |       ambient
//                                  inheritable
//
// setresuid(2) stands in the middle of it: it empties permitted, effective and
// ambient of who ceases to be root. So what needs CAP_SETPCAP comes before,
// what is to be left is kept (PR_SET_KEEPCAPS), and the rest comes after.
import {
  CAPABILITY_SETS,
  type Capabilities,
  type CapabilitySet,
} from '../spec/process-spec.ts'
import { capabilityData, capabilityHeader } from '../sys/capability-structs.ts'
import {
  CAPABILITIES,
  PR_CAP_AMBIENT_RAISE,
} from '../sys/constants/capabilities.ts'
import {
  PR_CAP_AMBIENT,
  PR_CAPBSET_DROP,
  PR_SET_KEEPCAPS,
} from '../sys/constants/processes.ts'
import type { Program } from '../sys/program.ts'

/** The five sets, one bit for each capability. */
export type CapabilitySets = Readonly<Record<CapabilitySet, bigint>>

/** What a process has to begin with. */
export interface OwnCapabilities {
  /** The highest that the kernel knows. */
  readonly last: number
  readonly permitted: bigint
  readonly bounding: bigint
}

const everything = (last: number) => (1n << BigInt(last + 1)) - 1n

/** Root of a kernel with all the capabilities that we know. */
export const ALL_CAPABILITIES: OwnCapabilities = ownOfRoot(
  Math.max(...Object.values(CAPABILITIES)),
)

/** Root of a user namespace has all, whatever its parent had. */
export function ownOfRoot(last: number): OwnCapabilities {
  return { last, permitted: everything(last), bounding: everything(last) }
}

/**
 * What of the wanted sets can be had. The kernel refuses a call as a whole
 * (EPERM) for one capability too many.
 */
export function grantedSets(
  wanted: Capabilities,
  own: OwnCapabilities = ALL_CAPABILITIES,
): CapabilitySets {
  const bits = (set: CapabilitySet) => bitsOf(wanted[set], own.last)
  const permitted = bits('permitted') & own.permitted
  const bounding = bits('bounding') & own.bounding
  const inheritable = bits('inheritable') & bounding
  return {
    bounding,
    permitted,
    inheritable,
    effective: bits('effective') & permitted,
    ambient: bits('ambient') & permitted & inheritable,
  }
}

function bitsOf(names: readonly string[] = [], last: number): bigint {
  const numbers = names
    .map((name) => CAPABILITIES[name] ?? Infinity)
    .filter((number) => number <= last)
  return numbers.reduce((bits, number) => bits | bitOf(number), 0n)
}

const bitOf = (number: number) => 1n << BigInt(number)

const has = (bits: bigint, number: number) => (bits & bitOf(number)) !== 0n

/**
 * Those that were wanted and that we do not have or know, as `bounding CAP_BPF`.
 * What one of the wanted sets keeps from another is not among them: `runc spec`
 * itself asks for ambient ones that are not inheritable.
 */
export function ungranted(
  wanted: Capabilities,
  own: OwnCapabilities = ALL_CAPABILITIES,
): string[] {
  return CAPABILITY_SETS.flatMap((set) => {
    const source = set === 'bounding' ? own.bounding : own.permitted
    return (wanted[set] ?? [])
      .filter((name) => (bitsOf([name], own.last) & source) === 0n)
      .map((name) => `${set} ${name}`)
  })
}

/**
 * Have only those capabilities, and become a user in between.
 *
 * @param become Records who the process becomes.
 * @param own What it has before.
 * @see capabilities(7), "Effect of user ID changes on capabilities"
 */
export function takeCapabilities(
  child: Program,
  sets: CapabilitySets,
  become: () => void,
  own: OwnCapabilities = ALL_CAPABILITIES,
): void {
  const all = Array.from({ length: own.last + 1 }, (_, number) => number)
  // Where we may not drop any, what we run in has seen to that.
  const mayDrop = has(own.permitted, CAPABILITIES.CAP_SETPCAP ?? 0)
  const surplus = mayDrop ? own.bounding & ~sets.bounding : 0n
  const dropped = all.filter((number) => has(surplus, number))
  const ambient = all.filter((number) => has(sets.ambient, number))
  // #region lab-07-capabilities
  child.note('What no execve may ever give back; it takes CAP_SETPCAP')
  for (const number of dropped) child.prctl(PR_CAPBSET_DROP, number)
  child.note('Who ceases to be root would lose the rest, too')
  child.prctl(PR_SET_KEEPCAPS, 1)
  become()
  child.note('Kept were those permitted; effective is none by now')
  child.capset(capabilityHeader(), capabilityData(sets))
  child.prctl(PR_SET_KEEPCAPS, 0)
  // Only what is permitted and inheritable by now can be ambient.
  for (const number of ambient)
    child.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, number)
  // #endregion lab-07-capabilities
}
