import { mkdirSync, readFileSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'

/** Where cgroup2 is mounted: on a hybrid host too, without controllers. */
export function cgroupMount(): string {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
  const mount = mounts.find((line) => line.includes(' - cgroup2 '))
  const path = mount?.split(' ')[4]
  if (path === undefined) throw new Error('Expected cgroup2 to be mounted')
  return path
}

let count = 0

/** Make a cgroup for a test; it is removed at the end. */
export function makeCgroup(t: Test): string {
  const path = join(cgroupMount(), `sys-test-${process.pid}-${count++}`)
  mkdirSync(path)
  t.teardown(() => rmdirSync(path))
  return path
}

/** Path of the cgroup of a process, below the mount. */
export function cgroupOf(pid: number | string): string {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
  return /^0::(.*)$/m.exec(lines)?.[1] ?? ''
}
