/** What goes wrong with mounts and devices. */
import type { Mistake } from '#checker/check.ts'

const OWN_ROOT = 'oci/own-root.ts'
const MOUNTS = 'linux/mounts.ts'
const ATTACH = 'linux/attach-mount.ts'
const BIND = 'linux/bind-mount.ts'
const FILESYSTEM = 'linux/new-filesystem.ts'
const DESTINATION = 'linux/destination.ts'
const DEVICES = 'linux/devices.ts'
const LINKS = 'linux/dev-links.ts'
const PARSE = 'spec/parse-mounts.ts'

const CHANGE =
  "    child.mount_setattr(tree, '', reach, mountAttr({ set, clear }))\n"
const NEW = '  const tree = newFilesystem(child, {\n'

export const mountMistakes: readonly Mistake[] = [
  {
    id: 'made-and-never-attached',
    title: 'mounts are made and never attached',
    file: ATTACH,
    find: "  child.move_mount(tree, '', place, '', byDescriptor)\n",
    replace: '',
    check: 'mounts.attached',
    diagnosis: 'MOUNT_MISSING',
  },
  {
    id: 'type-ignored',
    title: 'a queue filesystem is taken for a tmpfs',
    file: FILESYSTEM,
    find: 'child.fsopen(type, FSOPEN_CLOEXEC)',
    replace: "child.fsopen(type.replace('mqueue', 'tmpfs'), FSOPEN_CLOEXEC)",
    check: 'mounts.attached',
    diagnosis: 'MOUNT_WRONG_TYPE',
  },
  {
    id: 'reverse-order',
    title: 'the last mount comes first',
    file: OWN_ROOT,
    find: '  const mounts = spec.mounts ?? []\n',
    replace: '  const mounts = [...(spec.mounts ?? [])].reverse()\n',
    check: 'mounts.order',
    diagnosis: 'MOUNT_ORDER',
  },
  {
    id: 'flags-ignored',
    title: 'flags of new filesystems are ignored',
    file: FILESYSTEM,
    find: 'child.fsmount(context, FSMOUNT_CLOEXEC, attributes)',
    replace: 'child.fsmount(context, FSMOUNT_CLOEXEC, 0)',
    check: 'mounts.flags',
    diagnosis: 'MOUNT_FLAGS',
  },
  {
    id: 'flags-of-binds-ignored',
    title: 'flags of bind mounts are ignored',
    file: BIND,
    find: CHANGE,
    replace: '    if (set < 0 || clear < 0 || reach < 0) return tree\n',
    check: 'mounts.flags',
    diagnosis: 'MOUNT_FLAGS',
  },
  {
    id: 'read-only-in-one-call',
    title:
      'ro is given to the call that makes the bind mount, which ignores it',
    file: BIND,
    find: CHANGE,
    replace:
      "    child.mount_setattr(tree, '', reach, mountAttr({ set: set & ~1, clear }))\n",
    check: 'mounts.read-only',
    diagnosis: 'BIND_WRITABLE',
  },
  {
    id: 'read-only-source',
    title: 'ro is set on the filesystem instead of the mount',
    file: BIND,
    find: CHANGE,
    replace: `${CHANGE}    if (Number(set) & 1) {
      const [EMPTY_PATH, FLAG, RECONFIGURE] = [8, 0, 7]
      const context = child.fspick(tree, '', EMPTY_PATH)
      child.fsconfig(context, FLAG, 'ro')
      child.fsconfig(context, RECONFIGURE)
    }
`,
    check: 'mounts.read-only',
    diagnosis: 'SOURCE_READ_ONLY',
  },
  {
    id: 'tmpfs-data-dropped',
    title: 'options for the filesystem are dropped',
    file: FILESYSTEM,
    find: '  setParameters(child, context, parameters)\n',
    replace: '',
    check: 'mounts.tmpfs',
    diagnosis: 'TMPFS_DATA_LOST',
  },
  {
    id: 'proc-bound-from-host',
    title: 'the /proc of the host is bound',
    file: MOUNTS,
    find: NEW,
    replace: `  const tree = type === 'proc' ? bindMount(child, '/proc', { isRecursive: false, changes: [] }) : newFilesystem(child, {\n`,
    check: 'mounts.proc',
    diagnosis: 'PROC_OF_HOST',
  },
  {
    id: 'source-from-working-directory',
    title: 'a relative source begins where the runtime was started',
    file: PARSE,
    find: "source: resolve(dirname(mount.file), entry.source ?? '')",
    replace: "source: resolve(entry.source ?? '')",
    check: 'mounts.bind',
    diagnosis: 'BIND_WRONG_SOURCE',
  },
  {
    id: 'rbind-as-bind',
    title: 'rbind is taken for bind',
    file: BIND,
    find: 'const below = isRecursive ? AT_RECURSIVE : 0',
    replace: 'const below = 0',
    check: 'mounts.recursive',
    diagnosis: 'RBIND_NOT_RECURSIVE',
  },
  {
    id: 'bind-as-rbind',
    title: 'bind is taken for rbind',
    file: BIND,
    find: 'const below = isRecursive ? AT_RECURSIVE : 0',
    replace: 'const below = AT_RECURSIVE',
    check: 'mounts.recursive',
    diagnosis: 'BIND_RECURSIVE',
  },
  {
    id: 'propagation-ignored',
    title: 'propagation options of bind mounts are ignored',
    file: MOUNTS,
    find: `makeLike(source))
  attachMount(child, tree, place, options.propagation)
`,
    replace: `makeLike(source))
  attachMount(child, tree, place)
`,
    check: 'mounts.propagation',
    diagnosis: 'PROPAGATION_IGNORED',
  },
  {
    id: 'links-followed-to-host',
    title: 'destinations are resolved from the root of the host',
    file: DESTINATION,
    find: '    resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,\n',
    replace: '    resolve: RESOLVE_NO_MAGICLINKS,\n',
    check: 'mounts.destination',
    diagnosis: 'DESTINATION_OUTSIDE',
  },
  {
    id: 'default-devices-forgotten',
    title: 'only devices that the bundle lists are made',
    file: OWN_ROOT,
    find: 'devicesWith(devices, DEFAULT_DEVICES)',
    replace: 'devicesWith(devices, [])',
    check: 'dev.nodes',
    diagnosis: 'DEVICE_MISSING',
  },
  {
    id: 'device-number-wrong',
    title: '/dev/full has the number of /dev/zero',
    file: DEVICES,
    find: "character('/dev/full', 1, 7)",
    replace: "character('/dev/full', 1, 5)",
    check: 'dev.nodes',
    diagnosis: 'DEVICE_WRONG_NUMBER',
  },
  {
    id: 'umask-applied',
    title: 'the umask of the runtime takes bits away from the nodes',
    file: OWN_ROOT,
    find: 'const umask = child.umask(0)',
    replace: 'const umask = child.umask(0o022)',
    check: 'dev.nodes',
    diagnosis: 'DEVICE_WRONG_MODE',
  },
  {
    id: 'devices-not-openable',
    title: 'every new filesystem is mounted nodev, /dev too',
    file: FILESYSTEM,
    find: 'child.fsmount(context, FSMOUNT_CLOEXEC, attributes)',
    replace: 'child.fsmount(context, FSMOUNT_CLOEXEC, attributes | 4)',
    check: 'dev.works',
    diagnosis: 'DEVICE_DEAD',
  },
  {
    id: 'listed-devices-forgotten',
    title: 'only the default devices are made',
    file: OWN_ROOT,
    find: 'devicesWith(devices, DEFAULT_DEVICES)',
    replace: 'DEFAULT_DEVICES',
    check: 'dev.listed',
    diagnosis: 'DEVICE_NOT_LISTED',
  },
  {
    id: 'device-owner-ignored',
    title: 'uid and gid of a device are ignored',
    file: DEVICES,
    find: '  child.fchownat(parent, name, uid, gid, AT_SYMLINK_NOFOLLOW)\n',
    replace: '',
    check: 'dev.listed',
    diagnosis: 'DEVICE_WRONG_MODE',
  },
  {
    id: 'links-missing',
    title: 'the links of /dev are not made',
    file: LINKS,
    find: "    child.symlinkat(target, dev, name, { ignore: ['EEXIST'] })\n",
    replace: '    if (name === target) return\n',
    check: 'dev.links',
    diagnosis: 'DEV_LINKS_MISSING',
  },
  {
    id: 'ptmx-missing',
    title: '/dev/ptmx is not made',
    file: LINKS,
    find: "  child.symlinkat('pts/ptmx', dev, 'ptmx')\n",
    replace: '',
    check: 'dev.terminals',
    diagnosis: 'PTMX_MISSING',
  },
  {
    id: 'devpts-bound-from-host',
    title: 'the /dev/pts of the host is bound',
    file: MOUNTS,
    find: NEW,
    replace: `  const tree = type === 'devpts' ? bindMount(child, '/dev/pts', { isRecursive: false, changes: [] }) : newFilesystem(child, {\n`,
    check: 'dev.terminals',
    diagnosis: 'DEVPTS_NOT_OWN',
  },
  {
    id: 'device-too-many',
    title: 'the kernel log of the host is among the default devices',
    file: DEVICES,
    find: "  character('/dev/tty', 5, 0),\n",
    replace:
      "  character('/dev/tty', 5, 0),\n  character('/dev/kmsg', 1, 11),\n",
    check: 'dev.own',
    diagnosis: 'DEV_OF_HOST',
  },
]
