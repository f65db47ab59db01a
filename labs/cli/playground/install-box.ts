/** Brings `box` into the guest: what the sandbox's forms type. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Machine } from '#vm/provider.ts'
import { inGuest } from '../terminal/in-guest.ts'

/** Everything of the playground lies there, in memory. */
export const FOLDER = '/run/playground'
/** Where mini-runc leaves what it did, one file a container's birth. */
export const BIRTHS = `${FOLDER}/births`
const BIN = `${FOLDER}/bin`

/**
 * Copy `box` into the guest.
 *
 * @returns Its folder, for PATH.
 * @throws {Error} If the guest does not take it.
 */
export async function installBox(machine: Machine, root: string) {
  const script = join(root, 'labs/cli/playground/guest/box.sh')
  const { code } = await inGuest(
    machine,
    `mkdir -p ${BIN} && mkdir -p -m 700 ${BIRTHS} && cat > ${BIN}/box.new && ` +
      `chmod 755 ${BIN}/box.new && mv ${BIN}/box.new ${BIN}/box`,
    { input: await readFile(script) },
  )
  if (code !== 0) throw new Error(`Cannot copy "${script}" into the guest`)
  return BIN
}
