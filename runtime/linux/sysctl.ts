// Settings of the kernel, of which a namespace has its own. /proc/sys shows to
// whoever opens a file there the one of its own namespaces, so any proc
// filesystem will do; the one of the host is at /proc until the root changes.
// What an image has at /proc, or is mounted there, never gets in the way:
// written through that, a value could end up in a file of its choosing, as
// `echo … > /proc/self/attr/exec` ended nowhere in CVE-2019-16884.
import { sysctlPath } from '../spec/parse-kernel-settings.ts'
import type { Sysctl } from '../spec/process-spec.ts'
import {
  AT_FDCWD,
  O_CLOEXEC,
  O_DIRECTORY,
  O_PATH,
  O_WRONLY,
  RESOLVE_BENEATH,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
} from '../sys/constants/files.ts'
import type { Program } from '../sys/program.ts'
import { openHow } from '../sys/structs.ts'

const PROC = O_PATH | O_DIRECTORY | O_CLOEXEC

/**
 * Write settings of the namespaces in which the process is, while /proc is
 * still that of the host.
 *
 * @see sysctl.conf(5), proc_sys(5), openat2(2)
 */
export function writeSettings(child: Program, settings: Sysctl): void {
  const how = openHow({
    flags: O_WRONLY | O_CLOEXEC,
    resolve: RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS,
  })
  // #region lab-07-sysctl
  child.note('As long as this is the host’s: no image has a say in it')
  const proc = child.openat(AT_FDCWD, '/proc', PROC)
  for (const [name, value] of Object.entries(settings)) {
    const file = child.openat2(proc, `sys/${sysctlPath(name)}`, how)
    child.write(file, value)
    child.close(file)
  }
  child.close(proc)
  // #endregion lab-07-sysctl
}
