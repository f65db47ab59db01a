/** What a machine says of itself, asked as root, which proves that we may. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { lastLines, MachineError } from '../errors.ts'
import { type Ssh, spawnClient } from './client.ts'
import { rootShell } from './manner.ts'
import { textOf } from './output.ts'

export interface Facts {
  /** Kernel release, `6.1.0-41-amd64`. */
  readonly kernel: string
  /** As uname(1) says it: `x86_64`, `aarch64`. */
  readonly arch: string
}

/**
 * Ask a machine, once for each connection.
 *
 * @throws {MachineError} When root cannot be had there, or it is no Linux.
 */
export async function factsOf(ssh: Ssh, sudo: boolean): Promise<Facts> {
  const file = join(dirname(ssh.config), `facts${sudo ? '-sudo' : ''}.json`)
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'))
  const facts = await askFacts(ssh, sudo)
  writeFileSync(file, JSON.stringify(facts), { mode: 0o600 })
  return facts
}

async function askFacts(ssh: Ssh, sudo: boolean): Promise<Facts> {
  const child = spawnClient(ssh, rootShell('id -u; uname -s -r -m', sudo))
  const { code, stdout, stderr } = await textOf(child)
  const [uid = '', uname = ''] = stdout.trim().split('\n')
  const [system, kernel, arch] = uname.split(' ')
  if (code !== 0 || uid !== '0') throw notRoot(uid, stderr)
  if (system === 'Linux' && kernel && arch) return { kernel, arch }
  throw new MachineError(`Expected Linux at the other end but found "${uname}"`)
}

function notRoot(uid: string, said: string): MachineError {
  const why = lastLines(said, 3).join('; ') || `user ${uid}`
  return new MachineError(
    `Cannot become root at the other end: ${why}\n` +
      '  Log in as root, or let this user run "sudo -n true"',
  )
}
