/** Judged programs for tests: a shell script, or a runtime's sources. */
import { chmodSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bundleProgram } from '../bundle.ts'
import type { JudgedProgram } from '../check.ts'
import { checkoutRoot } from '../checkout.ts'

/** A program that is one script, as runtime and as escape. */
export function scriptProgram(folder: string, script: string): JudgedProgram {
  const from = join(folder, 'script')
  writeFileSync(from, `#!/bin/sh\n${script}\n`)
  chmodSync(from, 0o755)
  return alone(from)
}

function alone(from: string): JudgedProgram {
  const name = basename(from)
  const files = [{ from, name, executable: true }]
  return { name, files, runtime: name, escape: name }
}

/** The runtime of this checkout, bundled into a folder. */
export async function referenceProgram(folder: string): Promise<JudgedProgram> {
  const bundles = await Promise.all(
    ['mini-runc', 'mini-escape'].map((name) =>
      bundleProgram({
        entry: join(checkoutRoot(), `runtime/cli/${name}.ts`),
        outfile: join(folder, `${name}.cjs`),
      }),
    ),
  )
  const paths = new Set(bundles.flatMap(({ files }) => files))
  return {
    name: 'runtime (reference)',
    files: [...paths].map((from) => {
      return { from, name: basename(from), executable: from.endsWith('.cjs') }
    }),
    runtime: 'mini-runc.cjs',
    escape: 'mini-escape.cjs',
  }
}

/** A program that is installed on this computer. */
export function installedProgram(path: string): JudgedProgram {
  return { name: path, files: [], runtime: path, escape: null }
}
