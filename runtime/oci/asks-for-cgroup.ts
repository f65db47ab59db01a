import type { Spec } from '../spec/runtime-spec.ts'

/** Whether a container is to have a cgroup of its own. */
export function asksForCgroup({ linux }: Spec): boolean {
  return linux?.cgroupsPath !== undefined || linux?.resources !== undefined
}
