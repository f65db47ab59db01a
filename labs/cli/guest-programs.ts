/**
 * The student's programs where a person in the guest can call them: bundled
 * into `labs/work/bin`, which the guest sees below its shared folder.
 *
 *     labs/work/bin/mini-runc       labs/work/bin/koffi.node
 *     labs/work/bin/mini-escape     and, from labs 05 and 06 on,
 *     labs/work/bin/mini-layers     labs/work/bin/mini-cni
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bundleProgram } from '#checker/bundle.ts'
import { entryOf, programsIn } from '#checker/runtime-programs.ts'
import type { Machine } from '#vm/provider.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import { workOf } from './work-paths.ts'

/**
 * Bundle what the student has now; sources that do not parse are told, and the
 * programs stay as they were.
 */
export async function publishPrograms(io: Io, root: string): Promise<void> {
  const { dir, runtime } = workOf(root)
  if (!existsSync(join(runtime, 'cli'))) return
  for (const name of programsIn(runtime)) {
    const entry = entryOf(runtime, name)
    const outfile = join(dir, 'bin', name)
    await bundleProgram({ entry, outfile }).catch((error: Error) => {
      io.err.write(`${say(io, 'machine.stale', { name })}\n${error.message}\n`)
    })
  }
}

/** A shell command that has the student's programs on its PATH; a shell by default. */
export function withPrograms(machine: Machine, command?: string): string {
  const bin = `${machine.shared.guest}/bin`
  return `export PATH="${bin}:$PATH"; ${command ?? 'exec /bin/sh'}`
}
