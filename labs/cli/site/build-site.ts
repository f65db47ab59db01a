/**
 * The site, built when one of its sources has changed.
 *
 *     docs/.vitepress/dist     the pages
 *     .cache/site/built        what they were built from
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { keyOf, sourcesBelow } from '../source-key.js'

export interface SiteBuild {
  /** Root of the checkout. */
  readonly root: string
  readonly signal: AbortSignal
  /** Called before something that takes time. */
  readonly onBuild: () => void
}

/**
 * Build the site unless it is there.
 *
 * @returns The folder of its pages; `null` if they cannot be built, which VitePress
 *   has said on standard error.
 */
export async function buildSite(options: SiteBuild): Promise<string | null> {
  const { root, onBuild } = options
  const pages = join(root, 'docs/.vitepress/dist')
  const stamp = join(root, '.cache/site/built')
  const key = keyOfSources(root)
  if (existsSync(join(pages, 'index.html')) && keyIn(stamp) === key)
    return pages

  await installTools(root)
  onBuild()
  if (!(await build(options))) return null
  mkdirSync(join(stamp, '..'), { recursive: true })
  writeFileSync(stamp, key)
  return pages
}

const keyIn = (stamp: string) =>
  existsSync(stamp) ? readFileSync(stamp, 'utf8') : ''

/** Students have no tools to build the site with until they ask for it. */
async function installTools(root: string): Promise<void> {
  // By its path: it finds the checkout by its own place, which a bundle has not.
  const url = pathToFileURL(join(root, 'labs/cli/install.js')).href
  const { ensureInstalled } = await import(url)
  await ensureInstalled({ dev: true })
}

function build({ root, signal }: SiteBuild): Promise<boolean> {
  const child = spawn(join(root, 'node_modules/.bin/vitepress'), BUILD, {
    cwd: root,
    signal,
    stdio: ['ignore', 2, 2],
    // It is served from the top, whatever else it is built for.
    env: { ...process.env, DOCS_BASE: '/' },
  })
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      signal.aborted ? resolve(false) : reject(error),
    )
    child.on('close', (code) => resolve(code === 0))
  })
}

const BUILD = ['build', 'docs']

/** Everything that a page may show. */
function keyOfSources(root: string): string {
  const sources = sourcesBelow(root, ['checker', 'docs', 'labs', 'runtime'], {
    ending: /\.(css|js|json|md|svg|ts|vue)$/,
    skip: ['cache', 'dist', '.temp'].map((name) => `docs/.vitepress/${name}`),
  })
  return keyOf(root, sources)
}
