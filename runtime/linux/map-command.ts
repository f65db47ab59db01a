import { userInfo } from 'node:os'
import { IdMapError } from '../errors.ts'
import type { IdMapping } from '../spec/runtime-spec.ts'

// Not from our own PATH: who may write there would choose what we run.
const PATH = '/usr/sbin:/usr/bin:/sbin:/bin'

/** Where the rights of each command are written down. */
const FILES = { newuidmap: '/etc/subuid', newgidmap: '/etc/subgid' }

/**
 * Map IDs by a command that may map what an administrator has granted us.
 *
 * @param signal Ends the command, which may wait for a directory service.
 * @throws {IdMapError} If it is not there, or refuses.
 * @see newuidmap(1), subuid(5)
 */
export function mapByCommand(
  command: 'newuidmap' | 'newgidmap',
  pid: number,
  mappings: readonly IdMapping[],
  signal?: AbortSignal,
): Promise<void> {
  const ranges = mappings.flatMap((m) => [m.containerID, m.hostID, m.size])
  const args = [pid, ...ranges].map(String)
  // Not imported, because that costs every start of a program some time.
  const { execFile } = process.getBuiltinModule('node:child_process')
  return new Promise((resolve, reject) => {
    const options = { env: { PATH }, ...(signal && { signal }) }
    execFile(command, args, options, (error, _stdout, stderr) => {
      if (error === null) resolve()
      else reject(errorOf(command, args, error.code, stderr.trim()))
    })
  })
}

function errorOf(
  program: keyof typeof FILES,
  args: readonly string[],
  code: unknown,
  stderr: string,
): IdMapError {
  const [, ...ranges] = args
  const wanted = `Expected ${program} to map ${ranges.join(' ')} (inside, outside, size)`
  const found =
    code === 'ENOENT'
      ? `found no such program in "${PATH}": install the package uidmap, or map one ID, your own`
      : `it said "${stderr}": "${FILES[program]}" must grant these IDs to "${userName()}"`
  const facts = {
    program,
    args,
    stderr,
    code: code === 'ENOENT' ? code : 'EPERM',
  }
  return new IdMapError(`${wanted} but ${found}`, facts)
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    // Nobody has written a name for us into /etc/passwd.
    return String(process.geteuid?.())
  }
}
