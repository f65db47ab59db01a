/**
 * koffi's addon for the guest. npm installs the one for this computer: on a Mac, or
 * for a guest with another processor, it is not the one that the guest loads. Then it
 * is taken from the npm registry once, held against package-lock.json, and kept:
 *
 *     .cache/koffi/linux-arm64-3.3.4/koffi.node
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { checkoutRoot } from './checkout.ts'

const run = promisify(execFile)

/** A registry that does not answer must not look like work. */
const TIMEOUT_MS = 120_000

/**
 * Where the addon for glibc on Linux lies.
 *
 * @param arch As Node names it: `x64`, `arm64`.
 * @throws {Error} If it has to be fetched and cannot be, or is not the one in the lock.
 */
export async function koffiAddon(arch: string): Promise<string> {
  return installedAddon(arch) ?? (await fetchedAddon(arch))
}

/** That which npm has installed; `null` if it is for another computer. */
function installedAddon(arch: string): string | null {
  const require = createRequire(import.meta.url)
  try {
    const manifest = require.resolve(`${packageOf(arch)}/package.json`)
    return join(dirname(manifest), `linux_${arch}`, 'koffi.node')
  } catch {
    return null
  }
}

const packageOf = (arch: string) => `@koromix/koffi-linux-${arch}`

interface Locked {
  readonly version: string
  /** `sha512-…` @see https://www.w3.org/TR/SRI/ */
  readonly integrity: string
}

async function fetchedAddon(arch: string): Promise<string> {
  const name = packageOf(arch)
  const locked = lockedPackage(name)
  const cache = join(checkoutRoot(), '.cache/koffi')
  const home = join(cache, `linux-${arch}-${locked.version}`)
  const addon = join(home, 'koffi.node')
  if (existsSync(addon)) return addon
  await mkdir(cache, { recursive: true })
  const draft = await mkdtemp(join(cache, 'draft-'))
  try {
    await unpackInto(draft, name, locked)
    await rename(join(draft, 'package', `linux_${arch}`), home)
  } catch (error) {
    // Somebody else was faster: both have the same.
    if (existsSync(addon)) return addon
    const reason = (error as Error).message
    const message = `Cannot get ${name}@${locked.version}: ${reason}`
    throw new Error(message, { cause: error })
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return addon
}

/** What package-lock.json says of a package, for whatever computer it is. */
function lockedPackage(name: string): Locked {
  const lock = readFileSync(join(checkoutRoot(), 'package-lock.json'), 'utf8')
  const found = JSON.parse(lock).packages[`node_modules/${name}`]
  if (found === undefined) throw new Error(`There is no ${name} for koffi`)
  return found
}

async function unpackInto(
  folder: string,
  name: string,
  { version, integrity }: Locked,
): Promise<void> {
  const options = { cwd: folder, timeout: TIMEOUT_MS }
  await run('npm', ['pack', '--silent', `${name}@${version}`], options)
  const [archive = ''] = await readdir(folder)
  const bytes = await readFile(join(folder, archive))
  if (!hasIntegrity(bytes, integrity))
    throw new Error(`it is not what package-lock.json names (${integrity})`)
  await run('tar', ['-xzf', archive], options)
}

/** Whether bytes are those that a hash of the lock file stands for. */
export function hasIntegrity(bytes: Uint8Array, integrity: string): boolean {
  const [algorithm = '', hash] = integrity.split(/-(.*)/s)
  return createHash(algorithm).update(bytes).digest('base64') === hash
}
