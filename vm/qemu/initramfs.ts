/**
 * The archive the kernel unpacks into memory and starts `init` from: a static
 * busybox, the three scripts, the modules in load order, and the keys.
 */
import { readFile } from 'node:fs/promises'

import { type Entry, writeCpio } from './cpio.ts'
import { INIT, STAGE2, WAITER } from './guest.ts'
import type { Module } from './modules.ts'

export interface InitramfsParts {
  /** A statically linked busybox on the host. */
  readonly busybox: string
  readonly modules: readonly Module[]
  /** Public key that may log in as root. */
  readonly authorizedKey: string
  /** The guest's own private key, in dropbear's form. */
  readonly hostKey: Buffer
}

export async function buildInitramfs(parts: InitramfsParts): Promise<Buffer> {
  const busybox = await readFile(parts.busybox)
  return writeCpio([
    { path: 'bin/busybox', data: busybox, mode: 0o755 },
    { path: 'bin/sh', link: 'busybox' },
    { path: 'init', data: Buffer.from(INIT), mode: 0o755 },
    ...['proc', 'sys', 'dev', 'lower', 'rw', 'new'].map(emptyDir),
    ...moduleEntries(parts.modules),
    { path: 'kit/stage2', data: Buffer.from(STAGE2) },
    { path: 'kit/waiter', data: Buffer.from(WAITER) },
    { path: 'kit/authorized_keys', data: Buffer.from(parts.authorizedKey) },
    { path: 'kit/hostkey', data: parts.hostKey, mode: 0o600 },
  ])
}

/** Only parents get entries, so a folder is made by a file in it. */
function emptyDir(path: string): Entry {
  return { path: `${path}/.keep`, data: Buffer.alloc(0) }
}

function moduleEntries(modules: readonly Module[]): Entry[] {
  const order = modules.map(({ name }) => `${name}\n`).join('')
  return [
    { path: 'm/order', data: Buffer.from(order) },
    ...modules.map(({ name, data }) => ({ path: `m/${name}.ko`, data })),
  ]
}

/**
 * Whether a program needs no loader. In the initramfs there is none.
 *
 * @see elf(5), PT_INTERP
 */
export function isStatic(program: Buffer): boolean {
  if (program.toString('latin1', 0, 4) !== '\u007fELF') return false
  const PT_INTERP = 3
  const start = Number(program.readBigUInt64LE(32))
  const size = program.readUInt16LE(54)
  const count = program.readUInt16LE(56)
  const types = Array.from({ length: count }, (_, index) =>
    program.readUInt32LE(start + index * size),
  )
  return !types.includes(PT_INTERP)
}
