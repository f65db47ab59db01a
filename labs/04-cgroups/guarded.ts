/**
 * The container of step 6. Nodes of five devices are in it; the rules of the
 * bundle decide which can be opened. Who tries is a program of the kit that goes
 * into its cgroup and its mount namespace; then once more, without the cgroup.
 *
 *     deny   everything      rwm
 *     allow  closed          rwm
 *     deny   opened          rwm
 *     allow  opened          rw
 *     deny   closed          rw
 *     allow  legible         r
 */
import type { Bench } from '#checker/bench.ts'
import {
  AT_FDCWD,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
} from '#checker/kernel.ts'
import { makeSlice } from '#checker/slice.ts'
import { type CallResult, type Visitor, visit } from '#checker/visitor.ts'
import { type Device, deviceOf, withNodes } from './disk-nodes.ts'
import { type Alive, type Limited, withLimited } from './limited.ts'
import { sleeper } from './probes.ts'

const NAME = 'guarded'
const DISK_MIB = 1
/** Both are there on every kernel that the labs know. @see devices.txt */
const LOOP_CONTROL: Device = { type: 'c', major: 10, minor: 237 }
const KMSG: Device = { type: 'c', major: 1, minor: 11 }

/** What was tried, in the order of the checks. */
const ATTEMPTS = {
  /** No rule speaks of it but the one about everything. */
  unnamed: { node: 'unnamed', flags: O_RDONLY },
  /** Allowed by the last rule about it. */
  opened: { node: 'opened', flags: O_RDWR },
  /** Denied by the last rule about it. */
  closed: { node: 'closed', flags: O_RDONLY },
  /** Allowed to be read. */
  read: { node: 'legible', flags: O_RDONLY },
  written: { node: 'legible', flags: O_WRONLY },
  /** What every container may. */
  usual: { node: 'null', flags: O_RDWR },
} as const

export type Attempt = keyof typeof ATTEMPTS
export type Results = Readonly<Record<Attempt, CallResult>>

export interface Guarded {
  /** Node in `/dev` → device. */
  readonly nodes: Readonly<Record<string, Device>>
  /** `linux.resources.devices`, one rule a line. */
  readonly rules: string
  readonly limited: Limited<{
    /** In its cgroup. */
    readonly inside: Results | null
    /** By the same nodes, but in no cgroup of the container. */
    readonly outside: Results | null
  }>
}

export async function guarded(bench: Bench): Promise<Guarded> {
  const slice = await makeSlice(bench, NAME)
  const disk = async () => deviceOf(await bench.call('disk', { mib: DISK_MIB }))
  const nodes = {
    unnamed: LOOP_CONTROL,
    legible: KMSG,
    opened: await disk(),
    closed: await disk(),
  }
  const rules = rulesFor(nodes)
  const paths = Object.entries(nodes).map(
    ([name, device]) => [`/dev/${name}`, device] as const,
  )
  const limited = await withLimited(
    bench,
    {
      name: NAME,
      slice,
      resources: { devices: rules },
      spec: withNodes(Object.fromEntries(paths)),
      probe: sleeper,
    },
    async (alive) => ({
      inside: await tryAll(bench, alive, { cgroup: alive.cgroup }),
      outside: await tryAll(bench, alive, {}),
    }),
  )
  return { nodes, rules: rules.map(describeRule).join('\n'), limited }
}

/** Path of the node that was tried, and how. */
export function attemptOf(attempt: Attempt): string {
  const { node, flags } = ATTEMPTS[attempt]
  const mode = { [O_RDONLY]: 'read', [O_WRONLY]: 'write', [O_RDWR]: 'both' }
  return `open(2) of /dev/${node}, to ${mode[flags] === 'both' ? 'read and write' : mode[flags]}`
}

interface Rule extends Partial<Device> {
  readonly allow: boolean
  readonly access: string
}

function rulesFor(nodes: {
  readonly opened: Device
  readonly closed: Device
  readonly legible: Device
}): readonly Rule[] {
  return [
    { allow: false, access: 'rwm' },
    { allow: true, ...nodes.closed, access: 'rwm' },
    { allow: false, ...nodes.opened, access: 'rwm' },
    { allow: true, ...nodes.opened, access: 'rw' },
    { allow: false, ...nodes.closed, access: 'rw' },
    { allow: true, ...nodes.legible, access: 'r' },
  ]
}

/** `deny b 7:1 rwm` */
function describeRule({ allow, type, major, minor, access }: Rule): string {
  const device = type === undefined ? 'everything' : `${type} ${major}:${minor}`
  return `${allow ? 'allow' : 'deny'} ${device} ${access}`
}

function tryAll(
  bench: Bench,
  { seen }: Alive,
  place: { readonly cgroup?: string },
): Promise<Results | null> {
  const open = (visitor: Visitor, attempt: Attempt) => {
    const { node, flags } = ATTEMPTS[attempt]
    return visitor.result((options) => {
      const path = `/dev/${node}`
      visitor.program.openat(AT_FDCWD, path, flags | O_NONBLOCK, 0, options)
    })
  }
  return visit(bench, {
    ...place,
    pid: seen.pid,
    namespaces: ['mnt'],
    record: (visitor) => ({
      unnamed: open(visitor, 'unnamed'),
      opened: open(visitor, 'opened'),
      closed: open(visitor, 'closed'),
      read: open(visitor, 'read'),
      written: open(visitor, 'written'),
      usual: open(visitor, 'usual'),
    }),
  })
}
