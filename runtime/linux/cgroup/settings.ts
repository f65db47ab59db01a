// From limits as the specification has them, which is how version 1 of cgroups
// counted, to the files of version 2. Nothing here touches the machine.
import type { CpuResources, Resources } from '../../spec/runtime-spec.ts'
import { cpuSettings } from './cpu.ts'
import { cpusetSettings } from './cpuset.ts'
import { hugetlbSettings } from './hugetlb.ts'
import { ioSettings } from './io.ts'
import { memorySettings } from './memory.ts'
import { pidsSettings } from './pids.ts'
import { rdmaSettings } from './rdma.ts'
import type { Setting } from './setting.ts'
import { unifiedSettings } from './unified.ts'

/**
 * The files of a cgroup to write for some limits, in this order. Rules for
 * devices are none of them: no file holds them.
 *
 * @see runtime-spec config-linux.md, "Control groups"
 */
export function settingsOf(resources: Resources): Setting[] {
  const { cpu, memory, pids, blockIO } = resources
  const { hugepageLimits = [], rdma = {}, unified = {} } = resources
  const settings = [
    ...(cpu && namesPlaces(cpu) ? cpusetSettings(cpu) : []),
    ...(cpu ? cpuSettings(cpu) : []),
    ...(memory ? memorySettings(memory) : []),
    ...(pids ? pidsSettings(pids) : []),
    ...(blockIO ? ioSettings(blockIO) : []),
    ...hugetlbSettings(hugepageLimits),
    ...rdmaSettings(rdma),
  ]
  const isLeft = ({ file, otherwise }: Setting) =>
    !Object.hasOwn(unified, file) &&
    !(otherwise && Object.hasOwn(unified, otherwise.file))
  // Not both, one after the other: the first of them could kill.
  return [...settings.filter(isLeft), ...unifiedSettings(unified)]
}

const namesPlaces = ({ cpus, mems }: CpuResources) =>
  cpus !== undefined || mems !== undefined
