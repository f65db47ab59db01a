/**
 * A history of the student's work in a git directory of its own, outside the
 * work folder, so that it disturbs neither this checkout's history nor one that
 * the student keeps.
 *
 *     refs/heads/main     one commit for each start and each passed step
 *     refs/kept/<time>    what was there before `labs reset` or `labs solve`
 *
 * Trees are written through a private index: two commands at once do not wait
 * for each other, and one that is killed leaves no lock.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
  const tree = writeTree(work)
  if (parent !== null && resolve(work, `${parent}^{tree}`) === tree) return
  git(work, ['update-ref', BRANCH, commitTree(work, tree, parent, message)])
}

/**
 * Keep the work folder as it is under a name of its own.
 *
 * @returns The name, for `restore`.
 * @throws {HistoryError} When git fails.
 */
export function keep(work: Work, message: string, now = new Date()): string {
  const name = now.toISOString().slice(0, 23).replaceAll(':', '-')
  const parent = resolve(work, BRANCH)
  const made = commitTree(work, writeTree(work), parent, message)
  // The empty old value: never in the place of something else that was kept.
  git(work, ['update-ref', `refs/kept/${name}`, made, ''])
  return name
}

/** What was kept, oldest first: the names that `keep` returned. */
export function keptNames(work: Work): string[] {
  const format = '--format=%(refname:lstrip=2)'
  const names = git(work, ['for-each-ref', format, 'refs/kept'])
  return names.split('\n').filter((name) => name !== '')
}

/** Put kept files back into the work folder. */
export function restore(work: Work, name: string): void {
  withIndex(work, (index) => {
    git(work, ['read-tree', `refs/kept/${name}`], index)
    git(work, ['checkout-index', '--all', '--force'], index)
  })
}

/**
 * Merge what changed between two starters into a student's file.
 *
 * @returns `null` when both changed the same lines, or there is no git.
 * @see git-merge-file(1)
 */
export function mergeTexts(
  ours: string,
  base: string,
  theirs: string,
): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'labs-merge-'))
  try {
    const files = Object.entries({ ours, base, theirs }).map(([name, text]) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    })
    const args = ['merge-file', '-p', '-q', ...files]
    const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' })
    return status === 0 ? stdout : null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function writeTree(work: Work): string {
  return withIndex(work, (index) => {
    git(work, ['add', '--all', '--force', '--', 'runtime'], index)
    return git(work, ['write-tree'], index)
  })
}

function commitTree(
  work: Work,
  tree: string,
  parent: string | null,
  message: string,
): string {
  const parents = parent === null ? [] : ['-p', parent]
  return git(work, ['commit-tree', tree, ...parents, '-m', message])
}

/** The hash of a revision; `null` when there is no such thing yet. */
function resolve(work: Work, revision: string): string | null {
  init(work)
  const { status, stdout } = run(work, [
    'rev-parse',
    '--quiet',
    '--verify',
    revision,
  ])
  return status === 0 ? stdout.trim() : null
}

function init(work: Work): void {
  mkdirSync(work.gitDir, { recursive: true })
  // Harmless when it is there already.
  git(work, ['init', '--quiet', '--template=', '--initial-branch=main'])
}

function withIndex<T>(work: Work, use: (index: string) => T): T {
  const index = join(work.gitDir, `index-${process.pid}`)
  try {
    return use(index)
  } finally {
    rmSync(index, { force: true })
    rmSync(`${index}.lock`, { force: true })
  }
}

function git(work: Work, args: readonly string[], index?: string): string {
  const { status, stdout, stderr, error } = run(work, args, index)
  if (status === 0) return stdout.trim()
  const why = error?.message ?? stderr.trim()
  throw new HistoryError(`git ${args[0]}: ${why}`)
}

/** Run git with nobody's configuration or hooks but our own. */
function run(work: Work, args: readonly string[], index?: string) {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('GIT_'),
  )
  return spawnSync('git', args, {
    cwd: work.dir,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(own),
      ...IDENTITY,
      GIT_DIR: work.gitDir,
      GIT_WORK_TREE: work.dir,
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
