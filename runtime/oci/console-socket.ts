import { closeSync } from 'node:fs'
import { UsageError } from '../errors.ts'
import { connectUnix } from '../sys/unix-socket.ts'

/** A way for the master of a terminal. */
export interface ConsoleSocket {
  /** Connected, and for the child to inherit: `console` of what is given. */
  readonly fd: number
  /** Let go of it, once the child is born or never will be. */
  close(): void
}

/**
 * Connect to the socket of `--console-socket`, whose owner is to have the
 * terminal of a container that nobody stays with.
 *
 * @throws {UsageError} If nobody listens there.
 */
export function connectConsole(path: string): ConsoleSocket {
  const fd = connect(path)
  let isOpen = true
  const close = () => {
    if (isOpen) closeSync(fd)
    isOpen = false
  }
  return { fd, close }
}

function connect(path: string): number {
  try {
    return connectUnix(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new UsageError(
      `Expected somebody to listen at the console socket "${path}" but found ${code}`,
      { cause: error },
    )
  }
}

/** What a command line and a process say about a terminal. */
export interface ConsoleRequest {
  readonly terminal: boolean | undefined
  /** Nobody stays with the process: `create`, and with `--detach`. */
  readonly detach: boolean
  readonly consoleSocket?: string | undefined
}

/**
 * Refuse a terminal that nobody would have, and a socket to which none would
 * come.
 *
 * @throws {UsageError} If it is one of these.
 */
export function checkConsole(request: ConsoleRequest): void {
  const { terminal = false, detach, consoleSocket } = request
  if (terminal && detach && consoleSocket === undefined)
    throw new UsageError(
      'Expected "--console-socket" for the terminal of a process that nobody stays with but found none',
    )
  if (consoleSocket === undefined) return
  if (!terminal)
    throw new UsageError(
      'Expected a process with a terminal for "--console-socket" but found one without',
    )
  if (!detach)
    throw new UsageError(
      'Expected "--detach" beside "--console-socket" but found a process in the foreground',
    )
}
