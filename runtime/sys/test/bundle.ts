import { join } from 'node:path'
import { buildSync } from 'esbuild'

/**
 * Make one file of a script that imports from `runtime/sys`, because Node has
 * to run it with flags of its own and without a loader's threads.
 *
 * @param folder Where the file goes; `node_modules` must be found from there.
 * @param contents TypeScript, importing as if it lay in `runtime/sys`.
 */
export function bundleScript(folder: string, contents: string): string {
  const outfile = join(folder, 'script.mjs')
  const resolveDir = join(import.meta.dirname, '..')
  buildSync({
    stdin: { contents, resolveDir, loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    logLevel: 'error',
    packages: 'external',
    platform: 'node',
  })
  return outfile
}
