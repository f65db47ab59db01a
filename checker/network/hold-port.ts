/** A listener of the kit's, in the way of whoever wants the same port. */
import type { Bench } from '../bench.ts'
import { programEntry } from '../entries.ts'
import { SO_REUSEADDR, SOCK_DGRAM, SOCK_STREAM, SOL_SOCKET } from '../kernel.ts'
import { recordedProbe, sleepForEver } from '../probe.ts'
import type { Protocol } from './exchange.ts'
import type { Netns } from './namespaces.ts'
import { type Endpoint, familyOf, socketAddress } from './socket-address.ts'

/** It is held for that long at most, and until it is there for that long. */
const HELD_MS = 30_000
const START_MS = 3_000
const SAID = 'held\n'

let holders = 0

export interface Holder {
  release(): Promise<void>
}

/**
 * Take a port, until it is released.
 *
 * @throws {Error} If the kit does not get it.
 */
export async function holdPort(
  bench: Bench,
  netns: Netns,
  { protocol, ...endpoint }: Endpoint & { readonly protocol: Protocol },
): Promise<Holder> {
  const name = `holder-${holders++}`
  const path = `${name}/holder`
  const { executable } = holder(bench, protocol, endpoint)
  await bench.call('write', { entries: [programEntry(path, executable)] })
  const { job } = await bench.call('start', {
    argv: [bench.path(path)],
    cwd: bench.path(name),
    folder: bench.path(name),
    env: {},
    descriptors: {},
    netns: netns.handle,
    timeoutMs: bench.patience(HELD_MS),
  })
  const release = async () => void (await bench.call('kill', { job }))
  const timeoutMs = bench.patience(START_MS)
  const said = await bench.call('awaitOutput', { job, text: SAID, timeoutMs })
  if (said.stdout === SAID) return { release }
  await release()
  throw new Error(`The kit cannot listen at ${endpoint.address}`)
}

function holder({ hello }: Bench, protocol: Protocol, endpoint: Endpoint) {
  return recordedProbe(hello.arch, (program) => {
    const type = protocol === 'tcp' ? SOCK_STREAM : SOCK_DGRAM
    const family = familyOf(endpoint.address)
    const socket = program.syscall('socket', [family, type, 0])
    const one = Buffer.from([1, 0, 0, 0])
    const reuse = [socket, SOL_SOCKET, SO_REUSEADDR, one, one.length]
    program.syscall('setsockopt', reuse)
    const address = socketAddress(endpoint)
    program.syscall('bind', [socket, address, address.length])
    if (protocol === 'tcp') program.syscall('listen', [socket, 1])
    program.write(1, SAID)
    sleepForEver(program)
  })
}
