// The files of a cgroup, which are its whole interface: there is no system
// call to make one, to limit one or to ask one.
import {
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { CgroupError } from '../../errors.ts'
import { describeErrno } from '../../sys/errno.ts'

/**
 * Write a file of a cgroup, in one piece.
 *
 * @throws {CgroupError} With the code of the kernel's refusal. ENOENT means
 *   more often than not that the parent does not hand down the controller.
 */
export function writeCgroupFile(
  directory: string,
  file: string,
  value: string,
): void {
  const path = join(directory, file)
  attempt({ path, value }, () => {
    // Not 'w': with O_CREAT the kernel answers EACCES for a file that is not
    // there, since nobody may make one.
    const fd = openSync(path, constants.O_WRONLY)
    try {
      writeSync(fd, value)
    } finally {
      closeSync(fd)
    }
  })
}

/** The text of a file of a cgroup. @throws {CgroupError} */
export function readCgroupFile(directory: string, file: string): string {
  const path = join(directory, file)
  return attempt({ path }, () => readFileSync(path, 'utf8'))
}

/** Whether a cgroup has that file, so its controller and the kernel do. */
export function hasCgroupFile(directory: string, file: string): boolean {
  return existsSync(join(directory, file))
}

/** Words of a file: `cpuset cpu io`. @throws {CgroupError} */
export function wordsOf(directory: string, file: string): string[] {
  return readCgroupFile(directory, file).split(/\s+/).filter(Boolean)
}

/**
 * A number of each line of a "flat keyed" file, by the name before it:
 *
 *     usage_usec 20613
 *     nr_throttled 4
 *
 * @throws {CgroupError}
 * @see Control Group v2, "Interface Files", "Format"
 */
export function flatKeyed(
  directory: string,
  file: string,
): Map<string, bigint> {
  const lines = readCgroupFile(directory, file).split('\n').filter(Boolean)
  return new Map(
    lines.map((line) => {
      const [key = '', value = ''] = line.split(' ')
      return [key, numberOf(value)]
    }),
  )
}

/** A number of the kernel. No limit is the largest that it has 64 bits for. */
export function numberOf(text: string): bigint {
  const word = text.trim()
  return word === 'max' ? UNLIMITED : BigInt(word)
}

/** How `max` is told where only a number can be, as runc does. */
export const UNLIMITED = 2n ** 64n - 1n

/**
 * Do something to a cgroup, and say what it was if that fails.
 *
 * @throws {CgroupError}
 */
export function attempt<T>(
  facts: { path: string; value?: string },
  act: () => T,
): T {
  try {
    return act()
  } catch (error) {
    const { errno, syscall } = error as NodeJS.ErrnoException
    if (errno === undefined || !syscall) throw error
    const call = syscall === 'open' ? 'openat' : syscall
    // Node has another name for EOPNOTSUPP.
    const { code, message } = describeErrno(-errno)
    const { value } = facts
    const what = value === undefined ? '' : `${JSON.stringify(value)} to `
    throw new CgroupError(
      `${call} ${what}"${facts.path}": ${code}: ${message}`,
      { ...facts, code, syscall: call },
      { cause: error },
    )
  }
}

/** Whether a cgroup has gone away, before or while it was looked at. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof CgroupError)) return false
  return error.code === 'ENOENT' || error.code === 'ENODEV'
}

/** What a look at a cgroup returns; undefined if the cgroup is gone. */
export function whileThere<T>(look: () => T): T | undefined {
  try {
    return look()
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}
