/** What tests with real machines share. */
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
} from 'node:fs'
import { join } from 'node:path'

import type { Test } from 'tap'

import { userId } from '../../host/paths.ts'
import type { Machine } from '../../provider.ts'

/** Sockets want a short path; the emulator's user wants to read the share. */
export function place(t: Test): { base: string; share: string; run: string } {
  const parent =
    userId() === 0 ? '/run' : (process.env.XDG_RUNTIME_DIR ?? '/tmp')
  const base = mkdtempSync(join(parent, 'labs-test-'))
  const share = join(base, 'share')
  const run = join(base, 'vm')
  mkdirSync(share)
  chmodSync(share, 0o755)
  t.teardown(() => rmSync(base, { recursive: true, force: true }))
  return { base, share, run }
}

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Run a command in the guest to its end. */
export async function run(
  machine: Machine,
  command: string,
  input = '',
): Promise<Outcome> {
  const child = machine.spawn(command)
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (data) => {
    output.stdout += data
  })
  child.stderr?.on('data', (data) => {
    output.stderr += data
  })
  child.stdin?.end(input)
  const [code] = await once(child, 'close')
  return { code, ...output }
}

/** Host processes that work in a folder or name it. */
export function processesOf(dir: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      const cwd = readlinkSync(`/proc/${pid}/cwd`)
      return words.includes(dir) || cwd.startsWith(dir)
    } catch {
      // It ended meanwhile.
      return false
    }
  })
}
