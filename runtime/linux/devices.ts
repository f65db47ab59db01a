// Device nodes. A node is a file that says two numbers; which device they mean
// is known to the kernel, so a node works wherever it is. That is why making
// one needs CAP_MKNOD outside of all user namespaces, and why a container in a
// user namespace has to borrow the nodes of the host.
import { posix } from 'node:path'
import type { Device } from '../spec/runtime-spec.ts'
import {
  AT_SYMLINK_NOFOLLOW,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
} from '../sys/constants/files.ts'
import type { Mark, Program, Word } from '../sys/program.ts'
import { attachMount } from './attach-mount.ts'
import { bindMount } from './bind-mount.ts'
import { makeFile, openDestination } from './destination.ts'
import { deviceNumber } from './device-number.ts'

const MODE = 0o666

const character = (path: string, major: number, minor: number): Device => ({
  path,
  type: 'c',
  major,
  minor,
})

/** What every container has. @see config-linux.md, "Default Devices" */
export const DEFAULT_DEVICES: readonly Device[] = [
  character('/dev/null', 1, 3),
  character('/dev/zero', 1, 5),
  character('/dev/full', 1, 7),
  character('/dev/random', 1, 8),
  character('/dev/urandom', 1, 9),
  character('/dev/tty', 5, 0),
]

const TYPES = { b: S_IFBLK, c: S_IFCHR, p: S_IFIFO, u: S_IFCHR }

/**
 * Make devices inside a root. The umask has to be 0.
 *
 * @param canMakeNodes Whether it is worth trying, or in vain as in a user
 *   namespace.
 */
export function makeDevices(
  child: Program,
  root: Word,
  devices: readonly Device[],
  canMakeNodes: boolean,
): void {
  for (const device of devices)
    if (canMakeNodes || device.type === 'p') makeDevice(child, root, device)
    else borrowDevice(child, root, device)
}

/** Devices of a list, and those of another that it does not name. */
export function devicesWith(
  devices: readonly Device[],
  more: readonly Device[],
): Device[] {
  const paths = new Set(devices.map(({ path }) => posix.normalize(path)))
  return [...more.filter(({ path }) => !paths.has(path)), ...devices]
}

function makeDevice(child: Program, root: Word, device: Device): void {
  const { base, dir } = posix.parse(device.path)
  const parent = openDestination(child, root, dir)
  const [refused, made] = [child.ahead(), child.ahead()]
  makeNode(child, parent, base, device, refused)
  child.jump(made)
  child.place(refused)
  borrowDevice(child, root, device)
  child.place(made)
  if (parent !== root) child.close(parent)
}

/**
 * Make a node in an open directory, and go on at `refused` if the kernel does
 * not let us. Something else of that name is left as it is: what an image
 * brings along is its own affair.
 *
 * @see mknod(2), makedev(3)
 */
function makeNode(
  child: Program,
  parent: Word,
  name: string,
  device: Device,
  refused: Mark,
): void {
  // #region lab-03-devices
  const { type, fileMode = MODE, uid = 0, gid = 0 } = device
  const mode = TYPES[type] | fileMode
  const options = { ignore: ['EEXIST'], ifError: refused }
  child.mknodat(parent, name, mode, numbersOf(device), options)
  // A directory with the set-group-ID bit would give it a group of its own.
  child.fchownat(parent, name, uid, gid, AT_SYMLINK_NOFOLLOW)
  // #endregion lab-03-devices
}

function numbersOf({ major = 0, minor = 0 }: Device): number {
  return deviceNumber(major, minor)
}

/** Mount the node that the host has at the same path. */
function borrowDevice(child: Program, root: Word, { path }: Device): void {
  const tree = bindMount(child, path, { isRecursive: false, changes: [] })
  attachMount(child, tree, openDestination(child, root, path, makeFile))
}
