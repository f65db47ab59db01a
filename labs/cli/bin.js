#!/usr/bin/env node
/**
 * The `labs` command. Plain JavaScript: in a fresh checkout nothing is installed
 * and Node 20 does not run TypeScript.
 *
 *     install npm packages  ─▶  bundle labs/cli/main.ts  ─▶  run the bundle
 *       when the lock changed      when a source changed
 *
 * A bundle lives in a folder named after its sources, so an older one that is
 * still running keeps its files when a newer one is made.
 */
import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { ensureInstalled } from './install.js'
import { keyOf, sourcesBelow } from './source-key.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const dist = join(root, '.cache/dist')
const KEPT_BUNDLES = 4

/** What the bundle is made of. */
const SOURCES = ['checker', 'labs', 'runtime', 'vm']

/** The folder with the bundle of these very sources, made if need be. */
function bundle() {
  const sources = sourcesBelow(root, SOURCES, { ending: /\.[jt]s$/ })
  const folder = join(dist, keyOf(root, sources))
  if (existsSync(folder)) return folder

  mkdirSync(dist, { recursive: true })
  const fresh = mkdtempSync(join(dist, '.new-'))
  try {
    build(fresh)
    moveInto(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  removeOldBundles()
  return folder
}

function build(folder) {
  const { status, error } = spawnSync(
    join(root, 'node_modules/.bin/esbuild'),
    [
      'labs/cli/main.ts',
      `--outdir=${folder}`,
      '--bundle',
      '--splitting',
      '--format=esm',
      '--platform=node',
      '--target=node20',
      '--packages=external',
      '--sourcemap',
      '--log-level=warning',
    ],
    { cwd: root, stdio: ['ignore', 2, 2] },
  )
  if (error !== undefined) throw error
  if (status !== 0) {
    process.stderr.write('labs could not be built from its own sources.\n')
    process.exit(3)
  }
}

/** A command started at the same time may have made the same bundle first. */
function moveInto(fresh, folder) {
  try {
    renameSync(fresh, folder)
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
  }
}

/** Keep the newest; a half-made one counts only when nobody can be making it. */
function removeOldBundles() {
  const age = (name) =>
    statSync(join(dist, name), { throwIfNoEntry: false })?.mtimeMs ?? 0
  const old = readdirSync(dist)
    .filter((name) => !name.startsWith('.new-') || age(name) < anHourAgo())
    .sort((a, b) => age(b) - age(a))
    .slice(KEPT_BUNDLES)
  for (const name of old) {
    rmSync(join(dist, name), { recursive: true, force: true })
  }
}

const anHourAgo = () => Date.now() - 3_600_000

async function main() {
  await ensureInstalled({ dev: false })
  const folder = bundle()
  // Used today, so not old.
  utimesSync(folder, new Date(), new Date())
  if (process.env.LABS_DEBUG) process.setSourceMapsEnabled(true)
  const { main } = await import(pathToFileURL(join(folder, 'main.js')).href)
  process.exitCode = await main(process.argv.slice(2))
}

await main()
