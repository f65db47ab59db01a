/**
 * The container of step 1. Its cgroup lies two levels below what was delegated,
 * and its settings are files of cgroup v2 already: there is nothing to convert.
 *
 *     <slice>/            the kit's, hands nothing down
 *     <slice>/<floor>/    to be made on the way
 *     <slice>/<floor>/<room>
 *
 * Its environment is large. execve(2) copies it into memory of the new program,
 * and these pages are charged to the cgroup that the process is in right then.
 * Nobody moves the charge along when the process is moved later.
 */
import { dirname } from 'node:path'
import type { Bench } from '#checker/bench.ts'
import { isLabProgram } from '#checker/profile.ts'
import { makeSlice } from '#checker/slice.ts'
import {
  type Files,
  filesIn,
  type Limited,
  membershipOf,
  withLimited,
} from './limited.ts'
import { sleeper } from './probes.ts'

const NAME = 'tenant'
const MIB = 1024 * 1024
/** Each string below 128 KiB, all of them below 2 MiB. @see execve(2) */
const VARIABLES = 10
const LETTERS = 120_000

export interface Tenant {
  /** `linux.resources.unified`: file → value. */
  readonly asked: Readonly<Record<string, string>>
  /** Bytes that execve(2) had to copy. */
  readonly environment: number
  readonly limited: Limited<Surroundings>
}

/** What was found around its cgroup. */
export interface Surroundings {
  /** Path → every file: of the slice, and of what lies between. */
  readonly above: Readonly<Record<string, Files>>
  readonly memory: Files
  /** The cgroup that it is in, a while after the first look. */
  readonly membership: string | null
}

export async function tenant(bench: Bench): Promise<Tenant> {
  const slice = await makeSlice(bench, NAME)
  const hex = (what: string) => bench.seed.hex(`${NAME} ${what}`, 3)
  const asked = draw(bench)
  const env = environment(hex('environment'))
  const limited = await withLimited(
    bench,
    {
      name: NAME,
      slice,
      leaf: `${onTheWay(bench, hex('floor'))}room-${hex('room')}`,
      resources: { unified: asked },
      env,
      probe: sleeper,
    },
    async ({ cgroup, seen, read }) => ({
      above: {
        [slice.path]: await filesIn(bench, slice.path),
        [dirname(cgroup)]: await filesIn(bench, dirname(cgroup)),
      },
      memory: await read('memory.current'),
      membership: await membershipOf(bench, seen.pid),
    }),
  )
  const bytes = env.reduce((sum, { length }) => sum + length, 0)
  return { asked, environment: bytes, limited }
}

/** Programs from elsewhere leave what they made on the way, and may. */
function onTheWay({ program }: Bench, hex: string): string {
  return isLabProgram(program) ? `floor-${hex}/` : ''
}

function draw({ seed }: Bench): Tenant['asked'] {
  return {
    'cpu.weight': `${seed.int(`${NAME} weight`, 110, 900)}`,
    'memory.max': `${seed.int(`${NAME} memory`, 96, 160) * MIB}`,
    'pids.max': `${seed.int(`${NAME} pids`, 40, 80)}`,
  }
}

function environment(hex: string): string[] {
  const value = hex.repeat(Math.ceil(LETTERS / hex.length))
  return Array.from(
    { length: VARIABLES },
    (_, index) => `LARGE_${index}=${value}`,
  )
}
