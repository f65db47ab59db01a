/** The container of step 11: what `/proc` tells those inside. */
import type { Bench } from '#checker/bench.ts'
import { makeSlice } from '#checker/slice.ts'
import { type Limited, withLimited } from './limited.ts'
import { sleeper } from './probes.ts'

const NAME = 'told'
const MIB = 1024 * 1024
const KIB = 1024

export interface Figures {
  /** `MemTotal`, in KiB. */
  readonly memTotal: number | null
  /** Lines that begin with "processor". */
  readonly processors: number | null
  /** Seconds since the start. */
  readonly uptime: number | null
}

export interface Told {
  readonly asked: { readonly kib: number; readonly processors: number }
  readonly limited: Limited<{
    readonly inside: Figures
    /** Before it was started, and while it runs. */
    readonly host: readonly [before: Figures, during: Figures]
  }>
}

export async function told(bench: Bench): Promise<Told> {
  const slice = await makeSlice(bench, NAME)
  const bytes = bench.seed.int(`${NAME} memory`, 20, 90) * MIB
  const before = await figuresIn(bench, '')
  const limited = await withLimited(
    bench,
    {
      name: NAME,
      slice,
      resources: { memory: { limit: bytes }, cpu: { cpus: '0', mems: '0' } },
      spec: {
        mounts: [{ destination: '/proc', type: 'proc', source: 'proc' }],
      },
      options: ['--own-figures'],
      probe: sleeper,
    },
    async ({ seen }) => {
      const inside = await figuresIn(bench, `/proc/${seen.pid}/root`)
      const during = await figuresIn(bench, '')
      return { inside, host: [before, during] as const }
    },
  )
  return { asked: { kib: bytes / KIB, processors: 1 }, limited }
}

/** @param root Where its `/proc` is to be found. */
async function figuresIn(bench: Bench, root: string): Promise<Figures> {
  const names = ['meminfo', 'cpuinfo', 'uptime']
  const paths = names.map((name) => `${root}/proc/${name}`)
  const [meminfo, cpuinfo, uptime] = await bench.call('read', { paths })
  return {
    memTotal: numberOr(/^MemTotal:\s+(\d+) kB$/m.exec(meminfo ?? '')?.[1]),
    processors: cpuinfo?.match(/^processor\b/gm)?.length ?? null,
    uptime: numberOr(/^\d+(\.\d+)?/.exec(uptime ?? '')?.[0]),
  }
}

const numberOr = (text: string | undefined) =>
  text === undefined ? null : Number(text)
