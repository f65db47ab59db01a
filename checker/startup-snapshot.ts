/**
 * A program that has begun already: what its modules and Node itself made of
 * memory before the first line of `main`, kept in a file that Node starts from.
 *
 *     mini-runc.ts ─┐
 *     all it imports┴─esbuild─▶ source ─node --build-snapshot─▶ mini-runc.blob
 *                     (imports evaluated, the program itself not yet begun)
 *
 * Nothing is read, compiled and evaluated any more when it starts. A snapshot is
 * of one version of Node, which refuses that of another.
 */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { defaultSpec } from '#runtime/spec/default-spec.ts'
import { compileProgram, KOFFI_WHEN_WANTED } from './bundle.ts'
import { checkoutRoot } from './checkout.ts'

/** V8 would refuse the snapshot on another processor; so it uses what all have. */
const ANY_PROCESSOR: Partial<Record<NodeJS.Architecture, readonly string[]>> = {
  x64: [
    ...['sse3', 'ssse3', 'sse4-1', 'sse4-2', 'sahf', 'avx', 'avx2', 'fma3'],
    ...['bmi1', 'bmi2', 'lzcnt', 'popcnt'],
  ].map((feature) => `--no-enable-${feature}`),
}

/**
 * Options that a snapshot is made with and has to be started with: what is for
 * programs that run for longer costs a short one more than it gives.
 */
export const SNAPSHOT_OPTIONS: readonly string[] = [
  // Nobody who could choose keys is served by it, so its hashes need no secret.
  '--no-rehash-snapshot',
  // Collects garbage itself, instead of waking threads up for it.
  '--single-threaded',
  // Nothing is called often enough, and there is less litter than room for it.
  '--no-opt',
  '--no-sparkplug',
  '--min-semi-space-size=4',
  // What the rehearsal had compiled stays so, though nobody calls it meanwhile.
  '--no-flush-bytecode',
  ...(ANY_PROCESSOR[process.arch] ?? []),
]

/** Programs that have to be quick: what they load is loaded in the snapshot. */
const LOADED = [
  ...['cli/run', 'cli/create', 'cli/start', 'cli/state', 'cli/delete'],
  ...['cli/kill', 'oci/run', 'oci/run-recorded', 'doctor/examine'],
]

/**
 * Make a snapshot of `mini-runc` that this version of Node can start from.
 *
 * @param runtime Absolute path of the folder of its sources.
 * @param outfile Absolute path of the file to write. `koffi.node` is to lie in
 *   its folder.
 * @throws {BundleError} If it does not parse or imports what is not there.
 * @throws {Error} What Node says of a module that does not load.
 */
export async function makeSnapshot(
  runtime: string,
  outfile: string,
): Promise<void> {
  const folder = await mkdtemp(join(dirname(outfile), '.snapshot-'))
  try {
    const builder = join(folder, 'builder.js')
    const own = join(checkoutRoot(), 'checker/snapshot-builder.ts')
    await writeFile(builder, (await compileProgram(own)).code)
    const source = join(folder, 'source.js')
    await writeFile(source, await withoutBeginning(runtime))
    const bundle = await sampleBundle(folder)
    const blob = join(folder, 'blob')
    const args = ['--snapshot-blob', blob, '--build-snapshot', builder]
    await runNode([...args, source, dirname(outfile), bundle])
    await rename(blob, outfile)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runNode(args: readonly string[]): Promise<void> {
  const env = { PATH: process.env.PATH }
  const options = [...SNAPSHOT_OPTIONS, ...args]
  await promisify(execFile)(process.execPath, options, { env })
}

/** Source that loads modules, and begins the program when it is told to. */
async function withoutBeginning(runtime: string): Promise<string> {
  const loaded = LOADED.filter((name) => existsSync(`${runtime}/${name}.ts`))
  const contents = [
    ...loaded.map((name) => `import './${name}.ts'`),
    "export const begin = () => import('./cli/mini-runc.ts')",
  ].join('\n')
  const koffi = `koffi ?? ${KOFFI_WHEN_WANTED}`
  return (await compileProgram({ contents, resolveDir: runtime }, koffi)).code
}

/** The bundle that `spec` makes, with everything that most containers have. */
async function sampleBundle(folder: string): Promise<string> {
  const bundle = join(folder, 'bundle')
  await mkdir(join(bundle, 'rootfs'), { recursive: true })
  const config = join(bundle, 'config.json')
  await writeFile(config, JSON.stringify(defaultSpec()))
  return bundle
}
