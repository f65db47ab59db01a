/**
 * The engine of the finale, and one image with the programs of all its containers.
 * Each program is like no other file, so it is known again wherever it runs: an
 * overlay gives it other numbers, its content stays.
 */
import type { Bench } from '#checker/bench.ts'
import {
  type Engine,
  PROGRAMS_OF_DOCKER,
  startEngine,
} from '#checker/docker/engine.ts'
import { makeImage } from '#checker/docker/image.ts'
import { programEntry } from '#checker/entries.ts'
import {
  type Probe,
  recordedProbe,
  residentProbe,
  sleepingProbe,
} from '#checker/probe.ts'

/** A program of the image. */
export interface Cargo {
  /** Its path inside. */
  readonly path: string
  readonly probe: Probe
}

export interface Dock {
  readonly engine: Engine
  readonly image: string
  /** Sleeps until it is killed. */
  readonly sleeper: Cargo
  /** The same, for those who come later. */
  readonly visitor: Cargo
  /** Greets, repeats a line, and ends with `status` after another. */
  readonly talker: Cargo
  readonly greeting: string
  /** Ends at once, with `status`. */
  readonly leaver: Cargo
  readonly status: number
}

/** What the guest lacks of Docker; nothing if it is all there. */
export async function missing(bench: Bench): Promise<readonly string[]> {
  const paths = PROGRAMS_OF_DOCKER
  const found = await bench.call('stat', { paths })
  return paths.filter((_, at) => found[at] === null)
}

/** Start the engine, and load the image. */
export async function dock(bench: Bench): Promise<Dock> {
  const { seed } = bench
  const engine = await startEngine(bench)
  const status = seed.int('status of the finale', 3, 99)
  const greeting = seed.hex('greeting of the finale', 8)
  const all = programs(bench, greeting, status)
  const entries = Object.values(all).map(({ path, probe }) =>
    programEntry(path.slice(1), probe.executable),
  )
  const name = `image-${seed.hex('image of the finale', 4)}`
  const image = await makeImage(bench, engine, name, entries)
  return { engine, image, greeting, status, ...all }
}

function programs({ seed, hello }: Bench, greeting: string, status: number) {
  const { arch } = hello
  const mark = (name: string) => seed.hex(`${name} of the finale`, 4)
  const cargo = (name: string, probe: Probe): Cargo => {
    return { path: `/bin-${mark('programs')}/${name}-${mark(name)}`, probe }
  }
  const said = { out: `${greeting}\n`, err: '' }
  const talk = { arch, greeting: said, tries: [], exitStatus: status }
  const leave = recordedProbe(
    arch,
    (program) => {
      program.write(1, `${greeting}\n`, undefined, { ignore: true })
      program.exit_group(status)
    },
    mark('leaver'),
  )
  return {
    sleeper: cargo('sleeper', sleepingProbe(arch, mark('sleeper'))),
    visitor: cargo('visitor', sleepingProbe(arch, mark('visitor'))),
    talker: cargo('talker', residentProbe(talk)),
    leaver: cargo('leaver', leave),
  }
}
