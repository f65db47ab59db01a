/**
 * Starts a judged program as somebody who is not root. A small program of the
 * kit gives up the rights and becomes the other: same process, same streams,
 * and no tool of the guest that would have to be there.
 */
import { type Arch, toElf } from '#runtime/sys/elf.ts'
import { Program } from '#runtime/sys/program.ts'
import type { Bench } from './bench.ts'
import { programEntry } from './entries.ts'

/** Folder of these programs, below that of the run. */
const FOLDER = 'step-down'

let programs = 0

/** Command line which runs `argv` as user and group `user`, with no other group. */
export async function stepDown(
  bench: Bench,
  user: number,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const program = new Program()
  program.setgroups([])
  program.setresgid(user, user, user)
  program.setresuid(user, user, user)
  const [file = ''] = argv
  const pairs = Object.entries(env).map((pair) => pair.join('='))
  program.execve(file, argv, pairs)
  const elf = toElf(program, { arch: bench.hello.arch as Arch })
  const path = `${FOLDER}/${programs++}`
  await bench.call('write', { entries: [programEntry(path, elf)] })
  return [bench.path(path)]
}
