import type { Personality } from '../spec/process-spec.ts'
import type { Program } from '../sys/program.ts'

/** @see personality(2) */
const DOMAINS: Readonly<Record<Personality['domain'], number>> = {
  LINUX: 0,
  LINUX32: 8,
}

/** Have uname(2) tell of this machine or of one with 32 bits. */
export function setPersonality(child: Program, { domain }: Personality): void {
  child.note(`uname tells of a machine that is ${domain}`)
  child.syscall('personality', [DOMAINS[domain]])
}
