/** Which namespaces a container of this lab asks for, and how it is asked. */
import type { Bench } from '#checker/bench.ts'
import type { NamespaceType } from '#checker/evidence/namespaces.ts'
import { isLabProgram } from '#checker/profile.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'

/** What every container has that is not special. */
export const USUAL = [
  'uts',
  'ipc',
  'pid',
  'mount',
  'network',
  'cgroup',
] as const

/**
 * The least to ask for when one kind is looked at alone. A runtime from
 * elsewhere gets the usual ones as well: it mounts `/proc`, which the kernel
 * allows in a user namespace only to who owns the PID namespace too.
 */
export function alone(bench: Bench, type: NamespaceType): NamespaceType[] {
  return isLabProgram(bench.program) ? [type] : [...new Set([...USUAL, type])]
}

/** `linux.namespaces` of a config, each new or joined by a path. */
export function namespacesPatch(
  types: readonly NamespaceType[],
  paths: Readonly<Partial<Record<NamespaceType, string>>> = {},
): SpecPatch {
  const namespaces = types.map((type) => {
    const path = paths[type]
    return path === undefined ? { type } : { type, path }
  })
  return { linux: { namespaces } }
}
