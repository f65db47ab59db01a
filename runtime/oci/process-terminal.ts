import type { Process } from '../spec/runtime-spec.ts'
import { connectConsole } from './console-socket.ts'
import { ForegroundTerminal } from './foreground-terminal.ts'
import type { GivenTerminal } from './own-terminal.ts'

/** What is done here for the terminal of a process, from before its birth on. */
export interface ProcessTerminal {
  /** For the plan. */
  readonly given: GivenTerminal
  childIsBorn(): void
  /** Our own terminal has another size. */
  resize(): void
  /** The process has ended. */
  end(): Promise<void>
  /** Put everything back; once is enough. */
  close(): void
}

/**
 * Make ready for the terminal that a process asks for: it goes to who listens
 * at a socket, or is copied to and from ours.
 *
 * @throws {UsageError} If nobody listens, or we have no terminal ourselves.
 */
export function terminalFor(
  { terminal }: Process,
  { consoleSocket }: { readonly consoleSocket?: string },
): ProcessTerminal | undefined {
  if (!terminal) return undefined
  if (consoleSocket === undefined) return new ForegroundTerminal()
  const { fd, close } = connectConsole(consoleSocket)
  const nothing = () => {}
  return {
    given: { console: fd },
    childIsBorn: close,
    resize: nothing,
    end: async () => {},
    close,
  }
}
