/**
 * Keeps esbuild inside a folder. Whoever wrote the sources in it may want them to
 * hold more than was written: an import is a file that the bundler reads for them.
 *
 *     ./process.ts                          inside the folder           read
 *     node:fs, koffi, PACKAGES              the kit's, by that name     read
 *     /etc/shadow, ../../key, data:, https:, any `with { type: … }`     refused
 *     import("../../" + name)               what a pattern finds outside is refused
 *                                           when it is loaded: nobody is asked before
 */
import { realpathSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, resolve, sep } from 'node:path'
import type { OnResolveArgs, OnResolveResult, Plugin } from 'esbuild'
import { checkoutRoot } from './checkout.ts'

/** What the runtime takes from npm, besides koffi, which bundles bring along. */
export const PACKAGES: readonly string[] = [
  '@hpcc-js/wasm-zstd',
  'fzstd',
  'tar-stream',
]

/** Marks a question of our own, which is not to be answered by us again. */
const OURS = Symbol('confined')

/**
 * A plugin for esbuild: files of `folder` import files of `folder`, what Node
 * brings, and the few packages of the kit; nothing else is read.
 *
 * @param folder Absolute path of a folder without symbolic links in it.
 */
export function confinedTo(folder: string): Plugin {
  const inside = realpathSync(folder)
  const packages = realpathSync(join(checkoutRoot(), 'node_modules'))
  return {
    name: 'confined',
    setup(build) {
      build.onResolve({ filter: /.*/ }, async (args) => {
        const { path, kind, importer } = args
        if (args.pluginData === OURS || kind === 'entry-point') return null
        // What is the kit's goes where it likes.
        if (args.namespace === 'koffi' || isBelow(packages, importer))
          return null
        if (!isBelow(inside, importer)) return refused('It')
        if (!PACKAGES.includes(path)) return answerTo(args, inside)
        const resolveDir = checkoutRoot()
        return await build.resolve(path, { kind, resolveDir, pluginData: OURS })
      })
      build.onLoad({ filter: /.*/, namespace: 'file' }, ({ path }) => {
        if (isBelow(packages, path)) return null
        const isSource = isBelow(inside, path) && path.endsWith('.ts')
        return isSource ? null : refused('What a pattern finds')
      })
    },
  }
}

/** What to answer to an import; `null` if esbuild is to look for the file itself. */
function answerTo(
  { path, kind, with: attributes, resolveDir }: OnResolveArgs,
  inside: string,
): OnResolveResult | null {
  // It stays a text in the bundle, for the guest to make something of.
  if (kind === 'require-resolve') return { path, external: true }
  if (Object.keys(attributes).length > 0) return refused(`"${path}" as a text`)
  if (isBuiltin(path)) return null
  const isRelative = /^\.{1,2}(\/|$)/.test(path)
  const isInside = isBelow(inside, resolve(resolveDir, path))
  return isRelative && isInside ? null : refused(`"${path}"`)
}

const refused = (what: string): OnResolveResult => ({
  errors: [
    {
      text: `${what} is not part of the runtime: expected a file below runtime/, a module of Node, or one of koffi, ${PACKAGES.join(', ')}`,
    },
  ],
})

const isBelow = (folder: string, path: string) =>
  path === folder || path.startsWith(folder + sep)
