/**
 * Bundles what was handed in, in a process that may be killed: sources can be
 * written so that whoever reads them needs a day, or all memory there is.
 *
 *     node worker.mjs '{"runtime": …, "out": …}'  ─▶  one line of JSON, a `Bundling`
 */
import { BundleError } from '#checker/bundle.ts'
import type { JudgedProgram } from '#checker/check.ts'
import { bundleRuntime } from '#checker/runtime-programs.ts'

/** What to bundle; absolute paths. */
export interface BundleOrder {
  readonly name: string
  readonly runtime: string
  readonly out: string
}

export type Bundling =
  | { readonly program: JudgedProgram }
  | { readonly faults: readonly string[] }

/** A program with thousands of errors needs no more than these to be mended. */
const FAULTS = 10
const LONGEST_FAULT = 1000

async function bundle({ name, runtime, out }: BundleOrder): Promise<Bundling> {
  try {
    const source = { name, runtime, isConfined: true }
    return { program: await bundleRuntime(out, source) }
  } catch (error) {
    if (!(error instanceof BundleError)) throw error
    const faults = error.faults.slice(0, FAULTS)
    return { faults: faults.map((fault) => fault.slice(0, LONGEST_FAULT)) }
  }
}

process.stdout.write(
  JSON.stringify(await bundle(JSON.parse(process.argv[2] ?? ''))),
)
