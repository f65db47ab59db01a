// Limits on a container. The specification still counts as version 1 of cgroups
// did. What version 2 has no file for is refused, and so is text that would
// become part of a path.
import type { JsonValue } from './json-value.ts'
import { parseBlockIo } from './parse-block-io.ts'
import { parseDeviceRules } from './parse-device-rules.ts'
import {
  amount,
  ceiling,
  limit,
  optional,
  positive,
  refuse,
  some,
  textLike,
} from './resource-values.ts'
import type {
  CpuResources,
  HugepageLimit,
  MemoryResources,
  PidsResources,
  RdmaLimit,
  Resources,
} from './runtime-spec.ts'

/**
 * Read `linux.cgroupsPath`.
 *
 * @throws {SpecError} For one that ".." leads out of, or that is no place below.
 * @see runtime-spec config-linux.md, "Cgroups Path"
 */
export function parseCgroupsPath(value: JsonValue): string | undefined {
  const path = value.text('a path')
  if (path === '') return undefined
  let depth = 0
  for (const name of path.split('/')) {
    if (name === '..') depth -= 1
    else if (name !== '' && name !== '.') depth += 1
    if (depth < 0) value.fail('a path that ".." does not lead out of')
  }
  if (depth === 0) value.fail('a path below "/"')
  return path.replace(/\/+$/, '')
}

/**
 * Read `linux.resources`, or what `update` is given.
 *
 * @param before Limits that hold already, and go on where nothing new is said.
 * @returns undefined if it asks for nothing.
 * @throws {SpecError} Naming the member that no cgroup can be limited by.
 * @see runtime-spec config-linux.md, "Control groups"
 */
export function parseResources(
  resources: JsonValue,
  before: Resources = {},
): Resources | undefined {
  refuse(resources, ['network'], 'cgroup v2 has no class of network traffic')
  const read = {
    devices: parseDeviceRules(resources.at('devices')),
    memory: object(resources.at('memory'), parseMemory, before.memory),
    cpu: object(resources.at('cpu'), parseCpu, before.cpu),
    pids: parsePids(resources.at('pids')),
    blockIO: object(resources.at('blockIO'), parseBlockIo, before.blockIO),
    hugepageLimits: parseHugepages(resources.at('hugepageLimits')),
    rdma: object(resources.at('rdma'), parseRdma, before.rdma),
    unified: object(resources.at('unified'), parseUnified, before.unified),
  }
  const all = { ...before, ...some(read) }
  checkSwap(resources, all.memory ?? {})
  return Object.keys(all).length > 0 ? all : undefined
}

/** An object with what was known of it before; undefined if that is nothing. */
function object<T extends object>(
  member: JsonValue,
  parse: (object: JsonValue) => T,
  before?: T,
): T | undefined {
  if (!member.present) return before
  const all = { ...before, ...parse(member) }
  return Object.keys(all).length > 0 ? all : undefined
}

function parseMemory(memory: JsonValue): MemoryResources {
  const none = 'cgroup v2 has no such limit'
  refuse(memory, ['kernel', 'kernelTCP'], none)
  refuse(memory, ['swappiness', 'disableOOMKiller'], none)
  return some<MemoryResources>({
    limit: optional(memory.at('limit'), limit),
    reservation: optional(memory.at('reservation'), limit),
    swap: optional(memory.at('swap'), limit),
    checkBeforeUpdate: optional(memory.at('checkBeforeUpdate'), (value) =>
      value.flag(),
    ),
  })
}

// The kernel limits swap alone. What is left for it takes both numbers.
function checkSwap(resources: JsonValue, memory: MemoryResources): void {
  const { limit, swap } = memory
  if (swap === undefined || swap < 0) return
  // Nothing new is said of it.
  if (!resources.at('memory').present) return
  const member: JsonValue = resources.at('memory').at('swap')
  if (limit === undefined || limit < 0)
    member.fail(
      'absent or -1 without a "limit": it is memory and swap together',
    )
  if (swap < limit)
    member.fail(
      `at least the "limit" of ${limit}: it is memory and swap together`,
    )
}

function parseCpu(cpu: JsonValue): CpuResources {
  const realtime = ['realtimeRuntime', 'realtimePeriod']
  refuse(cpu, realtime, 'cgroup v2 has no budget for real-time programs')
  return some<CpuResources>({
    shares: optional(cpu.at('shares'), positive),
    quota: optional(cpu.at('quota'), limit),
    burst: optional(cpu.at('burst'), amount),
    period: optional(cpu.at('period'), positive),
    idle: optional(cpu.at('idle'), parseIdle),
    cpus: optional(cpu.at('cpus'), parseNumbers),
    mems: optional(cpu.at('mems'), parseNumbers),
  })
}

function parseIdle(idle: JsonValue): number {
  return idle.value === 0 || idle.value === 1 ? idle.value : idle.fail('0 or 1')
}

function parseNumbers(list: JsonValue): string | undefined {
  return textLike(list, /^[\d,:/ -]+$/, 'a list such as "0-3,7"')
}

function parsePids(pids: JsonValue): PidsResources | undefined {
  const most = pids.present ? optional(pids.at('limit'), limit) : undefined
  return most === undefined ? undefined : { limit: most }
}

// The size becomes part of the name of a file.
function parseHugepages(list: JsonValue): HugepageLimit[] | undefined {
  const limits = (list.present ? list.items() : []).map((item) => {
    const member: JsonValue = item.at('pageSize')
    const wanted = 'a size such as "2MB"'
    const pageSize = textLike(member, /^[1-9]\d*[KMG]B$/, wanted)
    if (pageSize === undefined) member.fail(wanted)
    return { pageSize, limit: ceiling(item.at('limit')) }
  })
  return limits.length > 0 ? limits : undefined
}

function parseRdma(rdma: JsonValue): Record<string, RdmaLimit> {
  const entries = Object.keys(rdma.members()).map((name) => {
    const device = rdma.at(name)
    if (!/^[\w.:-]+$/.test(name)) device.fail('named like a device')
    const { hcaHandles, hcaObjects } = {
      hcaHandles: optional(device.at('hcaHandles'), (value) => value.id()),
      hcaObjects: optional(device.at('hcaObjects'), (value) => value.id()),
    }
    return [name, some<RdmaLimit>({ hcaHandles, hcaObjects })] as const
  })
  return Object.fromEntries(entries)
}

/** Files that do something, rather than set it. */
const DEEDS = ['cgroup.procs', 'cgroup.threads', 'cgroup.kill']

// The name becomes part of a path.
function parseUnified(unified: JsonValue): Record<string, string> {
  const entries = Object.keys(unified.members()).map((name) => {
    const isFile = /^\w+(\.[\w-]+)+$/.test(name) && !DEEDS.includes(name)
    if (!isFile) unified.at(name).fail('named like a setting, "memory.high"')
    return [name, unified.at(name).text()] as const
  })
  return Object.fromEntries(entries)
}
