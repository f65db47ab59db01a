import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import { SpecError } from '../errors.ts'
import { parseSpec } from '../spec/parse-spec.ts'
import type { Spec } from '../spec/runtime-spec.ts'
import { readJsonFile } from './read-json-file.ts'

/** A directory with a `config.json`, made ready to run. @see runtime-spec bundle.md */
export interface Bundle {
  readonly spec: Spec
  /** The `config.json`, absolute. */
  readonly config: string
  /** Root of the container: an existing directory of the host, absolute. */
  readonly rootfs: string
}

/**
 * Read the bundle in a directory.
 *
 * @throws {SpecError} If there is no `config.json`, if it is wrong, or if its
 *   `root.path` is not a directory.
 * @see runtime-spec bundle.md; config.md, "Root"
 */
export function loadBundle(directory: string): Bundle {
  // #region lab-01-bundle
  const config = resolve(directory, 'config.json')
  const spec = parseSpec(readJsonFile(config), config)
  // `root.path` is relative to the bundle, wherever we were started.
  const rootfs = resolve(directory, spec.root.path)
  checkRootfs(rootfs, config)
  return { spec, config, rootfs }
  // #endregion lab-01-bundle
}

// A symbolic link could be turned elsewhere between this look and chroot(2).
function checkRootfs(rootfs: string, file: string): void {
  const found = kindOf(rootfs)
  if (found === 'a directory') return
  const place = { file, pointer: '/root/path' }
  throw new SpecError(place, 'a directory', `${found} at "${rootfs}"`)
}

function kindOf(path: string): string {
  try {
    const stats = lstatSync(path)
    if (stats.isSymbolicLink()) return 'a symbolic link'
    return stats.isDirectory() ? 'a directory' : 'a file'
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // ENOTDIR: what should lead there is a file.
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'nothing' : `${code}`
  }
}
