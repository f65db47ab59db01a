import type { Hint } from './hint.ts'

/** Advice about calls that make a root filesystem. */
export const MOUNT_HINTS: Readonly<Record<string, Hint>> = {
  'pivot_root:EBUSY': {
    hint: 'New root or old one is on the mount that is the root already: bind the new root on itself, and step into it after that',
    docs: ['pivot_root(2), "ERRORS"'],
  },
  'pivot_root:EINVAL': {
    hint: 'The new root has to be a mount point, neither it nor its parent may be shared, put_old lies below it, and the root now is that of a mount',
    docs: ['pivot_root(2), "ERRORS"', 'mount_namespaces(7), "SHARED SUBTREES"'],
  },
  'pivot_root:ENOENT': {
    hint: 'Both directories have to be there: "." twice needs no other',
    docs: ['pivot_root(2), "NOTES"'],
  },
  'pivot_root:EPERM': {
    hint: 'It wants CAP_SYS_ADMIN over the mount namespace: one of its own, made in or with the user namespace',
    docs: ['pivot_root(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'umount2:EBUSY': {
    hint: 'Somebody stands in it or has a file open there: MNT_DETACH takes it out of sight all the same',
    docs: ['umount2(2), "MNT_DETACH"'],
  },
  'umount2:EINVAL': {
    hint: 'Nothing is mounted there, or it came into the user namespace with the others and is locked',
    docs: [
      'umount2(2), "ERRORS"',
      'mount_namespaces(7), "Restrictions on mount namespaces"',
    ],
  },
  'umount2:EPERM': {
    hint: 'It wants CAP_SYS_ADMIN over the mount namespace',
    docs: ['umount2(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'mount:EINVAL': {
    hint: 'The target is no mount point and has to be one, options are unknown to the filesystem, or a bind in a user namespace lacks MS_REC',
    docs: ['mount(2), "ERRORS"'],
  },
  'mount:ENODEV': {
    hint: 'The kernel has no such filesystem: see /proc/filesystems',
    docs: ['mount(2), "ERRORS"', 'filesystems(5)'],
  },
  'mount:ENOENT': {
    hint: 'Source or target is not there; both are paths of the process, which may have another root by now',
    docs: ['mount(2), "ERRORS"', 'path_resolution(7)'],
  },
  'mount:ENOTDIR': {
    hint: 'A directory goes onto a directory, a file onto a file',
    docs: ['mount(2), "ERRORS"'],
  },
  'mount:EPERM': {
    hint: 'It wants CAP_SYS_ADMIN over the mount namespace; in a user namespace also over what the filesystem shows, and no flag taken away',
    docs: [
      'mount(2), "ERRORS"',
      'mount_namespaces(7), "Restrictions on mount namespaces"',
    ],
  },
  'open_tree:EINVAL': {
    hint: 'The mount is unbindable, or in a user namespace others lie on it that have to come along (AT_RECURSIVE)',
    docs: ['open_tree(2), "ERRORS"', 'mount_namespaces(7)'],
  },
  'open_tree:ENOENT': {
    hint: 'The source of a bind mount is not there; an empty path wants AT_EMPTY_PATH',
    docs: ['open_tree(2), "ERRORS"', 'runtime-spec config.md, "Mounts"'],
  },
  'open_tree:EPERM': {
    hint: "A copy of mounts wants CAP_SYS_ADMIN over the mount namespace; for one with mapped owners that is the host's, so root has to run it",
    docs: ['open_tree(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'move_mount:EINVAL': {
    hint: 'A directory goes onto a directory and a file onto a file; what is attached already cannot be moved out of a shared mount',
    docs: ['move_mount(2), "ERRORS"', 'mount_namespaces(7), "SHARED SUBTREES"'],
  },
  'move_mount:ELOOP': {
    hint: 'A mount cannot be attached inside itself',
    docs: ['move_mount(2), "ERRORS"'],
  },
  'move_mount:ENOENT': {
    hint: 'The destination is not there; a descriptor alone wants MOVE_MOUNT_T_EMPTY_PATH',
    docs: ['move_mount(2), "ERRORS"'],
  },
  'move_mount:ENOTDIR': {
    hint: 'A directory goes onto a directory, a file onto a file',
    docs: ['move_mount(2), "ERRORS"'],
  },
  'move_mount:EPERM': {
    hint: 'It wants CAP_SYS_ADMIN over the mount namespace',
    docs: ['move_mount(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'fsopen:ENODEV': {
    hint: 'The kernel has no such filesystem: see /proc/filesystems',
    docs: ['fsopen(2), "ERRORS"', 'filesystems(5)'],
  },
  'fsopen:EPERM': {
    hint: 'A new filesystem wants CAP_SYS_ADMIN over the mount namespace',
    docs: ['fsopen(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'fsconfig:EBUSY': {
    hint: 'The filesystem was made already, or is in use with other options',
    docs: ['fsconfig(2), "ERRORS"'],
  },
  'fsconfig:EINVAL': {
    hint: 'The filesystem does not know that option, or not that value: read(2) of its descriptor says which',
    docs: ['fsconfig(2), "ERRORS"', 'fsopen(2)'],
  },
  'fsconfig:EPERM': {
    hint: 'In a user namespace proc wants a PID namespace of its own, sysfs a network, mqueue an IPC and cgroup2 a cgroup namespace',
    docs: ['fsconfig(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'fsmount:EBUSY': {
    hint: 'FSCONFIG_CMD_CREATE makes the filesystem, and comes before',
    docs: ['fsmount(2), "ERRORS"'],
  },
  'fsmount:EPERM': {
    hint: 'In a user namespace a fresh proc or sysfs is allowed as long as another one, with nothing mounted over it, is in sight',
    docs: [
      'fsmount(2), "ERRORS"',
      'mount_namespaces(7), "Restrictions on mount namespaces"',
    ],
  },
  'mount_setattr:EINVAL': {
    hint: 'It changes mounts: what is given is no root of one, or an attribute is unknown; with MOUNT_ATTR_IDMAP: this filesystem, or with "ridmap" one below it, can have no mapped owners',
    docs: ['mount_setattr(2), "ERRORS", "ID-mapped mounts"'],
  },
  'mount_setattr:EPERM': {
    hint: 'In a user namespace no attribute that came from outside may be cleared; MOUNT_ATTR_IDMAP wants CAP_SYS_ADMIN over the filesystem itself, and a mount without a map so far',
    docs: [
      'mount_setattr(2), "ERRORS"',
      'mount_namespaces(7), "Restrictions on mount namespaces"',
    ],
  },
  'mount_setattr:ENOSYS': {
    hint: 'mount_setattr needs Linux 5.12, and no seccomp filter in the way',
    docs: ['mount_setattr(2)', 'seccomp(2)'],
  },
  'openat2:EAGAIN': {
    hint: 'Somebody renames directories at the same time, so the kernel cannot tell whether ".." stays inside: try again',
    docs: ['openat2(2), "ERRORS"'],
  },
  'openat2:ELOOP': {
    hint: 'Too many symbolic links, or one that was not to be followed: RESOLVE_NO_SYMLINKS, RESOLVE_NO_MAGICLINKS, O_NOFOLLOW',
    docs: ['openat2(2), "ERRORS"', 'path_resolution(7)'],
  },
  'openat2:ENOENT': {
    hint: 'Nothing has that name, looked up from the descriptor that is given: RESOLVE_IN_ROOT takes it for "/"',
    docs: ['openat2(2), "RESOLVE_IN_ROOT"'],
  },
  'openat2:ENOTDIR': {
    hint: 'What should lead there, or should be one, is no directory',
    docs: ['openat2(2), "ERRORS"', 'path_resolution(7)'],
  },
  'openat2:EXDEV': {
    hint: 'The path leads out of where it has to stay (RESOLVE_BENEATH), or onto another mount (RESOLVE_NO_XDEV)',
    docs: ['openat2(2), "ERRORS"'],
  },
  'mkdirat:EEXIST': {
    hint: 'Something of that name is there already, and may be no directory',
    docs: ['mkdirat(2), "ERRORS"'],
  },
  'mkdirat:EROFS': {
    hint: 'The mount is read-only by now: make directories first, and the mount read-only last',
    docs: ['mkdirat(2), "ERRORS"', 'mount_setattr(2)'],
  },
  'mkdirat:EACCES': {
    hint: 'The directory belongs to somebody else; in a user namespace to an ID that is not mapped',
    docs: ['mkdirat(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'mkdirat:EOVERFLOW': {
    hint: 'The user is not in the map of the user namespace, so a file cannot be his',
    docs: ['user_namespaces(7), "Unmapped user and group IDs"'],
  },
  'mknodat:EPERM': {
    hint: "Devices are made by CAP_MKNOD of the host alone: in a user namespace bind the host's node instead",
    docs: ['mknod(2), "ERRORS"', 'user_namespaces(7)'],
  },
  'mknodat:EEXIST': {
    hint: 'Something of that name is there already, and may be no device',
    docs: ['mknod(2), "ERRORS"'],
  },
  'mknodat:EROFS': {
    hint: 'The mount is read-only by now: make nodes first, and the mount read-only last',
    docs: ['mknod(2), "ERRORS"', 'mount_setattr(2)'],
  },
  'symlinkat:EEXIST': {
    hint: 'Something of that name is there already',
    docs: ['symlinkat(2), "ERRORS"'],
  },
  'fchdir:ENOTDIR': {
    hint: 'The descriptor is that of a file',
    docs: ['fchdir(2)'],
  },
  'fchdir:EACCES': {
    hint: 'The directory may not be entered (x); in a user namespace it may belong to an ID that is not mapped',
    docs: ['fchdir(2)', 'user_namespaces(7)'],
  },
}
