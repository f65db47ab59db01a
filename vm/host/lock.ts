/**
 * One at a time, between processes.
 *
 * Node has no flock(2), so a `flock` process holds the lock for us and lets go
 * when its standard input ends. Whatever way this process ends, the kernel
 * closes the pipe, so a lock is never left behind.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

import { MachineError } from '../errors.ts'

/** Long enough to be sure that somebody else has it. */
const NOTICE_MS = 300

/**
 * Run `work` while no other process holds the lock on `path`.
 *
 * @param path A file that may be created; it stays.
 * @param onWait Called once when somebody else has the lock.
 * @throws {MachineError} When the lock file cannot be opened.
 * @see flock(1)
 */
export async function withLock<T>(
  path: string,
  onWait: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const holder = spawn('flock', [path, 'sh', '-c', 'echo; exec cat'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own group: Ctrl-C is for us, and the pipe tells it when we are done.
    detached: true,
  })
  const notice = setTimeout(onWait, NOTICE_MS)

  try {
    await taken(holder, path)
    clearTimeout(notice)
    return await work()
  } finally {
    clearTimeout(notice)
    await letGo(holder)
  }
}

async function letGo(holder: ChildProcess): Promise<void> {
  holder.stdin?.end()
  if (holder.exitCode === null && holder.pid !== undefined) {
    await once(holder, 'exit')
  }
  holder.stdout?.destroy()
}

async function taken(holder: ChildProcess, path: string): Promise<void> {
  let complaint = ''
  holder.stderr?.on('data', (data) => {
    complaint += data
  })

  const outcome = await Promise.race([
    once(holder.stdout as NonNullable<typeof holder.stdout>, 'data'),
    once(holder, 'close').then(() => 'closed'),
  ])

  if (outcome !== 'closed') return
  throw new MachineError(`Cannot lock "${path}": ${complaint.trim()}`)
}
