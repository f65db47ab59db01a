/** The reference's own programs, bundled as for the gate, to be asked about themselves. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundleRuntime } from '../../../checker/runtime-programs.ts'
import { root } from '../places.ts'

const folder = join(root, '.cache/site/programs')

let bundled: Promise<unknown> | null = null

/**
 * What a program prints.
 *
 * @param name `mini-runc`, `mini-layers`, `mini-cni` or `mini-escape`.
 */
export async function ask(
  name: string,
  args: readonly string[],
): Promise<string> {
  bundled ??= bundleRuntime(folder, {
    name: 'the reference',
    runtime: join(root, 'runtime'),
  })
  await bundled
  const command = [join(folder, `${name}.cjs`), ...args]
  const { stdout } = await promisify(execFile)(process.execPath, command)
  return stdout
}
