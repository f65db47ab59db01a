/** Judged programs for tests: a shell script, or a runtime's sources. */
import { chmodSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type JudgedProgram, NO_PARTS } from '../check.ts'
import { checkoutRoot } from '../checkout.ts'
import { bundleRuntime } from '../runtime-programs.ts'

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
  return { ...NO_PARTS, name, files, runtime: name, escape: name }
}

/** The runtime of this checkout, bundled into a folder. */
export function referenceProgram(folder: string): Promise<JudgedProgram> {
  const runtime = join(checkoutRoot(), 'runtime')
  return bundleRuntime(folder, { name: 'runtime (reference)', runtime })
}

/** A program that is installed on this computer. */
export function installedProgram(path: string): JudgedProgram {
  return { ...NO_PARTS, name: path, files: [], runtime: path }
}
