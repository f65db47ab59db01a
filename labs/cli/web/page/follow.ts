/**
 * Server-sent events with a secret. The browser's own EventSource cannot send an
 * `Authorization` header, so the stream is read here.
 */
import { EventLines } from './event-lines.ts'

export type Connection = 'connecting' | 'live' | 'lost' | 'refused'

export interface Following<T> {
  /** Path below this site. */
  readonly path: string
  readonly secret: string
  readonly onEvent: (event: T) => void
  readonly onConnection: (state: Connection) => void
  readonly signal: AbortSignal
}

const RETRY_MS = 2000
const UNAUTHORIZED = 401

/** Read events until the signal, and begin again whenever the stream ends. */
export async function follow<T>(options: Following<T>): Promise<void> {
  const { onConnection, signal } = options
  onConnection('connecting')
  while (!signal.aborted) {
    const refused = await readOnce(options).catch(() => false)
    if (signal.aborted) return
    onConnection(refused ? 'refused' : 'lost')
    if (refused) return
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
}

/** @returns Whether the secret is wrong, so that there is no use in asking again. */
async function readOnce<T>(options: Following<T>): Promise<boolean> {
  const { path, secret, onEvent, onConnection, signal } = options
  const response = await fetch(path, {
    headers: { authorization: `Bearer ${secret}` },
    signal,
  })
  if (response.status === UNAUTHORIZED) return true
  if (!response.ok || response.body === null) return false
  onConnection('live')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  const lines = new EventLines()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return false
    for (const data of lines.add(value)) onEvent(JSON.parse(data))
  }
}
