/**
 * Makes one CommonJS program of a TypeScript program, so that it can travel into
 * a guest without `node_modules` and start there without resolving anything:
 *
 *     mini-runc.ts + all it imports  ──esbuild──▶  mini-runc.cjs, mini-runc.pack
 *                                                  koffi.node      (beside them)
 *
 * koffi's own loader looks for its addon in `node_modules`; the bundle loads it
 * by `dlopen` from its own folder instead, which is also 8 ms faster.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { copyFile, mkdir, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import {
  type BuildFailure,
  type BuildOptions,
  build,
  formatMessages,
  type Plugin,
} from 'esbuild'
import { checkoutRoot } from './checkout.ts'
import { compiled, guestArch } from './compiled.ts'
import { confinedTo } from './confined.ts'
import { koffiAddon } from './koffi-addon.ts'

// Loaded when something of it is wanted: a snapshot cannot hold an addon, and
// a program that only prints its help does not need it.
export const KOFFI_WHEN_WANTED = `(() => {
  let addon
  const load = () => {
    if (addon !== undefined) return addon.exports
    addon = { exports: {} }
    process.dlopen(addon, require('node:path').join(__dirname, 'koffi.node'))
    return addon.exports
  }
  return new Proxy({}, { get: (_, name) => load()[name] })
})()`

/** A program that cannot be bundled: a syntax error, or an import of nothing. */
export class BundleError extends Error {
  /** What esbuild says, one text per fault, each with file and line. */
  readonly faults: readonly string[]

  constructor(entry: string, faults: readonly string[], options: ErrorOptions) {
    super(`Cannot bundle "${entry}":\n${faults.join('\n')}`, options)
    this.name = 'BundleError'
    this.faults = faults
  }
}

export interface BundleOptions {
  /** Absolute path of the TypeScript file to start with. */
  readonly entry: string
  /** Absolute path of the file to write; its folder is made. */
  readonly outfile: string
  /** Architecture of the guest; by default that of `LABS_ARCH`, or this computer's. */
  readonly arch?: string
  /** The only folder that it may import from: nobody vouches for who wrote it. */
  readonly within?: string
}

export interface Bundle {
  /** The files that must lie in one folder of the guest. */
  readonly files: readonly string[]
}

/**
 * Bundle a program into `outfile`, compiled beside it, with `koffi.node` if it
 * uses koffi. Written under another name first, so that nobody reads half a file.
 *
 * @throws {BundleError} If the program does not parse or imports what is not there.
 */
export async function bundleProgram(options: BundleOptions): Promise<Bundle> {
  const { entry, outfile, arch = guestArch(), within } = options
  const { code, usesKoffi } = await compileProgram(
    entry,
    KOFFI_WHEN_WANTED,
    within,
  )
  await mkdir(dirname(outfile), { recursive: true })
  const name = basename(outfile, '.cjs')
  const packfile = join(dirname(outfile), `${name}.pack`)
  const { launcher, pack } = compiled(code, name, arch)
  await replaceFile(packfile, (path) => writeFile(path, pack))
  const mode = 0o755
  await replaceFile(outfile, (path) => writeFile(path, launcher, { mode }))
  if (!usesKoffi) return { files: [outfile, packfile] }

  const addon = join(dirname(outfile), 'koffi.node')
  await placeAddon(await koffiAddon(arch), addon)
  return { files: [outfile, packfile, addon] }
}

/** The path of a TypeScript file, or the text of one in a folder. */
export type Entry =
  | string
  | { readonly contents: string; readonly resolveDir: string }

/** A program in one text. */
export interface Compilation {
  readonly code: string
  readonly usesKoffi: boolean
}

/**
 * Bundle a program in memory. Nothing of it is run.
 *
 * @param koffi JavaScript that gives it koffi.
 * @param within The only folder that it may import from, if not from everywhere.
 * @throws {BundleError} If the program does not parse or imports what is not there.
 */
export async function compileProgram(
  entry: Entry,
  koffi = KOFFI_WHEN_WANTED,
  within?: string,
): Promise<Compilation> {
  try {
    const { outputFiles, metafile } = await build({
      ...(typeof entry === 'string'
        ? { entryPoints: [entry] }
        : { stdin: entry }),
      bundle: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      charset: 'ascii',
      legalComments: 'none',
      // There is no `import.meta` in CommonJS.
      define: {
        'import.meta.dirname': '__dirname',
        'import.meta.filename': '__filename',
      },
      plugins: [koffiBesideBundle(koffi)],
      ...(within === undefined ? {} : confinement(within, koffi)),
    })
    return {
      code: outputFiles[0]?.text ?? '',
      usesKoffi: Object.keys(metafile.inputs).includes('koffi:addon'),
    }
  } catch (error) {
    const name = typeof entry === 'string' ? entry : entry.resolveDir
    throw await bundleError(name, error)
  }
}

/** Neither imports nor settings come from elsewhere; settings are the kit's. */
function confinement(
  folder: string,
  koffi: string,
): Pick<BuildOptions, 'plugins' | 'tsconfigRaw'> {
  const text = readFileSync(join(checkoutRoot(), 'tsconfig.json'), 'utf8')
  const { compilerOptions } = JSON.parse(text)
  return {
    tsconfigRaw: { compilerOptions },
    plugins: [koffiBesideBundle(koffi), confinedTo(folder)],
  }
}

async function bundleError(entry: string, error: unknown): Promise<unknown> {
  const failure = error as Partial<BuildFailure>
  if (failure.errors === undefined) return error
  const faults = await formatMessages(failure.errors, { kind: 'error' })
  return new BundleError(
    entry,
    faults.map((fault) => fault.trim()),
    { cause: error },
  )
}

const koffiBesideBundle = (koffi: string): Plugin => ({
  name: 'koffi-beside-bundle',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^koffi$/ }, () => ({
      path: 'addon',
      namespace: 'koffi',
    }))
    onLoad({ filter: /^addon$/, namespace: 'koffi' }, () => ({
      contents: `module.exports = ${koffi}`,
      loader: 'js',
    }))
  },
})

/** Copy the addon unless the same one is there; it is 2 MB. */
async function placeAddon(from: string, to: string): Promise<void> {
  const [source, there] = await Promise.all([
    stat(from),
    stat(to).catch(() => null),
  ])
  const same = there?.size === source.size && there.mtimeMs > source.mtimeMs
  if (!same) await replaceFile(to, (path) => copyFile(from, path))
}

async function replaceFile(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}`
  await write(temporary)
  await rename(temporary, path)
}
