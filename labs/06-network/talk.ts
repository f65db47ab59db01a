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
  const { address, port, listen = port, protocol = 'tcp', ...rest } = call
  const everywhere = address.includes(':') ? '::' : '0.0.0.0'
  return exchange(bench, {
    ...rest,
    protocol,
    connect: { address, port },
    listen: { address: everywhere, port: listen },
  })
}

/** Who spoke to whom → what came of it. */
export type Talks = Readonly<Record<string, Exchange>>

/** Wait for conversations that go on at the same time. */
export async function allOf(
  talks: Readonly<Record<string, Promise<Exchange>>>,
): Promise<Talks> {
  return Object.fromEntries(
    await Promise.all(
      Object.entries(talks).map(
        async ([who, talk]) => [who, await talk] as const,
      ),
    ),
  )
}

export const ANSWERED = 'an answer'

/** `an answer`, or how far it came: `connect: TIMEOUT`. */
export function heard({ works, error, there }: Exchange): string {
  if (works) return ANSWERED
  const how = error === null ? 'another answer' : `${error.step}: ${error.code}`
  return there ? `arrives, but no answer (${how})` : `no answer (${how})`
}

/** One line for each of them: `who: what is told of it`. */
export function lines<T>(
  named: Readonly<Record<string, T>>,
  tell: (one: T) => string,
): string {
  return Object.entries(named)
    .map(([who, one]) => `${who}: ${tell(one)}`)
    .join('\n')
}
