import { printAs } from './structs.ts'

/** Size of `struct sched_attr` as it first was; later fields are about load. */
const SCHED_ATTR_SIZE = 48

/** Fields of `struct sched_attr`; times in nanoseconds. */
export interface SchedAttr {
  readonly policy: number
  readonly flags: number
  readonly nice: number
  readonly priority: number
  readonly runtime: number
  readonly deadline: number
  readonly period: number
}

const NAMES = [
  'policy',
  'flags',
  'nice',
  'priority',
  'runtime',
  'deadline',
  'period',
] as const

/** `struct sched_attr`. @see sched_setattr(2) */
export function schedAttr(attr: SchedAttr): Buffer {
  const bytes = Buffer.alloc(SCHED_ATTR_SIZE)
  bytes.writeUInt32LE(SCHED_ATTR_SIZE, 0)
  bytes.writeUInt32LE(attr.policy, 4)
  bytes.writeBigUInt64LE(BigInt(attr.flags), 8)
  bytes.writeInt32LE(attr.nice, 16)
  bytes.writeUInt32LE(attr.priority, 20)
  bytes.writeBigUInt64LE(BigInt(attr.runtime), 24)
  bytes.writeBigUInt64LE(BigInt(attr.deadline), 32)
  bytes.writeBigUInt64LE(BigInt(attr.period), 40)
  const fields = NAMES.map((name) => `sched_${name}=${attr[name]}`)
  return printAs(bytes, `{${fields.join(', ')}}`)
}

/** A `cpu_set_t`, as long as these processors need. @see sched_setaffinity(2) */
export function cpuSet(cpus: readonly number[]): Buffer {
  const bytes = Buffer.alloc((Math.floor(Math.max(0, ...cpus) / 64) + 1) * 8)
  for (const cpu of cpus) {
    const at = Math.floor(cpu / 8)
    bytes.writeUInt8(bytes.readUInt8(at) | (1 << (cpu % 8)), at)
  }
  return printAs(bytes, `[${cpus.join(' ')}]`)
}
