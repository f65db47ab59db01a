/**
 * The student's way out of a chroot, from lab 01: the judged program writes it
 * into the root of a container, told where the secret is.
 *
 *     <folder>/outside-…/secret           a FIFO: who opens it waits, and is seen
 *     <folder>/bundle/rootfs/escape-…     the program
 *     <folder>/elsewhere/                 where it is written from
 */
import type { Ending } from './agent/protocol.ts'
import type { Bench } from './bench.ts'
import { folderOf, startJudged } from './container.ts'

const BUILD_MS = 3_000

export interface EscapeProgram {
  /** Command line that writes the program, and how that ended. */
  readonly command: readonly string[]
  readonly built: Ending
  /** Path of the secret, on the host. */
  readonly secret: string
  /** Path of the program inside. */
  readonly inside: string
  /** What the kernel knows it by; `null` if it was not written. */
  readonly identity: string | null
}

/**
 * Let the judged program write its escape; `null` if it comes without one.
 *
 * @param name Of the container whose root it is written into.
 */
export async function writeEscape(
  bench: Bench,
  name: string,
): Promise<EscapeProgram | null> {
  const { escape: builder } = bench.program
  if (builder === null) return null
  const hex = (what: string) => bench.seed.hex(`escape ${what}`, 4)
  const folder = folderOf(bench, name)
  const secret = `${folder}/outside-${hex('secret')}/secret`
  const inside = `/escape-${hex('name')}`
  const output = `${folder}/bundle/rootfs${inside}`
  const path = bench.programPath(builder)
  const command = [path, '--secret', secret, '--output', output]
  await makePlaces(bench, folder, secret)
  const built = await run(bench, folder, command)
  const [file = null] = await bench.call('identify', { paths: [output] })
  const identity = built.code === 0 ? file : null
  return { command, built, secret, inside, identity }
}

async function makePlaces(
  bench: Bench,
  folder: string,
  secret: string,
): Promise<void> {
  await bench.call('write', {
    entries: [
      { kind: 'directory', path: bench.below(`${folder}/bundle/rootfs`) },
      { kind: 'directory', path: bench.below(`${folder}/elsewhere`) },
      { kind: 'fifo', path: bench.below(secret) },
    ],
  })
}

function run(
  bench: Bench,
  folder: string,
  argv: readonly string[],
): Promise<Ending> {
  return bench.starts.use(() =>
    bench.timings.measure('judged: escape written', async () => {
      const { job } = await startJudged(bench, {}, folder, argv)
      return bench.call('wait', { job, timeoutMs: bench.patience(BUILD_MS) })
    }),
  )
}
