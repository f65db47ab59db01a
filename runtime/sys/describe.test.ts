import t from 'tap'
import {
  AT_FDCWD,
  AT_REMOVEDIR,
  F_SETFD,
  O_CLOEXEC,
  O_DIRECTORY,
  O_RDONLY,
  O_WRONLY,
  RESOLVE_IN_ROOT,
} from './constants/files.ts'
import { MNT_DETACH, MS_BIND, MS_REC } from './constants/mounts.ts'
import {
  CLONE_NEWCGROUP,
  CLONE_NEWNS,
  PR_SET_NO_NEW_PRIVS,
  RLIMIT_NOFILE,
} from './constants/processes.ts'
import { SIG_DFL, SIG_SETMASK } from './constants/signals.ts'
import { MSG_NOSIGNAL } from './constants/sockets.ts'
import { TIOCSPTLCK, TIOCSWINSZ } from './constants/terminals.ts'
import { msghdr, rights } from './message-structs.ts'
import { describe, Program, type Result } from './program.ts'
import {
  ifreqFlags,
  mountAttr,
  openHow,
  rlimit,
  sigaction,
  sigset,
  timespec,
} from './structs.ts'
import { intAt, winsize } from './terminal-structs.ts'

const PRINTED: Readonly<Record<string, (child: Program) => Result>> = {
  'chroot("/srv/root")': (child) => child.chroot('/srv/root'),
  'mount("/a", "/b", NULL, MS_BIND|MS_REC, NULL)': (child) =>
    child.mount('/a', '/b', null, MS_BIND | MS_REC, null),
  'mount(NULL, "/", NULL, MS_REC|0x80000000, NULL)': (child) =>
    child.mount(null, '/', null, MS_REC + 0x80000000, null),
  'umount2(".", MNT_DETACH)': (child) => child.umount2('.', MNT_DETACH),
  'umount2(".", 0)': (child) => child.umount2('.', 0),
  'openat(AT_FDCWD, "/", O_RDONLY|O_DIRECTORY|O_CLOEXEC, 0)': (child) =>
    child.openat(AT_FDCWD, '/', O_RDONLY | O_DIRECTORY | O_CLOEXEC),
  'openat(5, "f", O_WRONLY, 0644)': (child) =>
    child.openat(5, 'f', O_WRONLY, 0o644),
  'openat2(5, "f", {flags=O_RDONLY, resolve=RESOLVE_IN_ROOT}, 24)': (child) =>
    child.openat2(5, 'f', openHow({ flags: 0, resolve: RESOLVE_IN_ROOT })),
  'unlinkat(AT_FDCWD, "d", AT_REMOVEDIR)': (child) =>
    child.unlinkat(AT_FDCWD, 'd', AT_REMOVEDIR),
  'fcntl(1, F_SETFD, 0)': (child) => child.fcntl(1, F_SETFD, 0),
  'close_range(3, ~0, 0)': (child) => child.close_range(3, 0xffffffff),
  'unshare(CLONE_NEWNS|CLONE_NEWCGROUP)': (child) =>
    child.unshare(CLONE_NEWNS | CLONE_NEWCGROUP),
  'prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)': (child) =>
    child.prctl(PR_SET_NO_NEW_PRIVS, 1),
  'prlimit64(0, RLIMIT_NOFILE, {rlim_cur=512, rlim_max=1024}, NULL)': (child) =>
    child.prlimit64(0, RLIMIT_NOFILE, rlimit(512, 1024)),
  'rt_sigaction(SIGPIPE, {SIG_DFL}, NULL, 8)': (child) =>
    child.rt_sigaction(13, sigaction(SIG_DFL)),
  'rt_sigprocmask(SIG_SETMASK, [SIGTERM SIGRTMIN+1], NULL, 8)': (child) =>
    child.rt_sigprocmask(SIG_SETMASK, sigset(['SIGTERM', 35])),
  'nanosleep({1.5 s}, NULL)': (child) => child.nanosleep(timespec(1.5)),
  'kill(7, SIGKILL)': (child) => child.kill(7, 9),
  'kill(7, 0)': (child) => child.kill(7, 0),
  'umask(022)': (child) => child.umask(0o22),
  'sethostname("öl", 3)': (child) => child.sethostname('öl'),
  'execve("/bin/sh", ["sh", "-c", "a \\"b\\""], ["A=1"])': (child) =>
    child.execve('/bin/sh', ['sh', '-c', 'a "b"'], ['A=1']),
  'write(1, "text\\n", 5)': (child) => child.write(1, 'text\n'),
  'write(1, [3 bytes], 3)': (child) => child.write(1, Buffer.from([0, 255, 1])),
  'setgroups(2, [8 bytes])': (child) => child.setgroups([1, 2]),
  'open_tree(AT_FDCWD, "/a", OPEN_TREE_CLONE|OPEN_TREE_CLOEXEC|AT_RECURSIVE)': (
    child,
  ) => child.open_tree(AT_FDCWD, '/a', 0x88001 | 0o2000000),
  'move_mount(3, "", 4, "", MOVE_MOUNT_F_EMPTY_PATH|MOVE_MOUNT_T_EMPTY_PATH)': (
    child,
  ) => child.move_mount(3, '', 4, '', 0x44),
  'fsopen("proc", FSOPEN_CLOEXEC)': (child) => child.fsopen('proc', 1),
  'fsconfig(3, FSCONFIG_SET_STRING, "size", "64k", 0)': (child) =>
    child.fsconfig(3, 1, 'size', '64k'),
  'fsconfig(3, FSCONFIG_CMD_CREATE, NULL, NULL, 0)': (child) =>
    child.fsconfig(3, 6),
  'fsmount(3, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID|MOUNT_ATTR_NODEV)': (child) =>
    child.fsmount(3, 1, 6),
  'mount_setattr(3, "", AT_EMPTY_PATH, {attr_set=MOUNT_ATTR_RDONLY}, 32)': (
    child,
  ) => child.mount_setattr(3, '', 0x1000, mountAttr({ set: 1 })),
  'clone(CLONE_PARENT|CLONE_PARENT_SETTID|SIGCHLD, 0, [4 bytes], NULL, 0)': (
    child,
  ) => child.clone(0x108011, Buffer.alloc(4)),
  'clone(SIGCHLD, 0, NULL, NULL, 0)': (child) => child.clone(17),
  'socket(AF_INET, SOCK_DGRAM|SOCK_CLOEXEC, 0)': (child) =>
    child.socket(2, 0o2000002),
  'ioctl(3, SIOCSIFFLAGS, {ifr_name="lo", ifr_flags=IFF_UP})': (child) =>
    child.ioctl(3, 0x8914, ifreqFlags('lo', 1)),
  'ioctl(3, TIOCSPTLCK, [0])': (child) => child.ioctl(3, TIOCSPTLCK, intAt(0)),
  'ioctl(3, TIOCSWINSZ, {ws_row=24, ws_col=80})': (child) =>
    child.ioctl(3, TIOCSWINSZ, winsize({ rows: 24, columns: 80 })),
  'sendmsg(3, {msg_iov=["x"], msg_control=[{SCM_RIGHTS}]}, MSG_NOSIGNAL)': (
    child,
  ) => child.sendmsg(3, msghdr('x', rights()), MSG_NOSIGNAL),
  'ioctl(3, 0x5499, 0)': (child) => child.ioctl(3, 0x5499),
  'getpid()': (child) => child.getpid(),
  'socket(AF_UNIX, SOCK_DGRAM, 3)': (child) =>
    child.syscall('socket', [1, 2, 3]),
}

t.test('describe() prints calls as strace does', async (t) => {
  for (const [text, record] of Object.entries(PRINTED)) {
    const program = new Program()
    record(program)
    const [step] = program.steps
    t.equal(step && describe(step), text)
  }
})

t.test('describe() prints results as far as they are known', async (t) => {
  const program = new Program()
  program.getpid()
  const fd = program.openat(AT_FDCWD, '/', O_RDONLY)
  program.close(fd)
  const step = program.steps[2] as (typeof program.steps)[number]
  t.equal(describe(step), 'close($1)')
  t.equal(describe(step, [12n, 5n]), 'close(5)')
})

t.test('describe() cuts long text', async (t) => {
  const program = new Program()
  program.chdir('x'.repeat(100))
  const step = program.steps[0] as (typeof program.steps)[number]
  t.equal(describe(step), `chdir("${'x'.repeat(64)}"…)`)
})
