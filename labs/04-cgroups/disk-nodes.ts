/** Disks of the kit's inside a container: a node for each in a `/dev` of its own. */
import type { Disk } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { isLabProgram } from '#checker/profile.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'

/** A device as the specification names it. */
export interface Device {
  readonly type: 'b' | 'c'
  readonly major: number
  readonly minor: number
}

export function deviceOf({ device }: Disk): Device {
  const [major = 0, minor = 0] = device.split(':').map(Number)
  return { type: 'b', major, minor }
}

/** What a config says for nodes to be there. @param nodes Path → device. */
export function withNodes(nodes: Readonly<Record<string, Device>>): SpecPatch {
  return {
    mounts: [
      {
        destination: '/dev',
        type: 'tmpfs',
        source: 'tmpfs',
        options: ['nosuid', 'mode=755', 'size=64k'],
      },
    ],
    linux: {
      devices: Object.entries(nodes).map(([path, device]) => ({
        path,
        ...device,
        fileMode: 0o600,
        uid: 0,
        gid: 0,
      })),
    },
  }
}

/**
 * Rules that let a container use a device. Without any rule, a runtime of the
 * labs filters nothing; others then allow only what every container has.
 */
export function openTo(bench: Bench, device: Device): SpecPatch {
  if (isLabProgram(bench.program)) return {}
  return { devices: [{ allow: true, ...device, access: 'rwm' }] }
}
