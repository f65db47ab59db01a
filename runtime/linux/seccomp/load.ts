import type { Process } from '../../spec/runtime-spec.ts'
import type { Seccomp } from '../../spec/seccomp-spec.ts'
import {
  SECCOMP_FLAGS,
  SECCOMP_SET_MODE_FILTER,
} from '../../sys/constants/processes.ts'
import type { Program } from '../../sys/program.ts'
import { pointTo, printAs } from '../../sys/structs.ts'
import type { Arch } from '../../sys/syscall-numbers.ts'
import { bytesOf } from './cbpf.ts'
import { seccompFilter } from './filter.ts'

/** The two moments on the way of a process at which a filter can be loaded. */
export type Moment = 'still privileged' | 'at last'

/**
 * Restrict the system calls of a process from here on, if this is the moment.
 * The filter is for the processor of this machine, or of the one that draws.
 *
 * All that comes after has to be allowed by the profile, execve(2) at least.
 *
 * @throws {RangeError} If the filter is longer than the kernel takes.
 * @see seccomp(2); runtime-spec config-linux.md, "Seccomp"
 */
export function loadSeccomp(
  child: Program,
  { noNewPrivileges }: Pick<Process, 'noNewPrivileges'>,
  profile: Seccomp | undefined,
  moment: Moment,
): void {
  if (!profile) return
  // #region lab-07-seccomp
  // Without no_new_privs the kernel takes a filter only from CAP_SYS_ADMIN, so
  // it has to come before that is dropped; with it, after all that it might
  // forbid us.
  const due: Moment = noNewPrivileges ? 'at last' : 'still privileged'
  if (moment !== due) return
  const flags = flagsOf(profile)
  child.note('From here on, the kernel asks the filter at every call')
  child.seccomp(SECCOMP_SET_MODE_FILTER, flags, sockFprog(profile))
  // #endregion lab-07-seccomp
}

/** Without a listener, there is nobody to whom the last of them could matter. */
function flagsOf({ flags = [] }: Seccomp): number {
  return flags
    .filter((flag) => flag !== 'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV')
    .map((flag) => SECCOMP_FLAGS[flag])
    .reduce((all, flag) => all | flag, 0)
}

/** `struct sock_fprog`. @see linux/filter.h */
function sockFprog(profile: Seccomp): Buffer {
  const machine: Arch = process.arch === 'arm64' ? 'arm64' : 'x64'
  const filter = seccompFilter(profile, machine)
  const bytes = Buffer.alloc(16)
  bytes.writeUInt16LE(filter.length, 0)
  pointTo(bytes, [{ offset: 8, to: bytesOf(filter) }])
  return printAs(bytes, `{len=${filter.length}}`)
}
