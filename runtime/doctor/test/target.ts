import { writeFileSync } from 'node:fs'
import { errnoOf } from '../../sys/errno.ts'
import { SyscallError } from '../../sys/errors.ts'
import { Program } from '../../sys/program.ts'
import { spawn } from '../../sys/spawn.ts'

/** Without any capability. */
export const NOBODY = [
  'setpriv',
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
]

/** Start a process in new namespaces, and write to its files in /proc. */
export async function withTarget(
  flags: bigint,
  use: (proc: string) => void,
  before: (child: Program) => void = () => {},
): Promise<void> {
  const program = new Program()
  before(program)
  program.ready()
  program.rt_sigtimedwait(Buffer.alloc(8), null, null)
  const child = spawn(program, { flags })
  try {
    await child.started
    use(`/proc/${child.pid}`)
    // The facts are read while the process is there, as in a handshake.
  } catch (error) {
    setImmediate(() => child.kill('SIGKILL'))
    throw error
  }
  child.kill('SIGKILL')
  await child.exited
}

/** As the parent writes it: the error names the file and the text. */
export function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw new SyscallError('write', errnoOf(code), [path, text])
  }
}
