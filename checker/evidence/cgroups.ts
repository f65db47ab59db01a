import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { trustedPath } from './own-proc.ts'

/** Where cgroup v2 is mounted, also beside v1; `null` if it is not. @see cgroups(7) */
export function cgroupRoot(): string | null {
  const mounts = readFileSync(trustedPath('/proc/self/mountinfo'), 'utf8')
  const line = mounts.split('\n').find((line) => / - cgroup2 /.test(line))
  return line?.split(' ')[4] ?? null
}

/** Every cgroup below a folder, the deepest last. */
export function cgroupsBelow(folder: string): string[] {
  let names: string[] = []
  try {
    names = readdirSync(trustedPath(folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name))
  } catch {
    // Removed by its owner while we looked.
  }
  return names.flatMap((name) => [name, ...cgroupsBelow(name)])
}
