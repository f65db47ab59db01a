// Runs cases by their names, and prints for each what failed and what the
// doctor says. It is started under whatever a case wants around it.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isBelow, parseMountinfo } from '../../mountinfo.ts'
import { MNT_DETACH } from '../../sys/constants/mounts.ts'
import { syscall } from '../../sys/libc.ts'
import { Program } from '../../sys/program.ts'
import { spawn } from '../../sys/spawn.ts'
import { diagnosisOf } from '../diagnoses.ts'
import { examine } from '../examine.ts'
import { failureOf } from '../failure.ts'
import type { Case } from './case.ts'
import { CASES } from './cases.ts'

async function failureIn(it: Case, folder: string): Promise<unknown> {
  try {
    if (it.act) await it.act(folder)
    else await runTable(it, folder)
  } catch (error) {
    return error
  }
  return undefined
}

async function runTable(it: Case, folder: string): Promise<void> {
  const program = new Program()
  it.record?.(program, folder)
  const child = spawn(program, { flags: it.flags ?? 0n, examine })
  try {
    await child.started
  } finally {
    child.kill('SIGKILL')
    await child.exited
  }
}

async function runCase(it: Case): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  chmodSync(folder, 0o755)
  try {
    const error = await failureIn(it, folder)
    if (error instanceof Error && !diagnosisOf(error)) examine(error)
    const failure = failureOf(error)
    return {
      name: it.name,
      fails: failure ? `${failure.syscall} ${failure.code}` : `${error}`,
      message: `${error}`,
      diagnosis: diagnosisOf(error),
    }
  } finally {
    detachBelow(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A shared mount of the child came to us as well. */
function detachBelow(folder: string): void {
  const mounts = parseMountinfo(readFileSync('/proc/self/mountinfo', 'utf8'))
  for (const { point } of mounts.toReversed())
    if (isBelow(point, folder)) syscall('umount2', point, MNT_DETACH)
}

async function main(names: readonly string[]): Promise<void> {
  for (const it of CASES.filter(({ name }) => names.includes(name)))
    process.stdout.write(`${JSON.stringify(await runCase(it))}\n`)
}

await main(process.argv.slice(2))
