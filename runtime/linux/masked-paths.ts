import { O_DIRECTORY } from '../sys/constants/files.ts'
import {
  MOUNT_ATTR_NODEV,
  MOUNT_ATTR_NOEXEC,
  MOUNT_ATTR_NOSUID,
  MOUNT_ATTR_RDONLY,
} from '../sys/constants/mounts.ts'
import type { Program, Word } from '../sys/program.ts'
import { attachMount } from './attach-mount.ts'
import { bindMount } from './bind-mount.ts'
import { openIfThere } from './destination.ts'
import { newFilesystem } from './new-filesystem.ts'

/** A filesystem with nothing in it, and room for nothing. */
const EMPTY = {
  type: 'tmpfs',
  parameters: [
    { key: 'source', value: 'tmpfs' },
    { key: 'size', value: '4k' },
    { key: 'nr_inodes', value: '1' },
  ],
  attributes:
    MOUNT_ATTR_RDONLY |
    MOUNT_ATTR_NOSUID |
    MOUNT_ATTR_NODEV |
    MOUNT_ATTR_NOEXEC,
}

/**
 * Hide what is at a path: a directory under an empty one, a file under
 * /dev/null. A path where nothing is stays as it is.
 *
 * It is the host's /dev/null: the container's is a name in a directory that an
 * image may have filled with what it likes.
 *
 * @see config-linux.md, "Masked Paths"
 */
export function maskPath(child: Program, root: Word, path: string): void {
  // #region lab-03-masked
  const [isNoDirectory, done] = [child.ahead(), child.ahead()]
  const directory = openIfThere(child, root, path, O_DIRECTORY, isNoDirectory)
  attachMount(child, newFilesystem(child, EMPTY), directory)
  child.jump(done)

  child.place(isNoDirectory)
  const file = openIfThere(child, root, path, 0, done)
  const nothing = bindMount(child, '/dev/null', {
    isRecursive: false,
    changes: [],
  })
  attachMount(child, nothing, file)
  child.place(done)
  // #endregion lab-03-masked
}
