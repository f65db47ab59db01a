/**
 * The containers of step 3. In one, a child of the program takes more memory
 * than there is; in the other the program itself does.
 *
 *     survivor   small program ── child eats ── killed; the program stays
 *     victim     program eats ── killed: the container is over
 */
import type { Bench } from '#checker/bench.ts'
import { makeSlice } from '#checker/slice.ts'
import {
  type Alive,
  type Files,
  type Limited,
  type LimitedRequest,
  withLimited,
} from './limited.ts'
import { memoryEater } from './probes.ts'

const MIB = 1024 * 1024
/** What an eater takes beyond its limit; more would not fit into the slice. */
const BEYOND_MIB = 48

/** `linux.resources.memory`, in bytes. */
export interface Memory {
  readonly limit: number
  readonly reservation: number
  /** Memory and swap together. */
  readonly swap: number
}

export interface Survivor {
  readonly asked: Memory
  readonly limited: Limited<{
    readonly files: Files
    /** Whether the program was there when its child had ended. */
    readonly lives: boolean
  }>
}

/** Its child is killed for it. */
export async function survivor(bench: Bench): Promise<Survivor> {
  const name = 'survivor'
  const asked = draw(bench, name, bench.seed.int(`${name} swap`, 4, 8))
  const eating: Eating = { name, asked, eater: 'child', bytes: asked.swap }
  const look = async ({ seen, work, read }: Alive) => {
    await work()
    const observed = await bench.call('observe', { pid: seen.pid })
    const files = await read('memory.events', 'memory.oom.group')
    return { files, lives: observed?.exe.identity === seen.exe.identity }
  }
  return { asked, limited: await withEater(bench, eating, look) }
}

export interface Victim {
  readonly asked: Memory
  readonly limited: Limited<{
    /** It had eaten all and was alive. */
    readonly full: boolean
    readonly files: Files
  }>
}

/** It is killed itself. There is nothing left for swap. */
export async function victim(bench: Bench): Promise<Victim> {
  const name = 'victim'
  const asked = draw(bench, name, 0)
  const eating: Eating = { name, asked, eater: 'itself', bytes: asked.limit }
  const names = ['memory.current', 'memory.swap.current', 'memory.swap.max']
  const look = async ({ work, read }: Alive) => {
    const full = await work()
    return { full, files: await read(...names) }
  }
  return { asked, limited: await withEater(bench, eating, look) }
}

interface Eating {
  readonly name: string
  readonly asked: Memory
  readonly eater: 'child' | 'itself'
  /** What there is for it; it takes more. */
  readonly bytes: number
}

async function withEater<T>(
  bench: Bench,
  { name, asked, eater, bytes }: Eating,
  look: (alive: Alive) => Promise<T>,
): Promise<Limited<T>> {
  const slice = await makeSlice(bench, name)
  const mib = Math.ceil(bytes / MIB) + BEYOND_MIB
  const request: LimitedRequest = {
    name,
    slice,
    resources: { memory: { ...asked } },
    probe: (options) => memoryEater(options, { mib, eater }),
  }
  return withLimited(bench, request, look)
}

function draw({ seed }: Bench, name: string, swapMib: number): Memory {
  const limit = seed.int(`${name} limit`, 32, 48) * MIB
  const reservation = seed.int(`${name} reservation`, 8, 24) * MIB
  return { limit, reservation, swap: limit + swapMib * MIB }
}
