// A container that was created waits, ready to execute its program, until
// somebody starts it: another mini-runc, much later. They meet at two FIFOs,
// files that both can open:
//
//     child   read(exec.fifo) ────────── waits ──▶ execve
//     start   write(exec.fifo) ──▶                 │
//             read(exec.report) ◀── nothing but the end, or which step failed
//
// The child holds descriptors, because from its root it sees no file of ours.
import type { Process } from '../spec/runtime-spec.ts'
import { AT_FDCWD } from '../sys/constants/files.ts'
import type { Mark, Program, Step } from '../sys/program.ts'
import { placesOf } from './process.ts'

/** The two FIFOs as the child has them, open when it is born. */
export interface ExecFifo {
  /** Open for writing, too: or whoever comes and goes would be its end. */
  readonly start: number
  /** Open for writing; the kernel closes it when the program is executed. */
  readonly report: number
}

/** Ask of a file whether it may be executed. @see faccessat(2) */
const X_OK = 1
const F_OK = 0
/** There is something only in a directory. */
const INSIDE = '/.'

/**
 * Record how the child makes sure that there is its program: whoever creates a
 * container wants to hear now that there is none, and not from `start`.
 */
export function findProgram(child: Program, process: Process): void {
  const { args, env } = process
  const places = placesOf(process)
  const last = places.pop() ?? ''
  const found = child.ahead()
  for (const place of places) {
    const next = child.ahead()
    child.syscall('faccessat', [AT_FDCWD, place, X_OK], { ifError: next })
    refuseDirectory(child, place, found)
    child.place(next)
  }
  child.note('Is the program there, and may it be executed?')
  child.syscall('faccessat', [AT_FDCWD, last, X_OK])
  refuseDirectory(child, last, found)
  child.note('A directory, of which execve(2) will say what it always does')
  child.execve(last, args, env)
  child.place(found)
}

// X_OK says of a directory that one may go through it.
function refuseDirectory(child: Program, place: string, found: Mark): void {
  const inside = `${place}${INSIDE}`
  child.syscall('faccessat', [AT_FDCWD, inside, F_OK], { ifError: found })
}

/** Whether a step is part of that search, and what it returned tells of it. */
export function isSearch({ name, args }: Step): boolean {
  if (name === 'execve') return true
  return name === 'faccessat' && !String(args[1]).endsWith(INSIDE)
}

/**
 * Record how the child says that all is made, and waits until it is started.
 * What fails from here on is told to whoever starts it.
 */
export function awaitStart(child: Program, { start, report }: ExecFifo): void {
  // #region lab-07-create-wait
  child.ready(report)
  child.note('"create" is done; whoever wants us to go on is "start"')
  child.read(start, Buffer.alloc(1))
  // #endregion lab-07-create-wait
}
