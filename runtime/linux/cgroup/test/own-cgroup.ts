import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { Test } from 'tap'
import { writeCgroupFile } from '../cgroup-file.ts'
import { findHierarchy } from '../hierarchy.ts'
import { removeCgroup } from '../remove.ts'

let count = 0

/** A name that nobody else has, directly below the top of the hierarchy. */
export function ownName(t: Test): string {
  count += 1
  const { mountPoint } = findHierarchy()
  const directory = `${mountPoint}/labs-test-${process.pid}-${count}`
  t.teardown(() => removeCgroup(directory, []))
  return directory
}

/** A cgroup without any controller. */
export function ownCgroup(t: Test): string {
  const directory = ownName(t)
  mkdirSync(directory)
  return directory
}

/** A shell in a cgroup; what it starts is there too. */
export async function inCgroup(
  directory: string,
  script: string,
): Promise<ChildProcess> {
  const child = spawn('sh', ['-c', `read _; ${script}`], {
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  writeCgroupFile(directory, 'cgroup.procs', `${child.pid}`)
  child.stdin?.end('\n')
  return child
}
