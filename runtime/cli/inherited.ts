import type { Bundle } from '../oci/bundle.ts'
import { checkConsole } from '../oci/console-socket.ts'
import {
  checkPreserved,
  listenedSockets,
  withSockets,
} from '../oci/preserved-descriptors.ts'

/** What a command line says of where its container gets and leaves its streams. */
export interface Inheriting {
  readonly consoleSocket?: string
  readonly preserveFds?: number
}

/**
 * What a container inherits from whoever called us: open descriptors, and the
 * sockets among them, which it is told of.
 *
 * @param detach Whether it lives on without us.
 * @returns Its bundle, and how many descriptors from 3 on it has.
 * @throws {UsageError} If one of them is not open, or its terminal has no place
 *   to go to.
 */
export function inherited(
  bundle: Bundle,
  { consoleSocket, preserveFds = 0 }: Inheriting,
  detach: boolean,
): { bundle: Bundle; preserveFds: number } {
  const sockets = listenedSockets()
  checkPreserved(sockets + preserveFds)
  const { terminal } = bundle.spec.process
  checkConsole({ terminal, detach, consoleSocket })
  return {
    bundle: withSockets(bundle, sockets),
    preserveFds: sockets + preserveFds,
  }
}
