// Advice about layers and the overlay that shows them.
import type { Hint } from './hint.ts'

const OVERLAY = (...sections: string[]) => [
  ['overlayfs.rst', ...sections].join(', '),
]

/** By `syscall:code`. */
export const LAYER_HINTS: Readonly<Record<string, Hint>> = {
  'mount:EINVAL': {
    hint: 'The kernel does not take these directories together: workdir has to be on the filesystem of upperdir, which has to hold trusted.* attributes (tmpfs and ext4 do, another overlay does not); dmesg says which it was',
    docs: OVERLAY('"Upper and Lower"'),
  },
  'mount:ELOOP': {
    hint: 'One of the directories lies in another, or is named twice',
    docs: OVERLAY('"Sharing and copying layers"'),
  },
  'mount:ENODEV': {
    hint: 'This kernel has no overlay filesystem, or has not loaded it: see /proc/filesystems, and modprobe overlay',
    docs: ['filesystems(5)', 'modprobe(8)'],
  },
  'mount:EPERM': {
    hint: 'Only root (CAP_SYS_ADMIN) may mount; root of a user namespace needs --userxattr',
    docs: ['mount(2)', 'user_namespaces(7)'],
  },
  'mount:EROFS': {
    hint: 'upperdir is on a filesystem that is read-only',
    docs: OVERLAY('"Upper and Lower"'),
  },
  'umount2:EBUSY': {
    hint: 'A process has a file of it open, or is in it: fuser -vm names them',
    docs: ['umount(2)', 'fuser(1)'],
  },
  'umount2:EINVAL': {
    hint: 'It lies in an overlay but is no mount point itself',
    docs: ['umount(2)', 'findmnt(8)'],
  },
  'umount2:EPERM': {
    hint: 'Only root (CAP_SYS_ADMIN) may unmount',
    docs: ['umount(2)'],
  },
  'mknodat:EPERM': {
    hint: 'Only root outside of all user namespaces makes devices (CAP_MKNOD)',
    docs: ['mknod(2)', 'capabilities(7)'],
  },
  'lchown:EPERM': {
    hint: 'Only root (CAP_CHOWN) gives files to others, and a layer says whose they are',
    docs: ['chown(2)', 'capabilities(7)'],
  },
  'lsetxattr:EPERM': {
    hint: 'Attributes in trusted.* are root’s (CAP_SYS_ADMIN); with --userxattr they are in user.*',
    docs: ['xattr(7)'],
  },
  'lsetxattr:EOPNOTSUPP': {
    hint: 'The filesystem has no such attributes',
    docs: ['xattr(7)'],
  },
  'renameat2:EBUSY': {
    hint: 'Something is mounted at the target',
    docs: ['rename(2)'],
  },
  'renameat2:EXDEV': {
    hint: 'In an overlay, a directory that lies below cannot be renamed: use one that was made anew',
    docs: OVERLAY('"Renaming directories"'),
  },
  'renameat2:EEXIST': {
    hint: 'Somebody else has made the target meanwhile',
    docs: ['rename(2)'],
  },
  'link:EXDEV': {
    hint: 'Something is mounted in the target: unmount it first',
    docs: ['link(2)'],
  },
  'write:ENOSPC': {
    hint: 'The disk is full',
    docs: ['write(2)'],
  },
}

/** Advice for a failed system call, if there is any. */
export function layerHintFor(error: {
  readonly syscall: string
  readonly code: string
}): Hint | undefined {
  return LAYER_HINTS[`${error.syscall}:${error.code}`]
}
