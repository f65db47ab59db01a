/** A student's side of joining a class, and of leaving it. */
import type { Membership } from './membership.ts'
import { tidyName } from './names.ts'
import { post } from './post.ts'

export interface ClassLink {
  /** `http://192.168.1.5:4174` */
  readonly url: string
  readonly secret: string
}

/** People wait for it, and may be far from the access point. */
const TIMEOUT_MS = 5000

/** What `labs class` prints, taken apart; `null` if it is nothing of that kind. */
export function linkIn(text: string): ClassLink | null {
  if (!URL.canParse(text)) return null
  const { protocol, origin, hash } = new URL(text)
  if (protocol !== 'http:' && protocol !== 'https:') return null
  return hash.length > 1 ? { url: origin, secret: hash.slice(1) } : null
}

/**
 * Join.
 *
 * @returns Under what name; several students may want the same.
 * @throws {ClassError}
 */
export async function joinClass(
  { url, secret }: ClassLink,
  name: string,
  signal: AbortSignal,
): Promise<Membership> {
  const to = { url: `${url}/api/join`, secret, timeoutMs: TIMEOUT_MS, signal }
  const place = (await post(to, { name })) as Partial<Membership> | null
  // It is shown in a terminal, and the class is not known to mean well.
  const called = tidyName(String(place?.name)) ?? name
  return { url, name: called, secret: String(place?.secret) }
}

/** Leave: the class forgets the name. @throws {ClassError} */
export async function leaveClass(
  { url, secret }: Membership,
  signal: AbortSignal,
): Promise<void> {
  const to = { url: `${url}/api/leave`, secret, timeoutMs: TIMEOUT_MS, signal }
  await post(to, {})
}
