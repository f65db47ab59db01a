/**
 * Programs of this computer, run to their end: `limactl`, `vagrant`. They are
 * killed if this process ends first. On every system, unlike shell.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'

import { lastLines, MachineError } from '../errors.ts'
import { guard } from './guard.ts'

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Called with each line that it writes, as it does. */
  readonly onLine?: (line: string) => void
}

/**
 * Run a program without input.
 *
 * @returns What it wrote to standard output.
 * @throws {MachineError} When it cannot be run or ends badly, with its last words.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { env = process.env, cwd, onLine = () => {} }: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    env,
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const release = guard(() => child.kill('SIGKILL'))
  try {
    return await outcome(child, [program, ...args].join(' '), onLine)
  } finally {
    release()
  }
}

/** The same; `null` when it cannot be run or ends badly. */
export async function outputOrNull(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string | null> {
  try {
    return await runProgram(program, args, options)
  } catch (error) {
    if (error instanceof MachineError) return null
    throw error
  }
}

async function outcome(
  child: ChildProcess,
  command: string,
  onLine: (line: string) => void,
): Promise<string> {
  const output = gathered(child.stdout, onLine)
  const complaint = gathered(child.stderr, onLine)
  const [code, signal] = await once(child, 'close').catch((error) => {
    throw new MachineError(`Cannot run "${command}": ${error.message}`)
  })
  if (code === 0) return output.text
  throw new MachineError(
    `"${command}" ended with ${code ?? signal}`,
    lastLines(complaint.text || output.text, 15).join('\n'),
  )
}

function gathered(stream: Readable | null, onLine: (line: string) => void) {
  const so = { text: '' }
  let rest = ''
  stream?.setEncoding('utf8').on('data', (text: string) => {
    so.text += text
    const lines = `${rest}${text}`.split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) onLine(line)
  })
  return so
}
