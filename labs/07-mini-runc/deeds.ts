/**
 * What a program can do only if it has the capability, and what the kernel shows
 * of it afterwards to everybody: an owner, a node, a mount, a port.
 */
import type { Entry } from '#checker/agent/protocol.ts'
import type { Answer, CallResult } from '#checker/answers.ts'
import type { Bench } from '#checker/bench.ts'
import {
  AF_INET,
  AT_FDCWD,
  internetAddress,
  O_TRUNC,
  O_WRONLY,
  SOCK_RAW,
  SOCK_STREAM,
} from '#checker/kernel.ts'
import type { Visitor } from '#checker/visitor.ts'
import type { Inmate } from './cell.ts'
import { statField } from './person.ts'

/** @see mknod(2), inode(7) */
const S_IFCHR = 0o020000
const NULL_DEVICE = 0x103
/** @see setpriority(2) */
const PRIO_PROCESS = 0
const IPPROTO_ICMP = 1

/** What was drawn for the deeds of one container. */
export interface Stage {
  /** Folder inside in which all of it happens. */
  readonly yard: string
  /** Who owns the files there: nobody who runs. */
  readonly stranger: number
  readonly owner: number
  readonly group: number
  readonly port: number
  readonly nice: number
}

export const DEEDS = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FOWNER',
  'CAP_SETGID',
  'CAP_NET_BIND_SERVICE',
  'CAP_NET_RAW',
  'CAP_SYS_ADMIN',
  'CAP_SYS_NICE',
  'CAP_MKNOD',
] as const

export type Deed = (typeof DEEDS)[number]

export function drawStage({ seed }: Bench, name: string): Stage {
  const int = (what: string, lowest: number, highest: number) =>
    seed.int(`${name} ${what}`, lowest, highest)
  return {
    yard: `/yard-${seed.hex(`${name} yard`, 3)}`,
    stranger: int('stranger', 2_000, 60_000),
    owner: int('owner', 1_000, 60_000),
    group: int('group', 1_000, 60_000),
    port: int('port', 2, 1_000),
    nice: -int('nice', 1, 15),
  }
}

/** What lies there before anybody comes. */
export function stageEntries({ yard, stranger }: Stage): Entry[] {
  const file = (name: string, mode: number): Entry => ({
    kind: 'text',
    path: `bundle/rootfs${yard}/${name}`,
    text: 'of somebody else\n',
    mode,
    owner: stranger,
  })
  return [
    { kind: 'directory', path: `bundle/rootfs${yard}`, mode: 0o777 },
    { kind: 'directory', path: `bundle/rootfs${yard}/mount`, mode: 0o777 },
    file('chown', 0o644),
    file('open', 0o600),
    file('chmod', 0o600),
  ]
}

type Calls = Readonly<Record<Deed, Answer<CallResult>>>

/** Try everything; what a call returns is written down. */
export function tryDeeds(visitor: Visitor, stage: Stage): Calls {
  const { program } = visitor
  const { yard, owner, group, nice } = stage
  const call = (name: string, ...args: Parameters<typeof program.syscall>[1]) =>
    visitor.result((options) => program.syscall(name, args, options))
  return {
    CAP_CHOWN: call('fchownat', AT_FDCWD, `${yard}/chown`, owner, group, 0),
    CAP_DAC_OVERRIDE: call(
      'openat',
      AT_FDCWD,
      `${yard}/open`,
      O_WRONLY | O_TRUNC,
      0,
    ),
    CAP_FOWNER: call('fchmodat', AT_FDCWD, `${yard}/chmod`, 0o640),
    CAP_SETGID: visitor.result((options) =>
      program.setgroups([group], options),
    ),
    CAP_NET_BIND_SERVICE: bindPort(visitor, stage.port),
    CAP_NET_RAW: call('socket', AF_INET, SOCK_RAW, IPPROTO_ICMP),
    CAP_SYS_ADMIN: call('mount', 'none', `${yard}/mount`, 'tmpfs', 0, null),
    CAP_SYS_NICE: call('setpriority', PRIO_PROCESS, 0, nice),
    CAP_MKNOD: call(
      'mknodat',
      AT_FDCWD,
      `${yard}/node`,
      S_IFCHR | 0o600,
      NULL_DEVICE,
    ),
  }
}

/** A socket shows in /proc/net only once it listens. */
function bindPort(visitor: Visitor, port: number): Answer<CallResult> {
  const { program } = visitor
  const ignore = true
  const socket = program.socket(AF_INET, SOCK_STREAM, 0, { ignore })
  const address = internetAddress('0.0.0.0', port)
  const bound = visitor.result((options) =>
    program.syscall('bind', [socket, address, address.length], options),
  )
  program.syscall('listen', [socket, 1], { ignore })
  return bound
}

/** What is there to see of each deed from outside. */
export type Traces = Readonly<Record<Deed, boolean>>

export async function tracesOf(
  bench: Bench,
  { seen, container }: Inmate<unknown>,
  stage: Stage,
): Promise<Traces> {
  const { yard, owner, group, port, nice } = stage
  const at = (name: string) => `${container.rootfs}${yard}/${name}`
  const [chown, open, chmod, node] = await bench.call('stat', {
    paths: ['chown', 'open', 'chmod', 'node'].map(at),
  })
  const [stat, mounts, tcp, raw] = await bench.call('read', {
    paths: ['stat', 'mountinfo', 'net/tcp', 'net/raw'].map(
      (file) => `/proc/${seen.pid}/${file}`,
    ),
  })
  const local = `00000000:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return {
    CAP_CHOWN: chown?.uid === owner && chown.gid === group,
    CAP_DAC_OVERRIDE: open?.size === 0,
    CAP_FOWNER: chmod?.mode === 0o640,
    CAP_SETGID: seen.status.Groups?.trim() === `${group}`,
    CAP_NET_BIND_SERVICE: tcp?.includes(local) === true,
    CAP_NET_RAW: (raw?.trim().split('\n').length ?? 0) > 1,
    CAP_SYS_ADMIN: mounts?.includes(`${yard}/mount `) === true,
    CAP_SYS_NICE: statField(stat, 19) === nice,
    CAP_MKNOD: node?.device === '1:3',
  }
}
