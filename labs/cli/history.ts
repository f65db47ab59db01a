/**
 * A history of the student's work in a git directory of its own, outside the
 * work folder, so that it disturbs neither this checkout's history nor one that
 * the student keeps.
 *
 *     refs/heads/main     one commit for each start and each passed step
 *     refs/kept/<time>    what was there before `labs reset` or `labs solve`
 *     refs/bases/<time>   what the kit had written then: needed to go on from it
 *
 * Trees are written through a private index: two commands at once do not wait
 * for each other, and one that is killed leaves no lock.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { RequirementError } from '#vm/errors.ts'
import { installCommand } from '#vm/packages.ts'
import type { Work } from './work-paths.ts'

const BRANCH = 'refs/heads/main'

/** git is missing, or refused; the message is git's own. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError'
}

/** Whether there is a git to keep a history with. */
export function hasGit(): boolean {
  return spawnSync('git', ['--version'], { stdio: 'ignore' }).status === 0
}

/**
 * @throws {RequirementError} When there is no git: what would be replaced could
 *   not be kept.
 */
export function requireGit(): void {
  if (hasGit()) return
  const remedy = `Run: ${installCommand(['git'])}`
  const found = 'no such program'
  throw new RequirementError([{ name: 'git', ok: false, found, remedy }])
}

/**
 * Add the work folder as it is to its history, if anything changed.
 *
 * @throws {HistoryError} When git fails.
 */
export function commit(work: Work, message: string): void {
  const parent = resolve(work, BRANCH)
  const tree = writeTree(work, 'runtime')
  if (parent !== null && resolve(work, `${parent}^{tree}`) === tree) return
  git(work, ['update-ref', BRANCH, commitTree(work, tree, parent, message)])
}

/**
 * Keep the work folder as it is under a name of its own, if there is one.
 *
 * @returns The name, for `restore`.
 * @throws {HistoryError} When git fails.
 */
export function keep(
  work: Work,
  message: string,
  now = new Date(),
): string | null {
  if (!existsSync(work.runtime)) return null
  const name = now.toISOString().slice(0, 23).replaceAll(':', '-')
  const parent = resolve(work, BRANCH)
  const made = commitTree(work, writeTree(work, 'runtime'), parent, message)
  // The empty old value: never in the place of something else that was kept.
  git(work, ['update-ref', `refs/kept/${name}`, made, ''])
  if (!existsSync(work.base)) return name
  const tree = writeTree(baseOf(work), '.')
  const base = commitTree(work, tree, null, message)
  git(work, ['update-ref', `refs/bases/${name}`, base, ''])
  return name
}

/** What was kept, oldest first: the names that `keep` returned. */
export function keptNames(work: Work): string[] {
  const format = '--format=%(refname:lstrip=2)'
  const names = git(work, ['for-each-ref', format, 'refs/kept'])
  return names.split('\n').filter((name) => name !== '')
}

/** Put the work folder back as it was kept; what is not among it goes. */
export function restore(work: Work, name: string): void {
  putBack(work, 'runtime', `refs/kept/${name}`)
  const base = `refs/bases/${name}`
  if (resolve(work, base) !== null) putBack(baseOf(work), '.', base)
}

/** Files in `folder` of a place become those of a revision. */
function putBack(place: Place, folder: string, revision: string): void {
  withIndex(place, (index) => {
    git(place, ['read-tree', revision], index)
    const files = git(place, ['ls-files', '-z'], index).split('\0')
    removeAllBut(place.dir, folder, new Set(files))
    git(place, ['checkout-index', '--all', '--force'], index)
  })
}

function removeAllBut(dir: string, folder: string, files: Set<string>): void {
  const path = join(dir, folder)
  if (!existsSync(path)) return
  const entries = readdirSync(path, { recursive: true, withFileTypes: true })
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name)
    if (entry.isDirectory() || files.has(relative(dir, file))) continue
    rmSync(file)
  }
}

/** A folder, and the repository that keeps it. */
type Place = Pick<Work, 'dir' | 'gitDir'>

/** What the kit wrote last belongs to what the student made of it. */
const baseOf = ({ base, gitDir }: Work): Place => ({ dir: base, gitDir })

function writeTree(place: Place, folder: string): string {
  return withIndex(place, (index) => {
    git(place, ['add', '--all', '--force', '--', folder], index)
    return git(place, ['write-tree'], index)
  })
}

function commitTree(
  place: Place,
  tree: string,
  parent: string | null,
  message: string,
): string {
  const parents = parent === null ? [] : ['-p', parent]
  return git(place, ['commit-tree', tree, ...parents, '-m', message])
}

/** The hash of a revision; `null` when there is no such thing yet. */
function resolve(place: Place, revision: string): string | null {
  init(place)
  const { status, stdout } = run(place, [
    'rev-parse',
    '--quiet',
    '--verify',
    revision,
  ])
  return status === 0 ? stdout.trim() : null
}

function init(place: Place): void {
  mkdirSync(place.gitDir, { recursive: true })
  // Harmless when it is there already.
  git(place, ['init', '--quiet', '--template=', '--initial-branch=main'])
}

function withIndex<T>(place: Place, use: (index: string) => T): T {
  const index = join(place.gitDir, `index-${process.pid}`)
  try {
    return use(index)
  } finally {
    rmSync(index, { force: true })
    rmSync(`${index}.lock`, { force: true })
  }
}

function git(place: Place, args: readonly string[], index?: string): string {
  const { status, stdout, stderr, error } = run(place, args, index)
  if (status === 0) return stdout.trim()
  const why = error?.message ?? stderr.trim()
  throw new HistoryError(`git ${args[0]}: ${why}`)
}

/** Run git with nobody's configuration or hooks but our own. */
function run(place: Place, args: readonly string[], index?: string) {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_'),
  )
  return spawnSync('git', args, {
    cwd: place.dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(own),
      ...IDENTITY,
      GIT_DIR: place.gitDir,
      GIT_WORK_TREE: place.dir,
      ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
    },
  })
}

const IDENTITY = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'labs',
  GIT_AUTHOR_EMAIL: 'labs@localhost',
  GIT_COMMITTER_NAME: 'labs',
  GIT_COMMITTER_EMAIL: 'labs@localhost',
  LC_ALL: 'C',
}
