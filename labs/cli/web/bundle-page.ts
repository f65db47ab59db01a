/** A program for the browser, made from its TypeScript when it is served. */
import { build } from 'esbuild'

/**
 * Bundle a page's program.
 *
 * @param entry Path of its first file.
 * @returns JavaScript, one module that imports nothing.
 */
export async function bundlePage(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}
