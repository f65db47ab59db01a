/** How fast a machine of Lima is. */
import { arch, platform } from 'node:os'

import { mayOpenKvm } from '../host/kvm.ts'
import type { MachineInfo } from '../provider.ts'
import type { Instance } from './limactl.ts'

/** Lima's names of architectures. */
const ARCHS: Readonly<Record<string, string>> = {
  x64: 'x86_64',
  arm64: 'aarch64',
}

/**
 * Apple's framework always has the processor's help; QEMU has it for its own
 * architecture, on Linux by /dev/kvm.
 */
export function accelOf(
  { vmType, arch: guest }: Pick<Instance, 'vmType' | 'arch'>,
  host: { platform: string; arch: string; kvm: boolean } = thisComputer(),
): MachineInfo['accel'] {
  if (vmType !== 'qemu') return 'none'
  if (ARCHS[host.arch] !== guest) return 'tcg'
  if (host.platform !== 'linux') return 'none'
  return host.kvm ? 'kvm' : 'tcg'
}

function thisComputer() {
  return { platform: platform(), arch: arch(), kvm: mayOpenKvm() }
}
