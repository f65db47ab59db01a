/** The container of step 7: one processor of those that the machine has. */
import type { Bench } from '#checker/bench.ts'
import { numbersOf } from '#checker/evidence/cgroup-files.ts'
import { makeSlice } from '#checker/slice.ts'
import { visit } from '#checker/visitor.ts'
import { type Limited, withLimited } from './limited.ts'
import { sleeper } from './probes.ts'

const NAME = 'pinned'
const ONLINE = '/sys/devices/system/cpu/online'
const MASK_BYTES = 128

export interface Pinned {
  /** `linux.resources.cpu`, as lists of numbers. */
  readonly asked: { readonly cpus: string; readonly mems: string }
  /** Processors of the machine. */
  readonly online: readonly number[]
  readonly limited: Limited<{
    /** `Cpus_allowed_list` of its first process. */
    readonly allowed: string | null
    /** What `nproc` counts there: bits of sched_getaffinity(2). */
    readonly affinity: readonly number[] | null
  }>
}

export async function pinned(bench: Bench): Promise<Pinned> {
  const slice = await makeSlice(bench, NAME)
  const [text = null] = await bench.call('read', { paths: [ONLINE] })
  const online = numbersOf(text)
  const cpu = online[bench.seed.int(`${NAME} processor`, 1, online.length) - 1]
  const asked = { cpus: `${cpu}`, mems: '0' }
  const limited = await withLimited(
    bench,
    { name: NAME, slice, resources: { cpu: asked }, probe: sleeper },
    async ({ cgroup, seen }) => ({
      allowed: seen.status.Cpus_allowed_list ?? null,
      affinity: await affinityIn(bench, cgroup),
    }),
  )
  return { asked, online, limited }
}

/** What a program of the kit may run on, once it is in that cgroup. */
async function affinityIn(
  bench: Bench,
  cgroup: string,
): Promise<readonly number[] | null> {
  const found = await visit(bench, {
    cgroup,
    record: (visitor) => ({
      mask: visitor.filled(MASK_BYTES, (buffer, options) => {
        visitor.program.syscall(
          'sched_getaffinity',
          [0, buffer.length, buffer],
          options,
        )
      }),
    }),
  })
  const mask = found?.mask
  if (mask === null || mask === undefined) return null
  return bitsOf(mask)
}

/** Numbers of the bits that are set, the lowest first. */
export function bitsOf(mask: Buffer): number[] {
  return [...mask].flatMap((byte, at) =>
    Array.from({ length: 8 }, (_, bit) => bit)
      .filter((bit) => (byte & (1 << bit)) !== 0)
      .map((bit) => at * 8 + bit),
  )
}
