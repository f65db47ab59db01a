/** Containers that must not be: they ask for settings of the whole machine. */
import type { Bench } from '#checker/bench.ts'
import { type Cell, openCell } from './cell.ts'
import { sysctlsOnHost } from './sysctls.ts'

/** Settings that no namespace has of its own. */
const OF_MACHINE = [
  'kernel.pid_max',
  'kernel.threads-max',
  'vm.overcommit_ratio',
  'fs.file-max',
] as const
const OF_NETWORK = 'net.ipv4.ip_default_ttl'

export interface Stray {
  /** `net.ipv4.ip_default_ttl = 64`, without a network of its own. */
  readonly asked: string
  readonly cell: Cell<Record<string, never>, null>
}

/** A setting that has namespaces, for a container in that of the host. */
export async function strayNetwork(bench: Bench): Promise<Stray> {
  const shared = ['network']
  const stray = await astray(bench, 'stray network', OF_NETWORK, shared)
  return { ...stray, asked: `${stray.asked}, in the network of the host` }
}

/** A setting that every container shares with the host. */
export function strayMachine(bench: Bench): Promise<Stray> {
  const name = bench.seed.pick('setting of the machine', OF_MACHINE)
  return astray(bench, 'stray machine', name, [])
}

async function astray(
  bench: Bench,
  name: string,
  setting: string,
  shared: readonly string[],
): Promise<Stray> {
  // What it is already: nothing happens if somebody does write it.
  const [value = ''] = Object.values(await sysctlsOnHost(bench, [setting]))
  const cell = await openCell(
    bench,
    {
      name,
      shared,
      spec: { linux: { sysctl: { [setting]: value } } },
      record: () => ({}),
    },
    async () => null,
  )
  return { asked: `${setting} = ${value}`, cell }
}
