/**
 * Real traffic: a token goes from one network to another, and another comes back.
 *
 *     one small program of the kit's
 *       setns(to)     server = socket, bind, listen
 *       setns(from)   client = socket, connect, send token
 *                     accept, receive it, send another, receive that
 *
 * A socket belongs to the network it was made in, so one process with one thread
 * has both ends. Nobody waits for anybody to be ready, and nobody else can
 * answer: the tokens are drawn anew and are nowhere but in the program.
 */
import { randomBytes } from 'node:crypto'
import { describeErrno } from '#runtime/sys/errno.ts'
import type { Bench } from '../bench.ts'
import { visit } from '../visitor.ts'
import type { Endpoint } from './socket-address.ts'
import { NOT_REACHED, STEPS, Talk, TOKEN_SIZE, type Traffic } from './talk.ts'

export type { Endpoint } from './socket-address.ts'
export type { Protocol, Traffic } from './talk.ts'

export interface Exchange {
  /** Both tokens arrived. */
  readonly works: boolean
  /** The server received the client's token. */
  readonly there: boolean
  /** The client received the server's. */
  readonly back: boolean
  /** Where it ended: `connect`, `ECONNREFUSED`; `TIMEOUT` if nothing came. */
  readonly error: { readonly step: string; readonly code: string } | null
  /** Whom the server saw: after any translation. */
  readonly seenFrom: Endpoint | null
  /** What the client's end is called where it is. */
  readonly local: Endpoint | null
}

/** A first packet that is lost, while neighbours get to know each other, comes again after 1 s. */
const TIMEOUT_MS = 2_500
/** For the program to come and to go. */
const START_MS = 2_000

/** Let a client and a server talk, once. @throws {AgentError} */
export async function exchange(
  bench: Bench,
  traffic: Traffic,
): Promise<Exchange> {
  const tokens = {
    there: randomBytes(TOKEN_SIZE),
    back: randomBytes(TOKEN_SIZE),
  }
  const limitMs = traffic.timeoutMs ?? TIMEOUT_MS
  const timeoutMs = bench.patience(limitMs)
  const found = await visit(bench, {
    // Several steps may wait a little, but one that waits in vain is the last.
    timeoutMs: START_MS + 2 * limitMs,
    record: (visitor) => ({
      talk: new Talk(visitor, { ...traffic, timeoutMs }).record(tokens),
    }),
  })
  if (found === null) throw new Error('The kit could not enter a network')
  const { results, received, answered, refusal, ...ends } = found.talk
  const there = received.equals(tokens.there)
  const back = answered.equals(tokens.back)
  const error = errorIn(results, refusal)
  return { works: there && back, there, back, error, ...ends }
}

function errorIn(results: Buffer, refusal: number): Exchange['error'] {
  for (const [index, step] of STEPS.entries()) {
    const result = results.readBigInt64LE(index * 8)
    if (result >= 0n || result === NOT_REACHED) continue
    const { code } = describeErrno(refusal || Number(-result))
    return { step, code: WAITED.includes(code) ? 'TIMEOUT' : code }
  }
  return null
}

/** What the kernel says when the time of a socket is over. @see socket(7) */
const WAITED = ['EAGAIN', 'EINPROGRESS']
