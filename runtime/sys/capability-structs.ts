// What capset(2) points to. It took a second word of 32 bits when there were
// more than 32 capabilities, so the sets lie in two rows:
//
//     header  version, pid
//     data    effective, permitted, inheritable     bits  0 to 31
//             effective, permitted, inheritable     bits 32 to 63
import {
  CAPABILITIES,
  LINUX_CAPABILITY_VERSION_3,
} from './constants/capabilities.ts'
import { printAs } from './structs.ts'

/** Sets of capabilities, one bit for each. */
export interface CapabilityBits {
  readonly effective: bigint
  readonly permitted: bigint
  readonly inheritable: bigint
}

/** `struct __user_cap_header_struct` for the process itself. @see capset(2) */
export function capabilityHeader(): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt32LE(LINUX_CAPABILITY_VERSION_3)
  return printAs(bytes, '{version=_LINUX_CAPABILITY_VERSION_3, pid=0}')
}

/** `struct __user_cap_data_struct[2]`. @see capset(2) */
export function capabilityData(bits: CapabilityBits): Buffer {
  const sets = [bits.effective, bits.permitted, bits.inheritable]
  const bytes = Buffer.alloc(2 * sets.length * 4)
  for (const [index, set] of sets.entries()) {
    bytes.writeUInt32LE(Number(BigInt.asUintN(32, set)), index * 4)
    bytes.writeUInt32LE(Number(set >> 32n), (sets.length + index) * 4)
  }
  return printAs(bytes, textOf(bits))
}

function textOf({ effective, permitted, inheritable }: CapabilityBits) {
  const parts = [
    `effective=${namesIn(effective)}`,
    `permitted=${namesIn(permitted)}`,
    `inheritable=${namesIn(inheritable)}`,
  ]
  return `{${parts.join(', ')}}`
}

/** As strace(1) has it. */
function namesIn(bits: bigint): string {
  const names = Object.entries(CAPABILITIES)
    .filter(([, bit]) => (bits >> BigInt(bit)) & 1n)
    .map(([name]) => `1<<${name}`)
  return names.join('|') || '0'
}
