/** Traffic of this lab, and how it is told. */
import type { Bench } from '#checker/bench.ts'
import {
  type Exchange,
  exchange,
  type Protocol,
} from '#checker/network/exchange.ts'
import type { Netns } from '#checker/network/namespaces.ts'

/** Whoever waits for what is to be dropped waits that long. */
export const SHORT_MS = 500

export interface Call {
  readonly from: Netns
  readonly to: Netns
  /** Where the client turns to. */
  readonly address: string
  readonly port: number
  /** Where the server waits, if that is another port. */
  readonly listen?: number
  readonly protocol?: Protocol
  readonly timeoutMs?: number
}

/** Let a client and a server talk once; the server waits at every address. */
export function talk(bench: Bench, call: Call): Promise<Exchange> {
  const { from, to, address, port, listen = port, protocol = 'tcp' } = call
  const { timeoutMs } = call
  const everywhere = address.includes(':') ? '::' : '0.0.0.0'
  return exchange(bench, {
    from,
    to,
    protocol,
    connect: { address, port },
    listen: { address: everywhere, port: listen },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  })
}

export const ANSWERED = 'an answer'

/** `an answer`, or how far it came: `connect: TIMEOUT`. */
export function heard({ works, error, there }: Exchange): string {
  if (works) return ANSWERED
  const how = error === null ? 'another answer' : `${error.step}: ${error.code}`
  return there ? `arrives, but no answer (${how})` : `no answer (${how})`
}

/** One line for each conversation. */
export function lines(talks: Readonly<Record<string, string>>): string {
  return Object.entries(talks)
    .map(([who, what]) => `${who}: ${what}`)
    .join('\n')
}
