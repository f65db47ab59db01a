/**
 * Tells the agent's words from others'. A judged program is root: it can copy
 * the agent's descriptors and write into them. The key comes with the agent's
 * code, over its standard input, and is in nothing but the agent's memory.
 *
 *     <base64url of HMAC-SHA-256> {"id": 7, "result": …}
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

function signatureOf(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** A line that whoever has the key believes. */
export function sign(key: string, text: string): string {
  return `${signatureOf(key, text)} ${text}`
}

/** The text of a signed line; `null` if somebody else wrote it. */
export function signedText(key: string, line: string): string | null {
  const end = line.indexOf(' ')
  const text = line.slice(end + 1)
  const [given, wanted] = [line.slice(0, end), signatureOf(key, text)].map(
    (signature) => Buffer.from(signature),
  ) as [Buffer, Buffer]
  const isSigned =
    given.length === wanted.length && timingSafeEqual(given, wanted)
  return isSigned ? text : null
}
