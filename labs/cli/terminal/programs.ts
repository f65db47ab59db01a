/**
 * The programs of a runtime where a person in the guest can call them by name:
 *
 *     mini-runc  mini-escape  mini-layers  mini-cni     and what belongs to them
 */
import { readFile } from 'node:fs/promises'
import type { JudgedProgram } from '#checker/check.ts'
import { quoted } from '#vm/host/quoted.ts'
import type { Machine } from '#vm/provider.ts'
import { inGuest } from './in-guest.ts'

/** One folder below it for each runtime, so that two can be there at once. */
const FOLDER = '/run/programs'

/**
 * Copy the programs of a runtime into the guest, all over one connection: a server
 * of ssh allows ten at a time. Each takes the place of an older one at once, so that
 * whoever starts it meanwhile gets one of the two.
 *
 * @returns The folder, for PATH.
 * @throws {Error} If the guest does not take them.
 */
export async function installPrograms(
  machine: Machine,
  { name, files }: Pick<JudgedProgram, 'name' | 'files'>,
): Promise<string> {
  const folder = `${FOLDER}/${name.replace(/[^\w.-]+/g, '-')}`
  const texts = await Promise.all(files.map(({ from }) => readFile(from)))
  const commands = files.map((file, index) =>
    installCommand(folder, file, texts[index]?.length ?? 0),
  )
  const script = [`mkdir -p ${quoted(folder)}`, ...commands].join(' && ')
  const input = Buffer.concat(texts)
  const { code } = await inGuest(machine, script, { input })
  if (code === 0) return folder
  throw new Error(`Cannot copy the programs of "${name}" to "${folder}"`)
}

/** Takes that many bytes of what comes, and leaves the rest to the next. */
function installCommand(
  folder: string,
  { name, executable }: JudgedProgram['files'][number],
  bytes: number,
): string {
  // `.cjs` tells tools of the host how to read it; who calls it does not care.
  const path = `${folder}/${name.replace(/\.cjs$/, '')}`
  const [there, draft] = [quoted(path), quoted(`${path}.new`)]
  const mode = executable ? 755 : 644
  return (
    `head -c ${bytes} > ${draft} && ` +
    `chmod ${mode} ${draft} && mv ${draft} ${there}`
  )
}
