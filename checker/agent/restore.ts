/**
 * Gives the machine back what a judged program may have taken from it for good:
 * its names, and that its mounts are shared. The leftovers have told of it.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { parseMountinfo } from '../evidence/mountinfo.ts'
import { trustedPath } from '../evidence/own-proc.ts'

export interface Machine {
  readonly hostname: string
  readonly domainname: string
  /** Whether what is mounted on the machine is seen by who shares "/" with it. */
  readonly isRootShared: boolean
}

/** How the machine is now. */
export function machineNow(): Machine {
  const mounts = parseMountinfo(read('self/mountinfo'))
  return {
    hostname: read('sys/kernel/hostname').trim(),
    domainname: read('sys/kernel/domainname').trim(),
    isRootShared: mounts.find((m) => m.mountPoint === '/')?.shared !== null,
  }
}

/** Make it again what it was; what is as it was is not touched. */
export function restoreMachine(before: Machine): void {
  const now = machineNow()
  for (const name of ['hostname', 'domainname'] as const) {
    const path = trustedPath(`/proc/sys/kernel/${name}`)
    if (now[name] !== before[name]) writeFileSync(path, before[name])
  }
  if (before.isRootShared && !now.isRootShared) {
    execFileSync('mount', ['--make-rshared', '/'], { stdio: 'ignore' })
  }
}

function read(file: string): string {
  return readFileSync(trustedPath(`/proc/${file}`), 'utf8')
}
