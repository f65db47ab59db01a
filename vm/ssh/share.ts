/**
 * The shared folder on a host that sees none of this computer's: a copy, brought
 * there by tar(1) when something in it has changed.
 */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { lstatSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

import { lastLines, MachineError } from '../errors.ts'
import { textIfThere } from '../host/text-if-there.ts'
import type { Machine } from '../provider.ts'
import { textOf } from './output.ts'
import type { SshMachine } from './ssh-machine.ts'

/** Where the copy of an owner is; gone after a boot, if nothing else removes it. */
export function copyOf(owner: string): string {
  return `/run/labs-work-${owner}`
}

const COPY_MS = 120_000

/**
 * Bring the copy up to date.
 *
 * @param seal File of this computer that remembers what was copied last.
 * @throws {MachineError} When it does not arrive; the copy stays what it was.
 */
export async function copyShare(
  machine: SshMachine,
  { host, guest }: Machine['shared'],
  seal: string,
): Promise<void> {
  const now = sealOf(host)
  if (now === textIfThere(seal)) return
  const child = machine.pipe(unpackInto(guest))
  const ended = textOf(child, COPY_MS, 'keep input')
  const sent = send(host, child.stdin as NonNullable<typeof child.stdin>)
  const [{ code, stderr }, problem] = await Promise.all([
    ended,
    sent.then(
      () => null,
      (error: Error) => error,
    ),
  ])
  if (code !== 0 || problem !== null) throw notCopied(host, stderr, problem)
  writeFileSync(seal, now, { mode: 0o600 })
}

async function send(folder: string, to: NodeJS.WritableStream): Promise<void> {
  const args = ['-C', folder, '-cf', '-', '.']
  const tar = spawn('tar', args, {
    // On macOS it would add a file for the attributes of each.
    env: { ...process.env, COPYFILE_DISABLE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(tar, 'close')
  await pipeline(tar.stdout, to)
  const [code] = await ended
  if (code !== 0) throw new Error(`tar ended with ${code}`)
}

/** Whoever looks meanwhile sees the old one or the new one. */
function unpackInto(folder: string): string {
  const fresh = `${folder}.new`
  return (
    `rm -rf ${fresh} && mkdir -m 755 ${fresh} && ` +
    `tar -C ${fresh} -oxf - && chmod 755 ${fresh} && ` +
    `rm -rf ${folder} && mv ${fresh} ${folder}`
  )
}

function notCopied(folder: string, said: string, cause: Error | null) {
  const why = lastLines(said, 3).join('; ') || cause?.message
  return new MachineError(`Cannot copy "${folder}" to the host: ${why}`)
}

/** Names, sizes and times of all there is, in one hash. */
function sealOf(folder: string): string {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const hash = createHash('sha256').update(folder)
  for (const path of paths.sort()) {
    const { mode, size, mtimeMs } = lstatSync(join(folder, path))
    hash.update(`\0${path}\0${mode}\0${size}\0${mtimeMs}`)
  }
  return hash.digest('hex')
}
