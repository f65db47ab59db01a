#!/usr/bin/env node
/** Runs class-of-thirty.ts: Node 20 does not run TypeScript. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { buildSync } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const cache = join(here, '../../../../.cache')
mkdirSync(cache, { recursive: true })
const folder = mkdtempSync(join(cache, 'class-'))
try {
  const outfile = join(folder, 'main.mjs')
  buildSync({
    entryPoints: [join(here, 'class-of-thirty.ts')],
    ...{ bundle: true, outfile, packages: 'external' },
    ...{ platform: 'node', target: 'node20', format: 'esm' },
  })
  const { main } = await import(pathToFileURL(outfile).href)
  process.exitCode = await main(process.argv.slice(2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
