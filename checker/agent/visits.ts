/**
 * Runs the kit's own small programs, one at a time and to their end: they enter
 * namespaces, look around there, and write what they saw.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { trustedPath } from '../evidence/own-proc.ts'
import { joining } from './cgroup.ts'
import type { Params, VisitReport } from './protocol.ts'

/** More than any visitor has to tell. */
const MOST = 4 * 1024 * 1024

let visits = 0

/**
 * Run an executable without arguments, environment or input.
 *
 * @param base Folder of this run, where the executable lies while it runs.
 */
export async function runVisitor(
  base: string,
  { base64, cgroup, timeoutMs }: Params<'visit'>,
): Promise<VisitReport> {
  const folder = join(base, 'visitors')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `${visits++}`)
  writeFileSync(path, Buffer.from(base64, 'base64'), { mode: 0o700 })
  try {
    const command: Command =
      cgroup === undefined ? [path, []] : joining(trustedPath(cgroup), path, [])
    return await outputOf(command, timeoutMs)
  } finally {
    rmSync(path)
  }
}

type Command = readonly [command: string, args: readonly string[]]

function outputOf(
  [command, args]: Command,
  timeoutMs: number,
): Promise<VisitReport> {
  const child = spawn(command, args, {
    // A visitor reads from a /proc that nobody can mount anything over.
    cwd: trustedPath('/proc'),
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  })
  const chunks: Buffer[] = []
  let size = 0
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size > MOST) child.kill('SIGKILL')
    else chunks.push(chunk)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      const base64 = Buffer.concat(chunks).toString('base64')
      resolve({ code, signal, base64 })
    })
  })
}
