import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { Program } from '../program.ts'

/** Sleeps until it is killed, with everything it was born with. */
export function sleeper(): Program {
  const program = new Program()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  return program
}

/** Wait until a sleeper has done all that comes before its sleep. */
export async function untilAsleep(pid: number): Promise<void> {
  const isAsleep = () => /^State:\s+S/m.test(statusOf(pid))
  while (!isAsleep()) await new Promise((resolve) => setTimeout(resolve, 1))
}

const statusOf = (pid: number) => readFileSync(`/proc/${pid}/status`, 'utf8')

/** What the descriptors of a process refer to. */
export function linksOf(pid: number | 'self'): string[] {
  return openFilesOf(pid).map(({ link }) => link)
}

/** The pipes of which a process has the end to write to. */
export function pipesWrittenBy(pid: number | 'self'): string[] {
  const files = openFilesOf(pid).filter(({ isWritable }) => isWritable)
  return files.map(({ link }) => link).filter((link) => /^pipe:/.test(link))
}

function openFilesOf(pid: number | 'self') {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const link = readlinkSync(`/proc/${pid}/fd/${fd}`)
      const info = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8')
      return [{ link, isWritable: /^flags:.*[12]$/m.test(info) }]
    } catch (error) {
      // The descriptor with which the folder was read is gone by now.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      throw error
    }
  })
}
