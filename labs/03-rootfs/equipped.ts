/** The container of step 3: a `/dev` of its own, and devices of linux.devices. */
import type { FileFacts } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import type { CallResult } from '#checker/visitor.ts'
import { visit } from '#checker/visitor.ts'
import { type Box, type Inside, openBox } from './box.ts'
import { namespacesOf } from './furnished.ts'
import { openingToWrite, readingFrom, writingTo } from './inspect.ts'

const NAME = 'equipped'
const READ_BYTES = 64

/** Devices that every container has, and what stands behind them. */
export const DEFAULT_DEVICES = {
  '/dev/null': '1:3',
  '/dev/zero': '1:5',
  '/dev/full': '1:7',
  '/dev/random': '1:8',
  '/dev/urandom': '1:9',
  '/dev/tty': '5:0',
} as const

export type DefaultDevice = keyof typeof DEFAULT_DEVICES

/** Links that every container has, and what they say. */
export const LINKS = {
  '/dev/fd': '/proc/self/fd',
  '/dev/stdin': '/proc/self/fd/0',
  '/dev/stdout': '/proc/self/fd/1',
  '/dev/stderr': '/proc/self/fd/2',
} as const

/** A device of `linux.devices`, as it was drawn. */
export interface ListedDevice {
  readonly path: string
  readonly type: 'c' | 'p'
  readonly major?: number
  readonly minor?: number
  readonly fileMode: number
  readonly uid: number
  readonly gid: number
}

export interface Equipped {
  readonly listed: readonly ListedDevice[]
  /** Group of new terminals. */
  readonly terminalGroup: number
  readonly box: Box<Equipment>
}

export interface Equipment {
  /** Path inside → what is there. */
  readonly files: Readonly<Record<string, FileFacts | null>>
  /** Names in `/dev`, and what each of them is. */
  readonly names: Readonly<Record<string, FileFacts | null>>
  readonly hostDev: string | null
  readonly ownDev: string | null
  readonly visitor: Visit | null
}

interface Visit {
  readonly toNull: CallResult
  readonly toFull: CallResult
  readonly fromZero: Buffer | null
  readonly fromRandom: Buffer | null
  readonly terminal: CallResult
}

export async function equipped(bench: Bench): Promise<Equipped> {
  const { seed } = bench
  const terminalGroup = seed.int(`${NAME} terminal group`, 10, 60_000)
  const listed = drawDevices(bench)
  const box = await openBox(
    bench,
    {
      name: NAME,
      spec: {
        mounts: mountsOf(terminalGroup),
        linux: { namespaces: namespacesOf('mount', 'pid'), devices: listed },
      },
    },
    (inside) => look(bench, listed, inside),
  )
  return { listed, terminalGroup, box }
}

function mountsOf(terminalGroup: number) {
  return [
    { destination: '/proc', type: 'proc', source: 'proc' },
    {
      destination: '/dev',
      type: 'tmpfs',
      source: 'tmpfs',
      options: ['nosuid', 'strictatime', 'mode=755', 'size=64k'],
    },
    {
      destination: '/dev/pts',
      type: 'devpts',
      source: 'devpts',
      options: [
        'nosuid',
        'noexec',
        'newinstance',
        'ptmxmode=0666',
        'mode=0620',
        `gid=${terminalGroup}`,
      ],
    },
  ]
}

/** One that is like no default device in mode and owner, and a FIFO in a folder. */
function drawDevices({ seed }: Bench): ListedDevice[] {
  const hex = (what: string) => seed.hex(`${NAME} ${what}`, 3)
  const int = (what: string, from: number, to: number) =>
    seed.int(`${NAME} ${what}`, from, to)
  return [
    {
      path: `/dev/device-${hex('device')}`,
      type: 'c',
      major: 1,
      minor: seed.pick(`${NAME} minor`, [3, 5, 7, 8, 9]),
      // The umask of the runtime would take the last of these bits away.
      fileMode: 0o602 | (int('mode', 0, 0o7) << 3),
      uid: int('uid', 1, 60_000),
      gid: int('gid', 1, 60_000),
    },
    {
      path: `/dev/folder-${hex('folder')}/fifo`,
      type: 'p',
      fileMode: 0o622,
      uid: int('fifo uid', 1, 60_000),
      gid: int('fifo gid', 1, 60_000),
    },
  ]
}

async function look(
  bench: Bench,
  listed: readonly ListedDevice[],
  inside: Inside,
): Promise<Equipment> {
  const { at } = inside
  const wanted = [
    ...Object.keys(DEFAULT_DEVICES),
    ...Object.keys(LINKS),
    ...listed.map(({ path }) => path),
    '/dev/ptmx',
    '/dev/pts/ptmx',
  ]
  const [list = null] = await bench.call('list', { paths: [at('/dev')] })
  const found = (list ?? []).map((name) => `/dev/${name}`)
  const [hostDev = null, ownDev = null] = await bench.call('identify', {
    paths: ['/dev', at('/dev')],
  })
  return {
    files: await factsOf(bench, wanted, at),
    names: await factsOf(bench, found, at),
    hostDev,
    ownDev,
    visitor: await sendVisitor(bench, inside),
  }
}

async function factsOf(
  bench: Bench,
  paths: readonly string[],
  at: Inside['at'],
): Promise<Record<string, FileFacts | null>> {
  const facts = await bench.call('stat', { paths: paths.map(at) })
  return Object.fromEntries(
    paths.map((path, index) => [path, facts[index] ?? null]),
  )
}

function sendVisitor(bench: Bench, { seen }: Inside): Promise<Visit | null> {
  return visit(bench, {
    pid: seen.pid,
    namespaces: ['mnt'],
    record: (visitor) => ({
      toNull: writingTo(visitor, '/dev/null'),
      toFull: writingTo(visitor, '/dev/full'),
      fromZero: readingFrom(visitor, '/dev/zero', READ_BYTES),
      fromRandom: readingFrom(visitor, '/dev/urandom', READ_BYTES),
      terminal: openingToWrite(visitor, '/dev/ptmx'),
    }),
  })
}
