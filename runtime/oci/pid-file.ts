import { renameSync, writeFileSync } from 'node:fs'

/**
 * Write a process ID into a file. Under another name first: whoever sees the
 * file sees a whole number in it.
 */
export function writePidFile(file: string, pid: number): void {
  const temporary = `${file}.${process.pid}`
  writeFileSync(temporary, `${pid}`, { flag: 'wx' })
  renameSync(temporary, file)
}
