/**
 * `mini-runc` as a program that others can call: dockerd, containerd, podman. They
 * know an absolute path and nothing else, and may start it without a PATH, in any
 * directory, and several times a second.
 *
 *     mini-runc           the program: a line of shell that starts Node with
 *     mini-runc.blob      a snapshot of all it has to load, or, with another Node,
 *     mini-runc.cjs       the bundle from which anybody's Node can start,
 *     mini-runc.pack      with its code,
 *     koffi.node          and what both need of C
 */
import { execFile } from 'node:child_process'
import { chmod, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { bundleProgram } from './bundle.ts'
import { entryOf } from './runtime-programs.ts'
import { makeSnapshot, SNAPSHOT_OPTIONS } from './startup-snapshot.ts'

const NAME = 'mini-runc'

/**
 * Make the program of a runtime in a folder, which has to stay where it is.
 *
 * @param runtime Absolute path of the folder of its sources.
 * @param folder Absolute path; it is made.
 * @returns Absolute path of the program.
 * @throws {BundleError} If the sources do not parse or import what is not there.
 * @throws {Error} What Node says of a module that does not load.
 */
export async function installProgram(
  runtime: string,
  folder: string,
): Promise<string> {
  const program = join(folder, NAME)
  const entry = entryOf(runtime, NAME)
  await bundleProgram({ entry, outfile: `${program}.cjs` })
  await makeSnapshot(runtime, `${program}.blob`)
  // The launcher compares the two, to know the Node that made the snapshot.
  const { execPath } = process
  await promisify(execFile)('touch', ['-r', execPath, `${program}.blob`])
  await writeFile(`${program}.new`, launcher(execPath, program))
  await chmod(`${program}.new`, 0o755)
  await rename(`${program}.new`, program)
  return program
}

/**
 * The text of the program.
 *
 * Options of Node in the environment are meant for somebody else; the certificates
 * alone take it longer to read than a container to run.
 */
export function launcher(node: string, program: string): string {
  return `#!/bin/sh
unset NODE_OPTIONS NODE_EXTRA_CA_CERTS
node=${quoted(node)}
program=${quoted(program)}
blob="$program.blob"
if [ ! -e "$blob" ] || [ "$node" -nt "$blob" ] || [ "$node" -ot "$blob" ]; then
  exec "$node" "$program.cjs" "$@"
fi
exec "$node" ${SNAPSHOT_OPTIONS.join(' ')} \\
  --snapshot-blob "$blob" ${NAME} "$@"
`
}

const quoted = (path: string) => `'${path.replaceAll("'", "'\\''")}'`
