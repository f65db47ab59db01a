import type { FoundProcess } from '../processes.ts'
import { namespacesIn } from '../processes.ts'

export const HOME = 'pid:[1]'

/** A process of the machine, but for what is given. */
export function found(
  pid: number,
  {
    inside = HOME,
    ...parts
  }: Partial<FoundProcess> & { readonly inside?: string } = {},
): FoundProcess {
  return {
    pid,
    parent: 1,
    startTime: 100 + pid,
    nsPids: [pid],
    comm: 'sleep',
    argv: ['sleep'],
    uid: 0,
    state: 'S',
    namespaces: namespacesIn([inside]),
    cgroup: '/',
    root: '/',
    capabilities: '0000000000000000',
    seccomp: 0,
    noNewPrivs: false,
    ...parts,
  }
}
