// Where the states of running containers lie: one directory for each user, so
// that nobody can lay a state there for somebody else's `exec` to believe.
import { lstatSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StateError } from '../errors.ts'

const NAME = 'mini-runc'

/** Who asks, and in what surroundings. */
export interface Asker {
  readonly uid: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * The directory that holds the states of containers.
 *
 * @param root Another one that was asked for.
 * @see The XDG Base Directory Specification, "XDG_RUNTIME_DIR"; hier(7), "/run"
 */
export function stateDirectory(
  root?: string,
  { uid, env }: Asker = whoAsks(),
): string {
  if (root !== undefined) return resolve(root)
  if (uid === 0) return join('/run', NAME)
  // It may be left over from before su(1), so it has to be ours.
  const candidates = [env.XDG_RUNTIME_DIR, `/run/user/${uid}`]
  const runtime = candidates.find((path) => path && isOwn(path, uid))
  return runtime ? join(runtime, NAME) : `/tmp/${NAME}-${uid}`
}

/**
 * Make that directory.
 *
 * @throws {StateError} If something there belongs to somebody else: anyone can
 *   make directories in `/tmp`.
 */
export function makeStateDirectory(root: string, uid = whoAsks().uid): void {
  mkdirSync(root, { recursive: true, mode: 0o700 })
  if (isOwn(root, uid)) return
  const wanted = `"${root}" to be a directory of user ${uid}`
  throw new StateError('', wanted, 'something else')
}

function whoAsks(): Asker {
  return { uid: process.geteuid?.() ?? 0, env: process.env }
}

function isOwn(path: string, uid: number): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === uid
}
