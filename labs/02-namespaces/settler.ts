/**
 * The container with users and clocks of its own. Where both together do not
 * start, each is asked for alone.
 */
import type { Bench, Fixture } from '#checker/bench.ts'
import type { Container } from '#checker/container.ts'
import type {
  ClockOffset,
  IdRange,
  NamespaceType,
} from '#checker/evidence/namespaces.ts'
import {
  CLOCK_BOOTTIME,
  CLOCK_MONOTONIC,
  CLOCK_REALTIME,
} from '#checker/kernel.ts'
import type { SpecPatch } from '#checker/spec-patch.ts'
import { type Findings, type Visitor, visit } from '#checker/visitor.ts'
import { alone, namespacesPatch, USUAL } from './namespaces.ts'
import { rent, type Tenant } from './tenant.ts'

export interface Settler extends Tenant {
  readonly maps: {
    readonly uid: readonly IdRange[]
    readonly gid: readonly IdRange[]
  }
  readonly offsets: Readonly<Record<ClockName, ClockOffset>>
  /** Files of `/proc/<pid>`, by name. */
  readonly texts: Readonly<Record<TextName, string>>
  readonly clocks: { readonly inside: Clocks; readonly outside: Clocks } | null
}

export type ClockName = 'monotonic' | 'boottime'
type TextName = (typeof TEXTS)[number]
type Clocks = Findings<ReturnType<typeof askClocks>>

const TEXTS = ['uid_map', 'gid_map', 'setgroups', 'timens_offsets'] as const

const both: Fixture<Settler> = (bench) =>
  settle(bench, 'settler', [...USUAL, 'user', 'time'])

const usersOnly: Fixture<Settler> = (bench) =>
  settle(bench, 'users', alone(bench, 'user'))

const clocksOnly: Fixture<Settler> = (bench) =>
  settle(bench, 'clocks', alone(bench, 'time'))

/** A container in which users, or clocks, can be looked at. */
export async function settlerFor(
  bench: Bench,
  type: 'user' | 'time',
): Promise<Settler> {
  const first = await bench.share(both)
  if (first.container.seen !== null) return first
  return bench.share(type === 'user' ? usersOnly : clocksOnly)
}

async function settle(
  bench: Bench,
  name: string,
  types: readonly NamespaceType[],
): Promise<Settler> {
  const maps = { uid: drawMap(bench, 'uid'), gid: drawMap(bench, 'gid') }
  const offsets = {
    monotonic: drawOffset(bench, 'monotonic'),
    boottime: drawOffset(bench, 'boottime'),
  }
  const spec = patchOf(types, maps, offsets)
  const { seen, ...tenant } = await rent(bench, name, { spec }, (container) =>
    lookAt(bench, container, types.includes('time')),
  )
  const nothing = { texts: NO_TEXTS, clocks: null }
  return { ...tenant, maps, offsets, ...(seen ?? nothing) }
}

const NO_TEXTS = { uid_map: '', gid_map: '', setgroups: '', timens_offsets: '' }

/** Two ranges, with a gap in the container and another one on the host. */
function drawMap(bench: Bench, kind: string): IdRange[] {
  const int = (name: string, lowest: number, highest: number) =>
    bench.seed.int(`${kind} ${name}`, lowest, highest)
  const first = { inside: 0, outside: int('first', 100_000, 199_999) }
  const second = {
    inside: int('inside', 2_000, 9_999),
    outside: int('second', 300_000, 399_999),
  }
  return [
    { ...first, count: int('count', 1_000, 1_999) },
    { ...second, count: int('more', 1, 999) },
  ]
}

/** Forward: no clock of a young machine can be turned back. */
function drawOffset(bench: Bench, clock: ClockName): ClockOffset {
  const seconds = bench.seed.int(`${clock} seconds`, 1_000, 900_000)
  const nanoseconds = bench.seed.int(`${clock} nanoseconds`, 2e8, 8e8)
  return { seconds: BigInt(seconds), nanoseconds: BigInt(nanoseconds) }
}

function patchOf(
  types: readonly NamespaceType[],
  maps: Settler['maps'],
  { monotonic, boottime }: Settler['offsets'],
): SpecPatch {
  const { linux } = namespacesPatch(types) as { linux: object }
  const users = {
    uidMappings: maps.uid.map(mapping),
    gidMappings: maps.gid.map(mapping),
  }
  const time = { monotonic: offset(monotonic), boottime: offset(boottime) }
  return {
    linux: {
      ...linux,
      ...(types.includes('user') ? users : {}),
      ...(types.includes('time') ? { timeOffsets: time } : {}),
    },
  }
}

/** As the specification writes it. */
export const mapping = ({ inside, outside, count }: IdRange) => ({
  containerID: inside,
  hostID: outside,
  size: count,
})

const offset = ({ seconds, nanoseconds }: ClockOffset) => ({
  secs: Number(seconds),
  nanosecs: Number(nanoseconds),
})

async function lookAt(
  bench: Bench,
  { seen }: Container,
  withClocks: boolean,
): Promise<Pick<Settler, 'texts' | 'clocks'>> {
  const pid = seen?.pid ?? -1
  const paths = TEXTS.map((name) => `/proc/${pid}/${name}`)
  const found = await bench.call('read', { paths })
  const texts = Object.fromEntries(
    TEXTS.map((name, index) => [name, found[index] ?? '']),
  ) as Settler['texts']
  return { texts, clocks: withClocks ? await readClocks(bench, pid) : null }
}

async function readClocks(
  bench: Bench,
  pid: number,
): Promise<Settler['clocks']> {
  const inside = await visit(bench, {
    pid,
    namespaces: ['time'],
    record: askClocks,
  })
  const outside = await visit(bench, { record: askClocks })
  return inside && outside && { inside, outside }
}

function askClocks(visitor: Visitor) {
  return {
    begin: visitor.clock(CLOCK_REALTIME),
    monotonic: visitor.clock(CLOCK_MONOTONIC),
    boottime: visitor.clock(CLOCK_BOOTTIME),
    end: visitor.clock(CLOCK_REALTIME),
  }
}

/** Nanoseconds by which a clock inside may be ahead of the host's. */
export interface Lead {
  readonly least: bigint
  readonly most: bigint
}

/**
 * How far a clock inside is ahead of the host's. Each is compared with the wall
 * clock, which is the same everywhere; a visitor may be held up between two of
 * its readings, so it looks at that one before and after.
 */
export function leadOf(
  { inside, outside }: NonNullable<Settler['clocks']>,
  clock: ClockName,
): Lead {
  const [here, there] = [inside, outside].map((clocks) => {
    const time = clocks[clock] ?? 0n
    return { low: time - (clocks.end ?? 0n), high: time - (clocks.begin ?? 0n) }
  }) as [Span, Span]
  return { least: here.low - there.high, most: here.high - there.low }
}

interface Span {
  readonly low: bigint
  readonly high: bigint
}
