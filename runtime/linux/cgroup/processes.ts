import { CgroupError } from '../../errors.ts'
import { whileThere, wordsOf } from './cgroup-file.ts'
import { withDescendants } from './descendants.ts'

/**
 * The processes in a cgroup and below it, by their numbers in our PID
 * namespace. Zombies are none of them; a cgroup that is gone has none.
 *
 * It is a look, not a fact: members may fork while it lasts. Only who has
 * frozen them first can say that these are all.
 *
 * @throws {CgroupError}
 * @see Control Group v2, "Processes", "cgroup.procs"
 */
export function processesIn(directory: string): number[] {
  const pids = withDescendants(directory).flatMap(membersOf)
  // 0 stands for a process that our PID namespace has no number for.
  return [...new Set(pids)].filter((pid) => pid > 0).sort((a, b) => a - b)
}

function membersOf(directory: string): number[] {
  try {
    const words = whileThere(() => wordsOf(directory, 'cgroup.procs'))
    return (words ?? []).map(Number)
  } catch (error) {
    // Of a threaded cgroup, the processes are listed where its domain begins.
    if (error instanceof CgroupError && error.code === 'EOPNOTSUPP') return []
    throw error
  }
}
