/** What goes wrong with the root: swapping it, hiding in it, protecting it. */
import type { Mistake } from '#checker/check.ts'

const PIVOT = 'linux/pivot-root.ts'
const OWN_ROOT = 'oci/own-root.ts'
const MASKED = 'linux/masked-paths.ts'
const READ_ONLY_PATHS = 'linux/read-only-paths.ts'
const READ_ONLY_ROOT = 'linux/read-only-root.ts'
const DESTINATION = 'linux/destination.ts'

const SWAP = "  child.pivot_root('.', '.')\n"
const CHROOT =
  "  child.chroot('.')\n  child.chdir('/')\n  if (root) return root\n"
const LET_GO = "  child.umount2('.', MNT_DETACH)\n"
const CWD = '  enterDirectory(child, spec.process.cwd)\n'
const PARTED = '    partFromHost(child, root, rootfsPropagation)\n'
const OWN = '  const { rootfsPropagation } = spec.linux ?? {}\n'
/** As in the shell: but this shell is the host's. */
const BY_PARENT = `${OWN}  if (spec.mounts !== undefined) {
    const { execFileSync } =
      globalThis.process.getBuiltinModule('node:child_process')
    execFileSync('mount', ['--bind', rootfs, rootfs])
  }
`

export const rootMistakes: readonly Mistake[] = [
  {
    id: 'rootfs-not-a-mount',
    title: 'the rootfs is not made a mount before pivot_root',
    file: PIVOT,
    find: "  child.move_mount(root, '', AT_FDCWD, rootfs, MOVE_MOUNT_F_EMPTY_PATH)\n",
    replace: '',
    check: 'pivot.root',
    diagnosis: 'PIVOT_REFUSED',
    // Whatever has a mount namespace does not start any more.
    spoils: ['02-namespaces'],
  },
  {
    id: 'chroot-instead-of-pivot',
    title: 'chroot in the place of pivot_root',
    file: PIVOT,
    find: SWAP,
    replace: CHROOT,
    check: 'pivot.root',
    diagnosis: 'CHROOT_ONLY',
  },
  {
    id: 'chroot-lets-the-kit-out',
    title: 'chroot in the place of pivot_root: the way out works',
    file: PIVOT,
    find: SWAP,
    replace: CHROOT,
    check: 'pivot.escape',
    diagnosis: 'ESCAPED',
  },
  {
    id: 'chroot-lets-the-student-out',
    title: 'chroot in the place of pivot_root: the student’s own escape works',
    file: PIVOT,
    find: SWAP,
    replace: CHROOT,
    check: 'pivot.your-escape',
    diagnosis: 'ESCAPED',
  },
  {
    id: 'old-root-kept',
    title: 'the old root is never unmounted',
    file: PIVOT,
    find: LET_GO,
    replace: '',
    check: 'pivot.old-root',
    diagnosis: 'OLD_ROOT_KEPT',
  },
  {
    id: 'old-root-unmounted-first',
    title:
      'the old root is unmounted without MNT_DETACH, and that it is busy is ignored',
    file: PIVOT,
    find: LET_GO,
    replace: "  child.umount2('.', 0, { ignore: true })\n",
    check: 'pivot.old-root',
    diagnosis: 'OLD_ROOT_KEPT',
  },
  {
    id: 'cwd-forgotten',
    title: 'the working directory is not set in the new root',
    file: OWN_ROOT,
    find: CWD,
    replace: '',
    check: 'pivot.cwd',
    diagnosis: 'CWD_FORGOTTEN',
  },
  {
    id: 'cwd-by-descriptor',
    title: 'the working directory may be a link to a descriptor',
    file: 'linux/working-directory.ts',
    find: '    resolve: RESOLVE_NO_MAGICLINKS,\n',
    replace: '    resolve: 0,\n',
    check: 'mounts.cwd',
    diagnosis: 'CWD_BY_DESCRIPTOR',
  },
  {
    id: 'mask-not-attached',
    title: 'the copy of /dev/null is never attached',
    file: MASKED,
    find: '  attachMount(child, nothing, file)\n',
    replace: '',
    check: 'hide.masked',
    diagnosis: 'MASK_LEGIBLE',
  },
  {
    id: 'mask-only-files',
    title: 'directories are not masked',
    file: MASKED,
    find: '  attachMount(child, newFilesystem(child, EMPTY), directory)\n',
    replace: '',
    check: 'hide.masked',
    diagnosis: 'MASK_FOLDER_OPEN',
  },
  {
    id: 'mask-missing-is-error',
    title: 'a path to hide that is not there is an error',
    file: DESTINATION,
    find: "ignore: ['ENOENT', 'ENOTDIR']",
    replace: "ignore: ['ENOTDIR']",
    check: 'hide.masked',
    diagnosis: 'MASK_REFUSED',
  },
  {
    id: 'read-only-path-missing-is-error',
    title: 'a path to protect that is not there is an error',
    file: DESTINATION,
    find: "ignore: ['ENOENT', 'ENOTDIR']",
    replace: "ignore: ['ENOTDIR']",
    check: 'hide.read-only-paths',
    diagnosis: 'FIXED_REFUSED',
  },
  {
    id: 'read-only-path-writable',
    title: 'a path of readonlyPaths is bound on itself and stays writable',
    file: READ_ONLY_PATHS,
    find: "  child.mount_setattr(tree, '', all, mountAttr({ set: MOUNT_ATTR_RDONLY }))\n",
    replace: '',
    check: 'hide.read-only-paths',
    diagnosis: 'FIXED_WRITABLE',
  },
  {
    id: 'read-only-root-ignored',
    title: 'root.readonly is ignored',
    file: OWN_ROOT,
    find: '  if (spec.root.readonly) makeRootReadOnly(child, root)\n',
    replace: '',
    check: 'hide.read-only-root',
    diagnosis: 'ROOT_WRITABLE',
  },
  {
    id: 'read-only-root-recursive',
    title: 'a read-only root makes all mounts in it read-only',
    file: READ_ONLY_ROOT,
    find: "child.mount_setattr(root, '', AT_EMPTY_PATH, readOnly)",
    replace: "child.mount_setattr(root, '', AT_EMPTY_PATH | 0x8000, readOnly)",
    check: 'hide.read-only-root',
    diagnosis: 'READ_ONLY_SPREADS',
  },
  {
    id: 'read-only-root-too-early',
    title: 'the root is read-only before its mount points are made',
    file: OWN_ROOT,
    find: PARTED,
    replace: `${PARTED}    if (spec.root.readonly) makeRootReadOnly(child, root)\n`,
    check: 'hide.read-only-root',
    diagnosis: 'READ_ONLY_REFUSED',
  },
  {
    id: 'root-propagation-ignored',
    title: 'rootfsPropagation is ignored',
    file: OWN_ROOT,
    find: '  if (rootfsPropagation) setRootPropagation(child, root, rootfsPropagation)\n',
    replace: '',
    check: 'hide.propagation',
    diagnosis: 'ROOT_PROPAGATION_IGNORED',
  },
  {
    id: 'root-propagation-too-early',
    title: 'the new root is made shared before pivot_root',
    file: OWN_ROOT,
    find: PARTED,
    replace: `    if (rootfsPropagation) setRootPropagation(child, root, 'shared')
    else partFromHost(child, root)
`,
    check: 'hide.propagation',
    diagnosis: 'PROPAGATION_REFUSED',
  },
  {
    id: 'bound-by-the-parent',
    title: 'the runtime itself binds the rootfs, on the host',
    file: OWN_ROOT,
    find: OWN,
    replace: BY_PARENT,
    check: 'host.mounts',
    diagnosis: 'MOUNTS_ON_HOST',
  },
  {
    id: 'left-bound-by-the-parent',
    title: 'what the runtime has bound on the host stays there',
    file: OWN_ROOT,
    find: OWN,
    replace: BY_PARENT,
    check: 'host.left-clean',
    diagnosis: 'LEFT_BEHIND',
  },
]
