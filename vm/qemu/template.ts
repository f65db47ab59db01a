/**
 * A machine that has booted, frozen.
 *
 *     template/vmlinux  initrd.cpio  root.sqfs    what it boots from
 *              ram                                its memory, a sparse file
 *              state                              its devices and processors
 *              id  known_hosts                    how to log in
 *
 * Memory is left where it is (`x-ignore-shared`): saving and resuming move
 * half a megabyte. Every machine maps `ram` copy-on-write.
 */
import { chmodSync, chownSync, truncateSync, writeFileSync } from 'node:fs'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { MachineError } from '../errors.ts'
import { atLeast } from '../host/version.ts'
import type { Architecture } from './architecture.ts'
import {
  type Accelerator,
  commandLine,
  MEMORY_BYTES,
  needsWritableRam,
  type TemplateFiles,
} from './command-line.ts'
import type { Emulator } from './emulator.ts'
import { WAITING } from './guest.ts'
import {
  CONSOLE_LOG,
  launch,
  type Running,
  SOCKETS,
  withConsole,
} from './launch.ts'
import type { Qmp } from './qmp.ts'
import type { EmulatorUser } from './user.ts'

/** How long a boot may take, in all and until the first line. */
const PATIENCE = {
  // A trial: where KVM works at all, this is plenty.
  kvm: { firstLineMs: 8_000, bootMs: 30_000 },
  tcg: { firstLineMs: 120_000, bootMs: 240_000 },
} as const

export interface TemplateOptions {
  readonly dir: string
  readonly arch: Architecture
  readonly emulator: Emulator
  readonly user: EmulatorUser
  readonly accel: Accelerator
  readonly patience?: { readonly firstLineMs: number; readonly bootMs: number }
}

export function templateFiles(dir: string): TemplateFiles {
  return {
    vmlinux: join(dir, 'vmlinux'),
    initrd: join(dir, 'initrd.cpio'),
    root: join(dir, 'root.sqfs'),
    ram: join(dir, 'ram'),
  }
}

export function stateFile(dir: string): string {
  return join(dir, 'state')
}

/**
 * Boot the files in `dir` and freeze the guest where it waits.
 *
 * @throws {MachineError} When it does not get there; with its console.
 */
export async function freeze(options: TemplateOptions): Promise<void> {
  const { dir, user } = options
  const work = join(dir, 'boot')
  await mkdir(work, { mode: 0o711 })
  await mkdir(join(work, 'share'), { mode: 0o755 })
  handOver(dir, user)
  try {
    const running = await bootTemplate(options, work)
    try {
      await waitForGuest(running, options)
      await save(running.qmp, options)
    } finally {
      running.kill()
    }
  } catch (error) {
    throw withConsole(error, work)
  }
  await rm(work, { recursive: true })
  takeBack(dir, options)
}

function bootTemplate(options: TemplateOptions, work: string) {
  const { arch, emulator, user, accel } = options
  const args = commandLine({
    arch,
    emulator,
    accel,
    files: templateFiles('..'),
    sockets: SOCKETS,
    consoleLog: CONSOLE_LOG,
    share: 'share',
    network: false,
    cable: null,
    resume: false,
  })
  const wrapper = ['setpriv', '--pdeathsig', 'KILL', '--']
  return launch(
    { dir: work, emulator, user, args, fds: [], wrapper },
    () => undefined,
  )
}

async function waitForGuest(running: Running, options: TemplateOptions) {
  const { firstLineMs, bootMs } = options.patience ?? PATIENCE[options.accel]
  await running.console.waitFor(/\n/, firstLineMs, running.ended)
  await running.console.waitFor(new RegExp(WAITING), bootMs, running.ended)
  // The waiter is about to sleep in read(2): let it.
  await new Promise((resolve) => setTimeout(resolve, 300))
}

/**
 * Write the devices' state to its file.
 *
 * @see docs/devel/migration/main.rst of QEMU
 */
async function save(qmp: Qmp, { dir, emulator }: TemplateOptions) {
  const path = stateFile(dir)
  const name = stateFile('..')
  const uri = atLeast(emulator.version, '8.2')
    ? `file:${name}`
    : `exec:cat > ${name}`
  await leaveMemoryAlone(qmp)
  await qmp.execute('stop')
  await qmp.execute('migrate', { uri })
  await migrated(qmp)
  if ((await stat(path)).size > 0) return
  throw new MachineError('The emulator saved an empty state')
}

/** Memory is a file of its own; only the devices are moved. */
export function leaveMemoryAlone(qmp: Qmp): Promise<unknown> {
  return qmp.execute('migrate-set-capabilities', {
    capabilities: [{ capability: 'x-ignore-shared', state: true }],
  })
}

async function migrated(qmp: Qmp): Promise<void> {
  for (;;) {
    const { status, 'error-desc': why } = (await qmp.execute(
      'query-migrate',
    )) as { status?: string; 'error-desc'?: string }
    if (status === 'completed') return
    if (status === 'failed' || status === 'cancelled') {
      throw new MachineError(`The emulator cannot save its state: ${why ?? ''}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** While saving, the emulator's user writes memory and state. */
function handOver(dir: string, user: EmulatorUser): void {
  const { ram, initrd } = templateFiles(dir)
  for (const path of [ram, stateFile(dir)]) {
    writeFileSync(path, '', { mode: 0o600 })
    if (user.dropped) chownSync(path, user.uid, user.gid)
  }
  truncateSync(ram, MEMORY_BYTES)
  chmodSync(initrd, 0o640)
  if (user.dropped) chownSync(initrd, 0, user.gid)
}

/** Afterwards nobody does: a machine cannot spoil the next one. */
function takeBack(dir: string, { user, emulator }: TemplateOptions): void {
  const { ram } = templateFiles(dir)
  for (const path of [ram, stateFile(dir)]) {
    if (path === ram && needsWritableRam(emulator)) continue
    if (user.dropped) chownSync(path, 0, user.gid)
    chmodSync(path, 0o440)
  }
}
