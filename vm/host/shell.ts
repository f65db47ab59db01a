/**
 * zx, loaded when there is shell work to do and not before.
 *
 * Every command is started through `setpriv --pdeathsig`: the kernel kills it
 * when this process ends, in whatever way, so that an interrupted build leaves
 * nothing running.
 */
import type { Shell } from 'zx'

import { lastLines, MachineError } from '../errors.ts'

let loaded: Shell | undefined

/**
 * Get zx's `$`: quiet, in English, one simple command a call (no pipes, for
 * the prefix reaches only the first).
 *
 * @see prctl(2), PR_SET_PDEATHSIG
 */
export async function shell(): Promise<Shell> {
  if (loaded !== undefined) return loaded
  const { $ } = await import('zx')
  const configured = $({
    quiet: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    prefix: 'exec setpriv --pdeathsig KILL ',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  loaded = configured
  return configured
}

/**
 * Give a failed command of zx a message a person can read.
 *
 * @throws {MachineError} Always.
 */
export function commandFailed(what: string, error: unknown): never {
  const { stderr = '', exitCode } = error as {
    stderr?: string
    exitCode?: number | null
  }
  const why = stderr || (error instanceof Error ? error.message : '')
  throw new MachineError(
    `${what}: the command ended with ${exitCode ?? 'a signal'}`,
    lastLines(why, 12).join('\n'),
    { cause: error },
  )
}
