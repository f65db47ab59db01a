/** The files of the page, all in memory: nothing else can be asked for. */
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bundlePage } from '../web/bundle-page.ts'
import { filesBeside, type PageFiles } from '../web/page-files.ts'

/** Style of others' programs that the page has in it. */
const FOREIGN = ['@xterm/xterm/css/xterm.css', 'uplot/dist/uPlot.min.css']

/** Make the files of the page. @param root Of the checkout. */
export async function pageFiles(root: string): Promise<PageFiles> {
  const folder = join(root, 'labs/cli/playground/page')
  const [script, style] = await Promise.all([
    bundlePage(join(folder, 'page.ts')),
    styleOf(folder),
  ])
  return filesBeside({ script, style, icon: ICON })
}

/** That of others first, so that ours can change it. */
async function styleOf(folder: string): Promise<string> {
  const { resolve } = createRequire(import.meta.url)
  const own = await readdir(folder, { recursive: true })
  const paths = own.filter((name) => name.endsWith('.css')).sort()
  const files = [
    ...FOREIGN.map((name) => resolve(name)),
    ...paths.map((name) => join(folder, name)),
  ]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
  return texts.join('\n')
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#0b5cad"/>
<path fill="none" stroke="#fff" stroke-width="2.6" stroke-linejoin="round" d="M16 5.5 26 11v10l-10 5.5L6 21V11zM6 11l10 5.5L26 11M16 16.5v10"/></svg>
`
