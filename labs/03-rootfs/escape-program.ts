/**
 * The student's way out of a chroot, from lab 01, written anew for this lab, and
 * tried where it works: in a mere chroot, made by chroot(1). What does not get
 * out of that proves nothing by staying in elsewhere.
 */
import type { Ending, FifoReading } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import { folderOf, HOST_ENV } from '#checker/container.ts'

const BUILD_MS = 3_000
const CONTROL_MS = 2_000
/** It shares the root of the captive, which it will be let loose in. */
const NAME = 'captive'

export interface EscapeProgram {
  readonly command: readonly string[]
  /** How the program that writes it ended. */
  readonly built: Ending
  /** Path on the host of the secret: a FIFO. */
  readonly secret: string
  /** Path of the program inside. */
  readonly inside: string
  readonly identity: string | null
  /** Who opened the secret when it ran in a mere chroot. */
  readonly control: FifoReading | null
}

/** Let the judged program write its escape; `null` if it comes without one. */
export async function escapeProgram(
  bench: Bench,
): Promise<EscapeProgram | null> {
  const { escape: builder } = bench.program
  if (builder === null) return null
  const hex = (what: string) => bench.seed.hex(`escape ${what}`, 4)
  const folder = folderOf(bench, NAME)
  const secret = `${folder}/outside-${hex('secret')}/secret`
  const inside = `/escape-${hex('name')}`
  const output = `${folder}/bundle/rootfs${inside}`
  const path = bench.programPath(builder)
  const command = [path, '--secret', secret, '--output', output]
  await makePlaces(bench, folder, secret)
  const built = await bench.starts.use(() =>
    bench.timings.measure('judged: escape written', () =>
      run(bench, folder, command),
    ),
  )
  const [identity = null] = await bench.call('identify', { paths: [output] })
  const control =
    built.code === 0 && identity !== null
      ? await tryInChroot(bench, folder, { inside, secret, identity })
      : null
  return { command, built, secret, inside, identity, control }
}

async function makePlaces(
  bench: Bench,
  folder: string,
  secret: string,
): Promise<void> {
  const below = (path: string) => path.slice(bench.hello.base.length + 1)
  await bench.call('write', {
    entries: [
      { kind: 'directory', path: below(`${folder}/bundle/rootfs`) },
      { kind: 'directory', path: below(`${folder}/elsewhere`) },
      { kind: 'fifo', path: below(secret) },
    ],
  })
}

async function run(
  bench: Bench,
  folder: string,
  argv: readonly string[],
): Promise<Ending> {
  const timeoutMs = bench.patience(BUILD_MS)
  const job = await startIn(bench, folder, argv)
  return bench.call('wait', { job, timeoutMs })
}

async function startIn(
  bench: Bench,
  folder: string,
  argv: readonly string[],
): Promise<number> {
  const { job } = await bench.call('start', {
    argv,
    cwd: `${folder}/elsewhere`,
    folder,
    env: HOST_ENV,
    descriptors: {},
    timeoutMs: bench.patience(BUILD_MS),
  })
  return job
}

interface Way {
  readonly inside: string
  readonly secret: string
  readonly identity: string
}

async function tryInChroot(
  bench: Bench,
  folder: string,
  { inside, secret, identity }: Way,
): Promise<FifoReading> {
  const argv = ['chroot', `${folder}/bundle/rootfs`, inside]
  const job = await startIn(bench, folder, argv)
  const reading = await bench.call('offer', {
    job,
    path: secret,
    text: 'control\n',
    files: [identity],
    timeoutMs: bench.patience(CONTROL_MS),
  })
  await bench.call('kill', { job })
  return reading
}
