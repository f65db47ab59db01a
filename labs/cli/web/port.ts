import { type Input, UsageError } from '../command.ts'
import { say } from '../i18n.ts'
import type { Io } from '../io.ts'

/**
 * The value of `--port`, if it was given.
 *
 * @throws {UsageError} If it is no number of a port.
 */
export function portIn(
  { values: { port: found } }: Input,
  io: Io,
): number | undefined {
  if (found === undefined) return undefined
  const port = Number(found)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new UsageError(say(io, 'usage.port', { found: String(found) }))
}
