/**
 * The containers of step 3. In one, a child of the program takes more memory
 * than there is; in the other the program itself does.
 *
 *     survivor   small program ── child eats ── killed; the program stays
 *     victim     program eats ── killed: the container is over
 */
import type { Bench } from '#checker/bench.ts'
import { makeSlice } from '#checker/slice.ts'
import { type Files, type Limited, withLimited } from './limited.ts'
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
  const slice = await makeSlice(bench, name)
  const asked = draw(bench, name, bench.seed.int(`${name} swap`, 4, 8))
  const limited = await withLimited(
    bench,
    {
      name,
      slice,
      resources: { memory: { ...asked } },
      probe: (options) =>
        memoryEater(options, { mib: bounded(asked.swap), eater: 'child' }),
    },
    async ({ seen, work, read }) => {
      await work()
      const pid = seen.pid
      const observed = await bench.call('observe', { pid })
      const files = await read('memory.events', 'memory.oom.group')
      return { files, lives: observed?.exe.identity === seen.exe.identity }
    },
  )
  return { asked, limited }
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
  const slice = await makeSlice(bench, name)
  const asked = draw(bench, name, 0)
  const limited = await withLimited(
    bench,
    {
      name,
      slice,
      resources: { memory: { ...asked } },
      probe: (options) =>
        memoryEater(options, { mib: bounded(asked.limit), eater: 'itself' }),
    },
    async ({ work, read }) => {
      const full = await work()
      const names = ['memory.current', 'memory.swap.current', 'memory.swap.max']
      return { full, files: await read(...names) }
    },
  )
  return { asked, limited }
}

function draw({ seed }: Bench, name: string, swapMib: number): Memory {
  const limit = seed.int(`${name} limit`, 32, 48) * MIB
  const reservation = seed.int(`${name} reservation`, 8, 24) * MIB
  return { limit, reservation, swap: limit + swapMib * MIB }
}

const bounded = (bytes: number) => Math.ceil(bytes / MIB) + BEYOND_MIB
