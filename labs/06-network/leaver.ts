/**
 * Containers that go, in all the ways in which they do; on a host of their own, so
 * that whatever is left there is theirs.
 */
import type { Bench } from '#checker/bench.ts'
import { newIn } from '#checker/evidence/network-lines.ts'
import { type CniReply, detach, verify } from '#checker/network/cni.ts'
import type { Exchange } from '#checker/network/exchange.ts'
import { holdPort } from '#checker/network/hold-port.ts'
import {
  type LabNetwork,
  labNetwork,
  leftOnHost,
} from '#checker/network/lab-network.ts'
import {
  dropNetns,
  makeNetns,
  networkOf,
  runIn,
} from '#checker/network/namespaces.ts'
import { connect, type Guest, stranger } from './guest.ts'
import { FULL, placeFor } from './places.ts'
import { type Refused, refused } from './refused.ts'
import { talk } from './talk.ts'
import { isChain } from './verdict.ts'

/** A host without an uplink. */
async function ownHost(bench: Bench, name: string): Promise<LabNetwork> {
  const lab = await bench.share(labNetwork)
  const host = await makeNetns(bench, name)
  return { ...lab, host, before: await networkOf(bench, host) }
}

export interface Leaver {
  readonly adds: readonly CniReply[]
  /** DEL of the neighbour, of the leaver, and of the leaver again. */
  readonly dels: readonly [CniReply, CniReply, CniReply]
  /** The leaver's published port, when the neighbour was gone. */
  readonly stays: Exchange
  /** On the host, when both were there. */
  readonly made: readonly string[]
  /** On the host, when both were gone. */
  readonly left: readonly string[]
  /** Somebody who asks for the address of the leaver. */
  readonly wanted: string
  readonly heir: Guest
}

/** Two go, the second one twice; somebody wants the address. */
export async function leaver(bench: Bench): Promise<Leaver> {
  const lab = await ownHost(bench, 'host of the leaver')
  const { network, gateway } = placeFor(bench, lab, 'leaver', FULL)
  const hostPort = bench.seed.int('port of the leaver', 40_000, 49_000)
  const containerPort = bench.seed.int('own port of the leaver', 2000, 9000)
  const ports = [{ hostPort, containerPort, protocol: 'tcp' as const }]
  return bench.starts.use(async () => {
    const guest = await connect(bench, network, 'leaver', { ports })
    const other = await connect(bench, network, 'neighbour')
    const made = await leftOnHost(bench, lab)
    const first = await detach(
      bench,
      network,
      other.attachment,
      other.reply.result,
    )
    const stays = await talk(bench, {
      ...{ from: lab.host, to: guest.netns, address: gateway.v4 },
      ...{ port: hostPort, listen: containerPort },
    })
    const { result } = guest.reply
    const go = () => detach(bench, network, guest.attachment, result)
    const second = await go()
    const left = await leftOnHost(bench, lab)
    const third = await go()
    const wanted = guest.address.v4
    const args = `IgnoreUnknown=1;IP=${wanted}`
    const heir = await connect(bench, network, 'heir', { args })
    const adds = [guest.reply, other.reply]
    const dels = [first, second, third] as const
    return { adds, dels, stays, made, left, wanted, heir }
  })
}

export interface Gone {
  readonly add: CniReply
  readonly del: CniReply
  readonly made: readonly string[]
  readonly left: readonly string[]
}

/** One whose namespace is gone before its DEL. */
export async function gone(bench: Bench): Promise<Gone> {
  const lab = await ownHost(bench, 'host of the gone')
  const { network } = placeFor(bench, lab, 'gone', FULL)
  return bench.starts.use(async () => {
    const { attachment, netns, reply } = await connect(bench, network, 'gone')
    const made = await leftOnHost(bench, lab)
    await dropNetns(bench, netns)
    const late = { ...attachment, netns: '' }
    const del = await detach(bench, network, late, reply.result)
    return { add: reply, del, made, left: await leftOnHost(bench, lab) }
  })
}

export interface Failed {
  readonly tried: Refused
  /** The same, when nothing is in its way any more. */
  readonly after: Guest
}

/** One who fails at one of the last steps; a chain does not look at that. */
export async function failed(bench: Bench): Promise<Failed | null> {
  if (isChain(bench)) return null
  const lab = await ownHost(bench, 'host of the failed')
  const { network } = placeFor(bench, lab, 'failed', FULL)
  const port = bench.seed.int('port that is held', 50_000, 59_000)
  const ports = [
    { hostPort: port, containerPort: 80, protocol: 'tcp' as const },
  ]
  const held = { protocol: 'tcp' as const, address: '0.0.0.0', port }
  return bench.starts.use(async () => {
    const holder = await holdPort(bench, lab.host, held)
    const asked = await stranger(bench, 'failed', { ports })
    const tried = await refused(bench, network, asked)
    await holder.release()
    return { tried, after: await connect(bench, network, 'after the failed') }
  })
}

export interface Checked {
  readonly add: CniReply
  /** As ADD has left it, and without its address. */
  readonly whole: CniReply | null
  readonly broken: CniReply | null
  readonly lost: readonly string[]
}

/** One whose address is taken away by somebody else. */
export async function checked(bench: Bench): Promise<Checked> {
  const lab = await ownHost(bench, 'host of the checked')
  const { network } = placeFor(bench, lab, 'checked', FULL)
  return bench.starts.use(async () => {
    const { attachment, netns, reply } = await connect(
      bench,
      network,
      'checked',
    )
    const { result } = reply
    if (result === null)
      return { add: reply, whole: null, broken: null, lost: [] }
    const look = () => verify(bench, network, attachment, result)
    const whole = await look()
    const before = await networkOf(bench, netns)
    await runIn(bench, netns, ['ip', 'address', 'flush', 'dev', 'eth0'])
    const lost = newIn(await networkOf(bench, netns), before)
    return { add: reply, whole, broken: await look(), lost }
  })
}
