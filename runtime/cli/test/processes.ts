import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Processes that are what a path says: whose root it is, or whose command line
 * has it. A child of mini-runc has the command line of mini-runc until it
 * executes its program.
 */
export function processesOf(path: string): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => {
    if (pid === process.pid || isDead(pid)) return false
    return (
      readOr('', () => readlinkSync(`/proc/${pid}/root`)) === path ||
      readOr('', () => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
        .split('\0')
        .includes(path)
    )
  })
}

const isDead = (pid: number) =>
  /^State:\s+Z/m.test(
    readOr('', () => readFileSync(`/proc/${pid}/status`, 'utf8')),
  )

function readOr(otherwise: string, read: () => string): string {
  try {
    return read()
  } catch {
    return otherwise
  }
}
