/**
 * The sources of a submission in a folder of their own, and nothing else: no
 * package, no configuration of theirs, no program that somebody built elsewhere.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'

/** What of a submission is taken; who read it has refused the rest already. */
const SOURCE = /^runtime\/.+\.ts$/

/** As in the checkout: what imports mean depends on it. */
const MANIFEST = '{ "type": "module" }\n'

/**
 * Write the sources of a submission.
 *
 * @param folder Absolute path of an empty folder.
 * @param files Names as in the archive, `runtime/linux/rootfs.ts` → bytes.
 * @returns The folder that holds `cli/mini-runc.ts`.
 * @throws {Error} If a name leads elsewhere: the reader of archives is broken.
 */
export async function writeCleanTree(
  folder: string,
  files: ReadonlyMap<string, Buffer>,
): Promise<string> {
  for (const [name, bytes] of files) {
    const path = join(folder, name)
    if (!SOURCE.test(name) || !path.startsWith(join(folder, 'runtime') + sep)) {
      throw new Error(`Expected a source below runtime/ but found "${name}"`)
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 })
  }
  await writeFile(join(folder, 'package.json'), MANIFEST, { mode: 0o600 })
  return join(folder, 'runtime')
}
