// The parent's part of a mount that shows owners through a map.
import { mountOptions } from '../linux/mount-options.ts'
import { propagationOf } from '../linux/mount-propagation.ts'
import type { IdMapping, Mount, Spec } from '../spec/runtime-spec.ts'
import {
  AT_EMPTY_PATH,
  AT_FDCWD,
  AT_RECURSIVE,
} from '../sys/constants/files.ts'
import {
  MOUNT_ATTR_IDMAP,
  OPEN_TREE_CLOEXEC,
  OPEN_TREE_CLONE,
} from '../sys/constants/mounts.ts'
import { Descriptor } from '../sys/descriptor.ts'
import { syscall, syscallNumeric } from '../sys/libc.ts'
import { MOUNT_ATTR_SIZE, type MountAttr, mountAttr } from '../sys/structs.ts'
import { failedMount } from './failed-mount.ts'
import { newUserNamespace, openNamespace } from './user-namespace.ts'

/**
 * Make a bind mount with a map of owners, attached nowhere.
 *
 * What the host's mount forbids (`ro`, `nosuid`) is not locked in this copy, as
 * it is in one that a container in a user namespace makes itself.
 *
 * @returns Its root.
 * @throws {SyscallError} EPERM without privilege over the filesystem, or if the
 *   source has a map already; EINVAL for a filesystem that can have none.
 * @see mount_setattr(2), "ID-mapped mounts" (Linux 5.12)
 */
export async function makeIdMapped(
  mount: Mount,
  spec: Spec,
): Promise<Descriptor> {
  let tree: Descriptor | undefined
  try {
    tree = copyMount(mount)
    setOptions(tree, mount, propagationOf(spec))
    await mapOwners(tree, mount, spec)
    return tree
  } catch (error) {
    tree?.close()
    const { source, destination } = mount
    const what = `Mount "${source}" at "${destination}" with ${textOf(mount, spec)}`
    throw failedMount(what, error)
  }
}

function copyMount({ source = '', options }: Mount): Descriptor {
  const below = mountOptions(options).isRecursive ? AT_RECURSIVE : 0
  const flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | below
  return new Descriptor(syscallNumeric('open_tree', AT_FDCWD, source, flags))
}

// The copy is a peer of the host's mount until it is told otherwise, and what
// a container with "shared" mounts in it would be mounted on the host.
function setOptions(
  tree: Descriptor,
  { options }: Mount,
  propagation: number,
): void {
  change(tree, { propagation }, true)
  for (const { set, clear, isRecursive } of mountOptions(options).changes)
    change(tree, { set, clear }, isRecursive)
}

async function mapOwners(
  tree: Descriptor,
  mount: Mount,
  spec: Spec,
): Promise<void> {
  const { options } = mount
  const isRecursive =
    options.lastIndexOf('ridmap') > options.lastIndexOf('idmap')
  const namespace = await namespaceFor(mount, spec)
  try {
    const map = { set: MOUNT_ATTR_IDMAP, usernsFd: namespace.fd }
    change(tree, map, isRecursive)
  } finally {
    namespace.close()
  }
}

function change(
  { fd }: Descriptor,
  attributes: MountAttr,
  isRecursive: boolean,
): void {
  const reach = AT_EMPTY_PATH | (isRecursive ? AT_RECURSIVE : 0)
  const bytes = mountAttr(attributes)
  syscall('mount_setattr', fd, '', reach, bytes, MOUNT_ATTR_SIZE)
}

/** A user namespace that has the maps: the container's own says its own. */
async function namespaceFor(mount: Mount, spec: Spec): Promise<Descriptor> {
  const maps = mapsOf(mount, spec)
  if (typeof maps === 'string') return openNamespace(maps)
  return newUserNamespace(maps)
}

function mapsOf({ uidMappings, gidMappings }: Mount, { linux }: Spec) {
  if (uidMappings && gidMappings)
    return { uids: uidMappings, gids: gidMappings }
  const own = linux?.namespaces.find(({ type }) => type === 'user')
  if (own?.path !== undefined) return own.path
  return { uids: linux?.uidMappings ?? [], gids: linux?.gidMappings ?? [] }
}

/** In the notation of mount(8), X-mount.idmap: `u:1000:100000:1`. */
function textOf(mount: Mount, spec: Spec): string {
  const maps = mapsOf(mount, spec)
  if (typeof maps === 'string') return `the map of "${maps}"`
  const ranges = (kind: string, mappings: readonly IdMapping[]) =>
    mappings.map((m) => `${kind}:${m.containerID}:${m.hostID}:${m.size}`)
  return `the map ${[...ranges('u', maps.uids), ...ranges('g', maps.gids)].join(' ')}`
}
