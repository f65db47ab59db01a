// The file named by `--log`. Who starts a runtime from a program does not read
// its standard error: containerd looks for the last line here.
import { appendFileSync } from 'node:fs'
import { StateError } from '../errors.ts'
import type { Globals } from './request.ts'

/** Add an error to the log that a request names, as one line. */
export function log({ log, logFormat }: Globals, error: unknown): void {
  if (log === undefined) return
  const msg = messageOf(error)
  const time = new Date().toISOString()
  const line =
    logFormat === 'json'
      ? JSON.stringify({ level: 'error', msg, time })
      : `time="${time}" level=error msg=${JSON.stringify(msg)}`
  appendFileSync(log, `${line}\n`, { mode: 0o644 })
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // By these words containerd knows that a signal came too late, which is no
  // error to it.
  const isOver = error instanceof StateError && error.found === 'it stopped'
  return isOver ? `${error.message} (container not running)` : error.message
}
