// A terminal for the first process of a container, if its bundle asks for one.
import { posix } from 'node:path'
import { makeConsole, mountConsole } from '../linux/console.ts'
import {
  openHostMaster,
  openOwnMaster,
  type TerminalWish,
  takeTerminal,
} from '../linux/terminal.ts'
import type { Process, Spec } from '../spec/runtime-spec.ts'
import type { Program, Word } from '../sys/program.ts'
import type { WindowSize } from '../sys/terminal-structs.ts'

/** What is known of a terminal when its process is born. */
export interface GivenTerminal {
  /** Descriptor of a connected socket, to send the master over. */
  readonly console?: number
  /** How large it is, whatever `process.consoleSize` says. */
  readonly windowSize?: WindowSize
}

const SOME_CONSOLE = 8

/** The terminal that a process asks for; undefined if it wants none. */
export function terminalOf(
  process: Process,
  { console = SOME_CONSOLE, windowSize }: GivenTerminal,
): TerminalWish | undefined {
  if (!process.terminal) return undefined
  const size = windowSize ?? sizeOf(process)
  return { console, size, uid: process.user?.uid ?? 0 }
}

function sizeOf({ consoleSize }: Process): WindowSize | undefined {
  if (!consoleSize) return undefined
  return { rows: consoleSize.height, columns: consoleSize.width }
}

/** Record it for a container that has the host's mounts, before its root. */
export function recordTerminal(
  child: Program,
  { process }: Spec,
  given: GivenTerminal,
): void {
  const wish = terminalOf(process, given)
  if (!wish) return
  child.close(takeTerminal(child, openHostMaster(child), wish))
}

/** Record the place for its console in a root that can still be written. */
export function prepareConsole(
  child: Program,
  root: Word,
  { process }: Spec,
): void {
  if (process.terminal) makeConsole(child, root)
}

/** Record it for a container that has mounts of its own, which are there. */
export function recordOwnTerminal(
  child: Program,
  root: Word,
  spec: Spec,
  given: GivenTerminal,
): void {
  const wish = terminalOf(spec.process, given)
  if (!wish) return
  const master = hasTerminals(spec)
    ? openOwnMaster(child, root)
    : openHostMaster(child)
  const peer = takeTerminal(child, master, wish)
  mountConsole(child, root, peer)
  child.close(peer)
}

/** Whether there is something at /dev/pts of the container. */
function hasTerminals({ mounts = [] }: Spec): boolean {
  return mounts.some(
    ({ destination }) => posix.resolve(destination) === '/dev/pts',
  )
}
