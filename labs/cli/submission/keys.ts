/**
 * The key that signs a student's attempts: one for each user, made when it is
 * first needed, in `~/.config/container-labs/key.pem`.
 */
import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { readPrivately } from '../read-privately.ts'
import { SubmissionError } from './error.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Our folder for what a user keeps. @see XDG Base Directory Specification */
export function configFolder(env: Env): string {
  const { XDG_CONFIG_HOME: chosen = '' } = env
  // The specification says to ignore a relative one.
  const base = isAbsolute(chosen) ? chosen : join(homedir(), '.config')
  return join(base, 'container-labs')
}

/**
 * The user's key.
 *
 * @throws {SubmissionError} KEY_EXPOSED if others may read it, KEY_INVALID if it
 *   is no Ed25519 key, KEY_IMPOSSIBLE if it can be neither read nor made.
 */
export function signingKey(env: Env): KeyObject {
  const path = join(configFolder(env), 'key.pem')
  const exposed = (found: string) =>
    new SubmissionError('KEY_EXPOSED', { path, found })
  try {
    if (!existsSync(path)) makeKey(path)
    return parseKey(path, readPrivately(path, exposed))
  } catch (error) {
    if (error instanceof SubmissionError) throw error
    const { code = String(error) } = error as NodeJS.ErrnoException
    throw new SubmissionError('KEY_IMPOSSIBLE', { path, found: code })
  }
}

/** Of two commands at once, the one that comes second takes the key of the first. */
function makeKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
  try {
    writeFileSync(path, pem, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

function parseKey(path: string, pem: string): KeyObject {
  const key = privateKeyOf(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  const found = key?.asymmetricKeyType ?? '-'
  throw new SubmissionError('KEY_INVALID', { path, found })
}

function privateKeyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    // OpenSSL has a dozen codes for text that is no key.
    return null
  }
}
