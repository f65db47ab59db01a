/** A container that a scene connects. */
import type { Bench } from '#checker/bench.ts'
import {
  type Attachment,
  attach,
  type CniNetwork,
  type CniReply,
} from '#checker/network/cni.ts'
import type { Pair } from '#checker/network/lab-network.ts'
import { makeNetns, type Netns } from '#checker/network/namespaces.ts'

export interface Guest {
  readonly netns: Netns
  readonly attachment: Attachment & { readonly netns: Netns }
  readonly reply: CniReply
  /** What its ADD said it has; nothing that anybody could connect to otherwise. */
  readonly address: Pair
}

type Wish = Omit<Attachment, 'containerId' | 'netns'>

/** A container that nobody has connected yet. */
export async function stranger(bench: Bench, name: string, wish: Wish = {}) {
  const netns = await makeNetns(bench, name)
  const drawn = bench.seed.hex(`container ${name}`, 3)
  const containerId = `${name.replaceAll(' ', '-')}-${drawn}`
  return { containerId, netns, ...wish }
}

/** Make a namespace, and connect it. */
export async function connect(
  bench: Bench,
  network: CniNetwork,
  name: string,
  wish: Wish = {},
): Promise<Guest> {
  const attachment = await stranger(bench, name, wish)
  const reply = await attach(bench, network, attachment)
  const { netns } = attachment
  return { netns, attachment, reply, address: addressIn(reply) }
}

/** From blocks that lead nowhere, if there is none. @see RFC 5737, 6666 */
const NOWHERE: Pair = { v4: '192.0.2.1', v6: '100::1' }

export function addressIn({ result }: CniReply): Pair {
  const found = (result?.ips ?? []).map(
    ({ address }) => address.split('/')[0] ?? '',
  )
  return {
    v4: found.find((one) => /^[\d.]+$/.test(one)) ?? NOWHERE.v4,
    v6: found.find((one) => /^[\da-f:]+:[\da-f:]*$/.test(one)) ?? NOWHERE.v6,
  }
}
