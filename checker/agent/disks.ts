/**
 * Block devices of the kit's: files of zeros below the folder of a run, each
 * behind a loop device. The name of the file tells whose device it is, also when
 * the agent that made it is gone.
 *
 * @see loop(4), losetup(8)
 */
import { execFileSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { deviceName } from '../evidence/identity.ts'
import { namesIn, textOf } from '../evidence/proc.ts'
import type { Disk } from './protocol.ts'

const MIB = 1024 * 1024
const BLOCKS = '/sys/block'
let disks = 0

/** Make a device of so many MiB, of zeros that take no memory. */
export function makeDisk(base: string, mib: number): Disk {
  const file = join(base, `disk-${disks++}`)
  const fd = openSync(file, 'wx', 0o600)
  ftruncateSync(fd, mib * MIB)
  closeSync(fd)
  const path = losetup('--find', '--show', file).trim()
  const { rdev } = statSync(path, { bigint: true })
  return { path, device: deviceName(rdev) }
}

/** Let go of every device over a file below a folder. */
export function removeDisks(base: string): void {
  for (const name of namesIn(BLOCKS) ?? []) {
    const file = textOf(join(BLOCKS, name, 'loop/backing_file'))
    // Who has it open keeps it a little longer.
    if (file?.startsWith(`${base}/`)) losetup('--detach', `/dev/${name}`)
  }
}

function losetup(...args: readonly string[]): string {
  return execFileSync('losetup', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}
