/** What the agent is asked to write, in words that many containers use. */
import type { Entry } from './agent/protocol.ts'

/** An executable of the kit's. */
export function programEntry(path: string, executable: Buffer): Entry {
  const base64 = executable.toString('base64')
  return { kind: 'file', path, base64, mode: 0o755 }
}

/** An entry, moved into a folder: its paths were relative to that one. */
export function entryBelow(folder: string, entry: Entry): Entry {
  const path = `${folder}/${entry.path}`
  return entry.kind === 'link'
    ? { ...entry, path, to: `${folder}/${entry.to}` }
    : { ...entry, path }
}
