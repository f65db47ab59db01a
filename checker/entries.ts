/** What the agent is asked to write, in words that many containers use. */
import type { Entry } from './agent/protocol.ts'

/** An executable of the kit's. */
export function programEntry(path: string, executable: Buffer): Entry {
  const base64 = executable.toString('base64')
  return { kind: 'file', path, base64, mode: 0o755 }
}
