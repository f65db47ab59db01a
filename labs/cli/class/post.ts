/** Ask a class for something, with a secret and not for long. */

/** unreachable: no answer, or none of ours · unknown: not with this secret */
export type ClassRefusal =
  | 'unreachable'
  | 'unknown'
  | 'busy'
  | 'full'
  | 'malformed'

/** A class did not do what it was asked for. */
export class ClassError extends Error {
  override readonly name = 'ClassError'
  readonly reason: ClassRefusal

  constructor(reason: ClassRefusal, message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

export interface Recipient {
  readonly url: string
  readonly secret: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

const REFUSALS: Readonly<Record<number, ClassRefusal>> = {
  400: 'malformed',
  401: 'unknown',
  409: 'full',
  429: 'busy',
}

/**
 * Post JSON.
 *
 * @returns The answer; `null` if it is empty.
 * @throws {ClassError}
 */
export async function post(to: Recipient, body: unknown): Promise<unknown> {
  const { url, secret, timeoutMs, signal } = to
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
      // The secret goes to the class and to nobody it might name.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    if (response.ok) return jsonIn(await response.text())
    const reason = REFUSALS[response.status] ?? 'unreachable'
    throw new ClassError(reason, `${url} answered ${response.status}`)
  } catch (error) {
    if (error instanceof ClassError) throw error
    throw new ClassError('unreachable', `${url} did not answer`, error)
  }
}

const jsonIn = (text: string) => (text === '' ? null : JSON.parse(text))
