import { closeSync, constants, openSync } from 'node:fs'
import type { DeviceRule } from '../../spec/runtime-spec.ts'
import {
  attachedPrograms,
  attachProgram,
  type BpfTarget,
  detachProgram,
  loadProgram,
} from '../../sys/bpf.ts'
import {
  BPF_CGROUP_DEVICE,
  BPF_F_ALLOW_MULTI,
  BPF_PROG_TYPE_CGROUP_DEVICE,
} from '../../sys/constants/bpf.ts'
import { deviceFilter } from './device-filter.ts'
import { bytesOf } from './ebpf.ts'

const NAME = 'mini_devices'

/**
 * Let a list of rules decide what a cgroup may do with devices, instead of what
 * decided before. Those further up still have to agree.
 *
 * The filter belongs to the cgroup and goes with it. Who has a device open
 * already keeps it: the kernel asks once, at open(2).
 *
 * @param directory Of the cgroup.
 * @throws {VerifierError} If the kernel does not like the filter.
 * @throws {SyscallError} EPERM without CAP_BPF and CAP_NET_ADMIN, or if a
 *   cgroup further up has a program that tolerates no other.
 * @see bpf(2); cgroup-v2.rst, "Device controller"
 */
export function attachDeviceFilter(
  directory: string,
  rules: readonly DeviceRule[],
): void {
  const cgroup = openSync(directory, constants.O_DIRECTORY)
  try {
    replaceProgram({ cgroup, type: BPF_CGROUP_DEVICE }, deviceFilterOf(rules))
  } finally {
    closeSync(cgroup)
  }
}

function deviceFilterOf(rules: readonly DeviceRule[]): number {
  return loadProgram({
    type: BPF_PROG_TYPE_CGROUP_DEVICE,
    name: NAME,
    instructions: bytesOf(deviceFilter(rules)),
  })
}

// The new one comes before the old ones go, or all would be allowed in between.
function replaceProgram(target: BpfTarget, program: number): void {
  const old: number[] = []
  try {
    old.push(...attachedPrograms(target))
    attachProgram(target, program, BPF_F_ALLOW_MULTI)
    for (const other of old) detachProgram(target, other)
  } finally {
    for (const fd of [program, ...old]) closeSync(fd)
  }
}
