// A program is a list of system calls, recorded here and made later by a new
// process, between its birth and the execve(2) that ends the list:
//
//     const child = new Program()
//     child.chroot(rootfs)
//     child.chdir('/')
//     child.execve('/bin/sh', ['sh'], [])
//     const { started, exited } = spawn(child)      // spawn.ts
//
// No JavaScript could run there: the engine's memory and its threads are not
// part of the new process. Each method returns a handle to the result the call
// will have, for use as an argument of a later one.
//
// This file and all it imports are pure; they work on any system.
import { ProcessCalls } from './process-calls.ts'

export { type Argument, type Data, Result, type Word } from './arguments.ts'
export { describe, describeCall } from './describe.ts'
export type { FlowItem, Mark, Step, StepOptions } from './recorder.ts'

/** A list of system calls for a process that does not exist yet. */
export class Program extends ProcessCalls {}
