/**
 * Server-sent events of one kind: how things stand now, whole, again after each
 * change. So who missed some has missed nothing, and a reader who is slow gets
 * fewer of them and makes nobody wait.
 *
 *     send ─▶ rest ─▶ wait for a change, but not for ever ─▶ send …
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import { setTimeout } from 'node:timers/promises'
import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import type { Changes } from './changes.ts'

export interface Feed {
  readonly changes: Changes
  /** How things stand; written as JSON. */
  readonly now: () => unknown
  /** No two events come closer together, in milliseconds. */
  readonly restMs: number
  /** An event comes after this time even if nothing changed, in milliseconds. */
  readonly beatMs: number
}

/** Answer with a stream of events that ends when the reader goes. */
export function feed(c: Context, options: Feed): Response {
  return streamSSE(c, (stream) => follow(stream, options))
}

async function follow(
  stream: SSEStreamingApi,
  { changes, now, restMs, beatMs }: Feed,
): Promise<void> {
  const gone = new AbortController()
  stream.onAbort(() => gone.abort())
  while (!stream.aborted) {
    const seen = changes.count
    await stream.writeSSE({ data: JSON.stringify(now()) })
    await setTimeout(restMs)
    await changes.after(seen, beatMs, gone.signal)
  }
}
