/**
 * Where the kit keeps things on the host.
 *
 *     cache   downloads and templates: may be deleted at any time
 *     run     sockets, logs and the record of the running machine
 *
 * Root's are in /var/cache and /run; a user's where the XDG base directory
 * specification says. Each checkout has its own folder below `run`, so two
 * checkouts never share a machine.
 */
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir, platform, tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'

import { MachineError } from '../errors.ts'

/** `sun_path` holds 107 bytes, and ssh appends 17 while it makes a socket. */
const LONGEST_RUN_DIR = 70

type Environment = Readonly<Record<string, string | undefined>>

/** The folder for downloads and templates. `LABS_CACHE_DIR` overrides it. */
export function cacheDir(env: Environment = process.env, uid = userId()) {
  if (env.LABS_CACHE_DIR) return env.LABS_CACHE_DIR
  if (uid === 0) return '/var/cache/container-labs'
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'container-labs')
}

/**
 * The folder for what runs, one for each checkout. `LABS_RUN_DIR` overrides
 * its parent.
 *
 * @throws {MachineError} When the path is too long for a socket's name.
 */
export function runDir(
  checkout: string,
  env: Environment = process.env,
  uid = userId(),
): string {
  const path = join(runBase(env, uid), shortHash(checkout))
  if (path.length <= LONGEST_RUN_DIR) return path

  throw new MachineError(
    `Expected the folder for sockets to have at most ${LONGEST_RUN_DIR} ` +
      `characters but found "${path}": set LABS_RUN_DIR to a shorter one`,
  )
}

function runBase(env: Environment, uid: number): string {
  if (env.LABS_RUN_DIR) return env.LABS_RUN_DIR
  if (uid === 0) return '/run/container-labs'
  if (env.XDG_RUNTIME_DIR) return join(env.XDG_RUNTIME_DIR, 'container-labs')
  // On macOS the folder for temporary files has a name of half a hundred letters.
  const parent = platform() === 'darwin' ? '/tmp' : tmpdir()
  return join(parent, `container-labs-${uid}`)
}

/** The checkout this file belongs to, also when it runs from a bundle. */
export function checkoutDir(from = import.meta.dirname): string {
  const manifest = join(from, 'package.json')
  if (existsSync(manifest) && nameOf(manifest) === 'container-labs') return from
  if (dirname(from) !== from) return checkoutDir(dirname(from))
  throw new MachineError('Cannot find the checkout this program belongs to')
}

function nameOf(manifest: string): unknown {
  return JSON.parse(readFileSync(manifest, 'utf8')).name
}

/**
 * Make a folder that only its owner may change, and refuse one that somebody
 * else prepared: a name in /tmp can be taken by anyone.
 *
 * @param mode 0o700, or 0o711 where the emulator's user has to pass through.
 * @throws {MachineError} When it is a link or belongs to another user.
 */
export function ownDir(path: string, mode: number): string {
  mkdirSync(path, { recursive: true, mode })
  const stat = lstatSync(path)
  if (stat.isDirectory() && stat.uid === userId()) return path

  throw new MachineError(
    `Expected "${path}" to be a folder of user ${userId()} but found ` +
      `${stat.isDirectory() ? `one of user ${stat.uid}` : 'something else'}`,
  )
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10)
}

/** Effective user; -1 where there are no user numbers. */
export function userId(): number {
  return process.geteuid?.() ?? userInfo().uid
}
