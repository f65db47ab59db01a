/**
 * Two pairs of keys for each template: one for the student's side to log in
 * with, one for the guest to prove itself with.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { commandFailed, shell } from '../host/shell.ts'

export interface Keys {
  /** Public half of `<dir>/id`. */
  readonly authorizedKey: string
  /** Private half of the guest's key, in dropbear's form. */
  readonly hostKey: Buffer
  /** Public half of it, as `ssh-ed25519 AAAA…`. */
  readonly hostPublicKey: string
}

/**
 * Make `<dir>/id` and the guest's key.
 *
 * @param programs Where the two are, and what their libraries need.
 * @see ssh-keygen(1), dropbearkey(1)
 */
export async function makeKeys(
  dir: string,
  programs: {
    readonly sshKeygen: string
    readonly dropbearkey: string
    readonly env: NodeJS.ProcessEnv
  },
): Promise<Keys> {
  const id = join(dir, 'id')
  const host = join(dir, 'hostkey')
  const $ = (await shell())({ env: { ...process.env, ...programs.env } })
  const { sshKeygen, dropbearkey } = programs

  try {
    await $`${sshKeygen} -q -t ed25519 -N ${''} -C lab -f ${id}`
    await $`${dropbearkey} -t ed25519 -f ${host}`
    const { stdout } = await $`${dropbearkey} -y -f ${host}`
    return {
      authorizedKey: await readFile(`${id}.pub`, 'utf8'),
      hostKey: await readFile(host),
      hostPublicKey: /^ssh-ed25519 \S+/m.exec(stdout)?.[0] ?? '',
    }
  } catch (error) {
    commandFailed('Cannot make keys for the virtual machine', error)
  }
}
