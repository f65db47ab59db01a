import { MS_BIND } from '../sys/constants/mounts.ts'
import { CLONE_NEWNET } from '../sys/constants/processes.ts'
import { describeCall } from '../sys/program.ts'
import type { ParentCall } from './cgroup-calls.ts'
import { type NetworkMode, netnsFile } from './network-mode.ts'

/**
 * The calls that make a network namespace with a name and connect it, as
 * `--explain` prints them.
 *
 * @param directory Of the container's state.
 */
export function networkCalls(
  mode: NetworkMode | undefined,
  directory: string,
): ParentCall[] {
  const file = netnsFile(directory)
  if (mode?.kind === 'container') {
    const note = `In our parent: a name for the network namespace of "${mode.id}"`
    return [{ ...bind(`/proc/<pid of ${mode.id}>/ns/net`, file), note }]
  }
  if (mode?.kind !== 'network') return []
  const home = 'In our parent, and then it goes back to its own'
  return [
    { ...unshare(), note: home },
    bind('/proc/thread-self/ns/net', file),
    ...mode.network.plugins.map(({ type }, index) => ({
      call: `execve("${type}", ["${type}"], ["CNI_COMMAND=ADD", "CNI_NETNS=${file}", …])`,
      manual: 'execve(2)',
      ...(index === 0 && { note: 'Plugins connect it, as child processes' }),
    })),
  ]
}

function unshare(): ParentCall {
  const call = describeCall('unshare', [CLONE_NEWNET])
  return { call, manual: 'unshare(2)' }
}

function bind(source: string, file: string): ParentCall {
  const call = describeCall('mount', [source, file, null, MS_BIND, null])
  return { call, manual: 'mount(2)' }
}
