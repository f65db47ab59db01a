/**
 * Three containers: one with nothing but lo, one that is to share the network of
 * the first, and one that is to share the network of nobody.
 */
import type { Bench } from '#checker/bench.ts'
import type { Container } from '#checker/container.ts'
import type { NetworkState } from '#checker/evidence/network-state.ts'
import { networkOf } from '#checker/network/namespaces.ts'
import {
  closeBoxed,
  type Ended,
  type Inside,
  leftOfState,
  openBoxed,
} from './boxed.ts'

export interface Sharers {
  readonly first: Ended
  /** What came while the first one ran; `null` if it did not. */
  readonly company: Company | null
}

export interface Company {
  /** What the first one has. */
  readonly state: NetworkState
  readonly second: Ended
  readonly nobody: Nobody
}

export interface Nobody {
  /** The ID that no container has. */
  readonly absent: string
  readonly tried: Ended
  /** Where states are kept. */
  readonly left: readonly string[]
}

export function sharers(bench: Bench): Promise<Sharers> {
  return bench.starts.use(() => share(bench))
}

async function share(bench: Bench): Promise<Sharers> {
  const one = await openBoxed(bench, {
    ...{ name: 'sharer with lo', net: 'none', isInBundle: false },
  })
  const { inside, container } = one
  const company = inside && (await accompany(bench, container, inside))
  return { first: await closeBoxed(bench, one), company }
}

async function accompany(
  bench: Bench,
  { id }: Container,
  { netns }: Inside,
): Promise<Company> {
  const state = await networkOf(bench, netns)
  const other = await openBoxed(bench, {
    name: 'sharer of another',
    net: `container:${id}`,
    isInBundle: true,
  })
  const nobody = await shareNobody(bench, id)
  return { state, second: await closeBoxed(bench, other), nobody }
}

/** @param id Of somebody else. */
async function shareNobody(bench: Bench, id: string): Promise<Nobody> {
  const absent = `${id}-${bench.seed.hex('nobody', 3)}`
  const tried = await closeBoxed(
    bench,
    await openBoxed(bench, {
      name: 'sharer of nobody',
      net: `container:${absent}`,
      isInBundle: false,
    }),
  )
  return { absent, tried, left: await leftOfState(bench, tried) }
}
