import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AT_FDCWD,
  O_DIRECTORY,
  O_NOFOLLOW,
  O_PATH,
  RESOLVE_BENEATH,
  RESOLVE_IN_ROOT,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
} from '../../sys/constants/files.ts'
import {
  MOUNT_ATTR_RDONLY,
  OPEN_TREE_CLONE,
} from '../../sys/constants/mounts.ts'
import { CLONE_NEWNS } from '../../sys/constants/processes.ts'
import type { Program } from '../../sys/program.ts'
import { mountAttr, openHow } from '../../sys/structs.ts'
import type { Case } from './case.ts'

import { enter } from './mounts.ts'

function openIn(
  child: Program,
  folder: string,
  path: string,
  resolve = RESOLVE_IN_ROOT,
): void {
  const root = child.openat(AT_FDCWD, folder, O_PATH | O_DIRECTORY)
  child.openat2(root, path, openHow({ flags: O_PATH, resolve }))
}

export const DESTINATION_CASES: readonly Case[] = [
  {
    name: 'a destination that is not there',
    record: (child, folder) => {
      mkdirSync(join(folder, 'a'))
      openIn(child, folder, '/a/b/c')
    },
    fails: 'openat2 ENOENT',
    code: 'DESTINATION_MISSING',
    quotes: /"\/a\/b" is not there/,
  },
  {
    name: 'a destination behind a link to the host',
    record: (child, folder) => {
      symlinkSync('/etc/passwd', join(folder, 'link'))
      openIn(child, folder, 'link')
    },
    fails: 'openat2 ENOENT',
    code: 'DESTINATION_MISSING',
    quotes:
      /"\/link" is a symbolic link to "\/etc\/passwd".*"\/etc" is not there/s,
  },
  {
    name: 'a destination without a name',
    record: (child, folder) => openIn(child, folder, ''),
    fails: 'openat2 ENOENT',
  },
  {
    name: 'a destination in a file',
    record: (child, folder) => {
      writeFileSync(join(folder, 'file'), '')
      openIn(child, folder, 'file/below')
    },
    fails: 'openat2 ENOTDIR',
    code: 'DESTINATION_THROUGH_FILE',
    quotes: /"\/file" is not a directory/,
  },
  {
    name: 'a destination that is no directory, and asked to be one',
    record: (child, folder) => {
      writeFileSync(join(folder, 'file'), '')
      const root = child.openat(AT_FDCWD, folder, O_PATH)
      child.openat2(root, 'file', openHow({ flags: O_DIRECTORY }))
    },
    fails: 'openat2 ENOTDIR',
  },
  {
    name: 'a destination in a circle of links',
    record: (child, folder) => {
      symlinkSync('b', join(folder, 'a'))
      symlinkSync('a', join(folder, 'b'))
      openIn(child, folder, 'a')
    },
    fails: 'openat2 ELOOP',
    code: 'LINK_LOOP',
    quotes: /"\/a" is a symbolic link to "b"/,
  },
  {
    name: 'a destination by a link, where none is allowed',
    record: (child, folder) => {
      symlinkSync('.', join(folder, 'here'))
      openIn(child, folder, 'here', RESOLVE_NO_SYMLINKS)
    },
    fails: 'openat2 ELOOP',
    code: 'DESTINATION_IS_LINK',
    quotes: /here" is a symbolic link/,
  },
  {
    name: 'a magic link, where none is allowed',
    record: (child) => {
      const how = openHow({ flags: 0, resolve: RESOLVE_NO_MAGICLINKS })
      child.openat2(AT_FDCWD, '/proc/self/cwd', how)
    },
    fails: 'openat2 ELOOP',
    code: 'CWD_MAGIC_LINK',
  },
  {
    name: 'a link at the end that is not to be followed',
    record: (child, folder) => {
      symlinkSync('.', join(folder, 'here'))
      const how = openHow({ flags: O_NOFOLLOW })
      child.openat2(AT_FDCWD, `${folder}/here`, how)
    },
    fails: 'openat2 ELOOP',
  },
  {
    name: 'a working directory that openat2 does not find',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      enter(child, folder)
      const how = openHow({ flags: O_PATH, resolve: RESOLVE_NO_MAGICLINKS })
      child.openat2(AT_FDCWD, '/work', how)
    },
    fails: 'openat2 ENOENT',
    code: 'CWD_MISSING',
    quotes: /"\/work" is not there, seen from the new root/,
  },
  {
    name: 'a destination that leads out',
    record: (child, folder) => {
      symlinkSync('/etc', join(folder, 'etc'))
      openIn(child, folder, 'etc/passwd', RESOLVE_BENEATH)
    },
    fails: 'openat2 EXDEV',
    code: 'DESTINATION_LEAVES_ROOT',
    quotes: /etc" is a symbolic link to "\/etc"/,
  },
  {
    name: 'a destination on another mount',
    record: (child) => openIn(child, '/', 'proc/version', 1),
    fails: 'openat2 EXDEV',
  },
  {
    name: 'a source that is not there',
    flags: CLONE_NEWNS,
    record: (child, folder) =>
      child.open_tree(AT_FDCWD, `${folder}/nothing/at/all`, OPEN_TREE_CLONE),
    fails: 'open_tree ENOENT',
    code: 'SOURCE_MISSING',
    quotes: /\/nothing" is not there/,
  },
  {
    name: 'a copy of no path at all',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const fd = child.openat(AT_FDCWD, folder, O_PATH)
      child.open_tree(fd, '', OPEN_TREE_CLONE)
    },
    fails: 'open_tree ENOENT',
  },
  {
    name: 'a working directory that is not in the root',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      enter(child, folder)
      child.chdir('/home')
    },
    fails: 'chdir ENOENT',
    code: 'CWD_MISSING',
    quotes: /"\/home" is not there, seen from the new root/,
  },
  {
    name: 'a working directory without a name',
    record: (child) => child.chdir(''),
    fails: 'chdir ENOENT',
  },
  {
    name: 'a working directory that is a file',
    record: (child, folder) => {
      writeFileSync(join(folder, 'file'), '')
      child.chdir(`${folder}/file`)
    },
    fails: 'chdir ENOTDIR',
    code: 'CWD_THROUGH_FILE',
  },
  {
    name: 'a directory made where the mount is read-only already',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      child.mount('doctor', folder, 'tmpfs', 0, null)
      const attributes = mountAttr({ set: MOUNT_ATTR_RDONLY })
      child.mount_setattr(AT_FDCWD, folder, 0, attributes)
      child.mkdirat(AT_FDCWD, `${folder}/late`, 0o755)
    },
    fails: 'mkdirat EROFS',
    code: 'MADE_READ_ONLY_BEFORE',
    quotes: / ro[, ].*mount_setattr\(.*is step 1, before it/s,
  },
  {
    name: 'a directory made where a mount is read-only, by descriptor',
    flags: CLONE_NEWNS,
    record: (child, folder) => {
      const tree = child.open_tree(AT_FDCWD, folder, OPEN_TREE_CLONE)
      const attributes = mountAttr({ set: MOUNT_ATTR_RDONLY })
      child.mount_setattr(tree, '', 0x1000, attributes)
      child.mkdirat(tree, 'late', 0o755)
    },
    fails: 'mkdirat EROFS',
  },
  {
    name: 'a namespace of a process that has ended',
    record: (child) => child.openat(AT_FDCWD, '/proc/4194304/ns/net', 0),
    fails: 'openat ENOENT',
    code: 'NAMESPACE_GONE',
    quotes: /process 4194304 has ended/,
  },
  {
    name: 'another file that is not there',
    record: (child, folder) => child.openat(AT_FDCWD, `${folder}/net`, 0),
    fails: 'openat ENOENT',
  },
]
