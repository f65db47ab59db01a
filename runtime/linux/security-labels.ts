// What a security module is to hold the program for. It is said now and takes
// effect with the next execve(2), of whatever that executes.
//
// As the settings of /proc/sys it is written through the /proc of the host:
// one that an image had prepared swallowed what was said, and the container
// ran without a profile (CVE-2019-16884).
import { AT_FDCWD, O_CLOEXEC, O_WRONLY } from '../sys/constants/files.ts'
import type { Program } from '../sys/program.ts'

const FLAGS = O_WRONLY | O_CLOEXEC
const SHARED = '/proc/self/attr/exec'
/** Since Linux 5.8, where modules can be stacked. */
const OF_APPARMOR = '/proc/self/attr/apparmor/exec'

/** @see apparmor(7), aa_change_onexec(2) */
export function setApparmorProfile(child: Program, profile: string): void {
  const [shared, done] = [child.ahead(), child.ahead()]
  child.note('AppArmor is to confine the program by this profile')
  const own = child.openat(AT_FDCWD, OF_APPARMOR, FLAGS, 0, { ifError: shared })
  writeAndClose(child, own, `exec ${profile}`)
  child.jump(done)
  child.place(shared)
  const first = child.openat(AT_FDCWD, SHARED, FLAGS)
  writeAndClose(child, first, `exec ${profile}`)
  child.place(done)
}

/** @see selinux(8), setexeccon(3) */
export function setSelinuxLabel(child: Program, label: string): void {
  child.note('SELinux is to run the program with this label')
  writeAndClose(child, child.openat(AT_FDCWD, SHARED, FLAGS), label)
}

type Word = ReturnType<Program['openat']>

function writeAndClose(child: Program, file: Word, text: string): void {
  child.write(file, text)
  child.close(file)
}
