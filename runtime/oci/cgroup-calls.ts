// What the parent does for the cgroup of a container before it is born, as
// --explain prints it. Like the plan it asks nothing of this machine.
import { join } from 'node:path'
import { controllersOf } from '../linux/cgroup/controllers.ts'
import { ancestorsOf, cgroupDirectory } from '../linux/cgroup/path.ts'
import { settingsOf } from '../linux/cgroup/settings.ts'
import type { Spec } from '../spec/runtime-spec.ts'
import { describeCall } from '../sys/program.ts'
import { asksForCgroup } from './asks-for-cgroup.ts'

/** A call of the parent. */
export interface ParentCall {
  readonly call: string
  /** Where to read about it: `mkdir(2)`. */
  readonly manual: string
  readonly note?: string
}

/** Where the hierarchy is, nearly everywhere. @see cgroups(7) */
const MOUNT_POINT = '/sys/fs/cgroup'

/**
 * The calls that make the cgroup of a container, as they are when nothing of
 * it is there.
 *
 * @param id Name of the container.
 */
export function cgroupCalls(spec: Spec, id: string): ParentCall[] {
  if (!asksForCgroup(spec)) return []
  const { cgroupsPath, resources = {} } = spec.linux ?? {}
  const directory = cgroupDirectory(MOUNT_POINT, id, cgroupsPath)
  const settings = settingsOf(resources)
  return [
    ...mkdirs(directory),
    ...handingDown(directory, controllersOf(settings)),
    ...settings.map(({ file, value }, index) =>
      write(join(directory, file), value, index === 0 && LIMITS),
    ),
    ...(resources.devices ? deviceFilter(directory) : []),
  ]
}

const LIMITS = 'Its limits, before anybody is in it'

function mkdirs(directory: string): ParentCall[] {
  const [, ...ancestors] = ancestorsOf(MOUNT_POINT, directory)
  return [...ancestors, directory].map((path, index) => ({
    call: describeCall('mkdir', [path]),
    manual: 'mkdir(2)',
    ...(index === 0 && { note: 'In our parent: a cgroup is a directory' }),
  }))
}

function handingDown(
  directory: string,
  controllers: readonly string[],
): ParentCall[] {
  if (controllers.length === 0) return []
  const words = controllers.map((name) => `+${name}`).join(' ')
  const note = 'Each cgroup has the controllers that the one above hands down'
  return ancestorsOf(MOUNT_POINT, directory).map((path, index) =>
    write(join(path, 'cgroup.subtree_control'), words, index === 0 && note),
  )
}

function write(path: string, value: string, note: string | false): ParentCall {
  const call = describeCall('write', [path, value])
  return { call, manual: 'write(2)', ...(note !== false && { note }) }
}

function deviceFilter(directory: string): ParentCall[] {
  const note = 'Rules for devices are a program, which no file takes'
  const calls = [
    `bpf(BPF_PROG_LOAD, BPF_PROG_TYPE_CGROUP_DEVICE)`,
    `bpf(BPF_PROG_ATTACH, "${directory}", BPF_CGROUP_DEVICE)`,
  ]
  return calls.map((call, index) => ({
    call,
    manual: 'bpf(2)',
    ...(index === 0 && { note }),
  }))
}
