// The only code that runs in a child before execve(2). It knows one thing:
// how to walk the table of records.ts.
//
//     step:    load number and arguments, make the call, keep the result
//              an error? forgiven → store;  not → control block, ifError
//     store:   copy the result to where later steps want it
//              result 0? → ifZero;  else → next;  both lead back to step
//
// It uses no stack, no library and no memory but the table, so it does not
// matter what state the rest of the process was in when it was copied. It is
// position-independent, and written down as bytes because Node has no way to
// make a child that stays out of JavaScript.
import type { Listing } from './listing.ts'
import * as arm64 from './machine-code-arm64.ts'
import * as x64 from './machine-code-x64.ts'
import type { Arch } from './syscall-numbers.ts'

const MACHINES = { x64, arm64 }

/** `long spawn(a0, a1, table, control, number)`, for the code back-end. */
export function spawnListing(arch: Arch): Listing {
  const { SPAWN, WALK } = MACHINES[arch]
  return [...SPAWN, ...WALK]
}

/** The code of an executable file which consists of a table. */
export function entryListing(
  arch: Arch,
  table: bigint,
  control: bigint,
): Listing {
  const { entry, WALK } = MACHINES[arch]
  return [...entry(table, control), ...WALK]
}
