// What happens to a container, line by line, as runc tells it:
//
//     {"type":"stats","id":"box","data":{"cpu":{"usage":{"total":20613000,…
//     {"type":"oom","id":"box"}
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { flatKeyed, isGone } from '../linux/cgroup/cgroup-file.ts'
import { hasEvent } from '../linux/cgroup/events.ts'
import { statsOf, statsText } from '../linux/cgroup/stats.ts'
import { Bell } from './bell.ts'
import { cgroupOf, loadAlive } from './state.ts'

/**
 * Tell what a container uses, and when the kernel kills in it for want of
 * memory.
 *
 * @param everyMs From one look to the next, until it ends; absent: one look.
 * @throws {StateError} If it does not run, or has no cgroup of its own.
 * @throws {CgroupError}
 * @see runc-events(8)
 */
export async function* events(
  root: string,
  id: string,
  everyMs?: number,
): AsyncGenerator<string> {
  const { directory } = cgroupOf(loadAlive(root, id))
  if (everyMs === undefined) yield statsLine(directory, id)
  else yield* follow(directory, id, everyMs)
}

async function* follow(
  directory: string,
  id: string,
  everyMs: number,
): AsyncGenerator<string> {
  const bell = new Bell(filesToWatch(directory))
  try {
    let kills = killsIn(directory)
    for (let next = Date.now(); hasEvent(directory, 'populated'); ) {
      if (Date.now() >= next) {
        yield statsLine(directory, id)
        next += everyMs
      }
      await bell.rung(next - Date.now())
      const now = killsIn(directory)
      if (now > kills) yield JSON.stringify({ type: 'oom', id })
      kills = now
    }
  } catch (error) {
    // It has ended, and its cgroup with it.
    if (!isGone(error)) throw error
  } finally {
    bell.close()
  }
}

function statsLine(directory: string, id: string): string {
  return statsText({ type: 'stats', id, data: statsOf(directory) })
}

function filesToWatch(directory: string): string[] {
  const files = ['cgroup.events', 'memory.events']
  return files.map((file) => join(directory, file)).filter(existsSync)
}

/** @see Control Group v2, "Memory Interface Files", "oom_kill" */
function killsIn(directory: string): bigint {
  const file = 'memory.events'
  if (!existsSync(join(directory, file))) return 0n
  return flatKeyed(directory, file).get('oom_kill') ?? 0n
}
