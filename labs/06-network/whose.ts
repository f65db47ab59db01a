/** Whose namespaces a container is in. */
import type { Bench } from '#checker/bench.ts'
import type { Observation } from '#checker/evidence/process.ts'
import { street } from './boxed.ts'

export const OWN = 'its own'
export const HOSTS = 'that of the host'

export const network = (whose: string) => `network namespace: ${whose}`

/** What every mode leaves apart; without a process, as it is to be. */
export async function apart(
  bench: Bench,
  seen?: Observation,
  ...others: readonly Observation[]
): Promise<string[]> {
  const { pid } = bench.hello
  const around = [await bench.call('observe', { pid }), ...others]
  return ['pid', 'mnt'].map((type) => {
    const own = seen?.namespaces[type]
    const isShared = around.some((other) => other?.namespaces[type] === own)
    return `${type} namespace: ${seen && isShared ? 'shared' : OWN}`
  })
}

/** Whose network a process is in, in words. */
export async function whoseNetwork(
  bench: Bench,
  { namespaces }: Observation,
): Promise<string> {
  const { host, outside } = await bench.share(street)
  const around = await bench.call('observe', { pid: bench.hello.pid })
  if (namespaces.net === `net:[${host.inode}]`) return HOSTS
  const strange = [`net:[${outside.inode}]`, around?.namespaces.net]
  return strange.includes(namespaces.net)
    ? 'one that it has no business in'
    : OWN
}

/** As the kernel shows it. */
export function netEvidence({
  pid,
  namespaces,
}: Observation): Record<string, string> {
  return { [`/proc/${pid}/ns/net`]: `${namespaces.net}` }
}
