/**
 * The escape: the student's program for it, in a container of the student's
 * runtime. The secret is a FIFO outside the root, so whoever opens it can be
 * looked at before a byte of it is handed over.
 */
import type { Ending, FifoReading } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type ContainerRequest,
  endOf,
  folderOf,
  HOST_ENV,
  launch,
} from '#checker/container.ts'
import { profileOf } from './resident.ts'

const BUILD_MS = 3_000
const ESCAPE_MS = 4_000
const NAME = 'fugitive'

export interface EscapeProgram {
  /** Command line that wrote the program, and how that ended. */
  readonly command: readonly string[]
  readonly built: Ending
  /** Path of the secret, on the host. */
  readonly secret: string
  /** Path of the program inside the container, and on the host. */
  readonly program: string
  readonly output: string
}

export interface Fugitive {
  readonly written: EscapeProgram
  readonly text: string
  /** What came of it; `null` if there was nothing to start. */
  readonly attempt: Attempt | null
}

interface Attempt {
  readonly reading: FifoReading
  readonly ending: Ending
}

/** Let the judged program write its escape; `null` if it comes without one. */
export async function escapeProgram(
  bench: Bench,
): Promise<EscapeProgram | null> {
  const { escape: builder } = bench.program
  if (builder === null) return null
  const folder = folderOf(bench, NAME)
  const secret = `${folder}/outside-${bench.seed.hex('secret path', 4)}/secret`
  const program = `/escape-${bench.seed.hex('escape name', 4)}`
  const output = `${folder}/bundle/rootfs${program}`
  const path = bench.programPath(builder)
  const command = [path, '--secret', secret, '--output', output]
  const built = await build(bench, folder, secret, command)
  return { command, built, secret, program, output }
}

/** Run it in a container of the judged runtime. */
export async function fugitive(bench: Bench): Promise<Fugitive | null> {
  const written = await bench.share(escapeProgram)
  if (written === null) return null
  // Told to nobody before: the program cannot hold what it has to find.
  const text = `${bench.seed.hex('secret', 16)}\n`
  const [file] = await bench.call('identify', { paths: [written.output] })
  const isThere = typeof file === 'string' && written.built.code === 0
  const attempt = isThere ? await attemptIt(bench, written, file, text) : null
  return { written, text, attempt }
}

async function build(
  bench: Bench,
  folder: string,
  secret: string,
  argv: readonly string[],
): Promise<Ending> {
  const below = (path: string) => path.slice(bench.hello.base.length + 1)
  await bench.call('write', {
    entries: [
      { kind: 'directory', path: below(`${folder}/bundle/rootfs`) },
      { kind: 'directory', path: below(`${folder}/elsewhere`) },
      { kind: 'fifo', path: below(secret) },
    ],
  })
  return bench.starts.use(() =>
    bench.timings.measure('judged: escape written', async () => {
      const { job } = await bench.call('start', {
        argv,
        cwd: `${folder}/elsewhere`,
        folder,
        env: HOST_ENV,
        descriptors: {},
        timeoutMs: bench.patience(BUILD_MS),
      })
      return bench.call('wait', { job, timeoutMs: bench.patience(BUILD_MS) })
    }),
  )
}

async function attemptIt(
  bench: Bench,
  { program, secret }: EscapeProgram,
  file: string,
  text: string,
): Promise<Attempt> {
  const request: ContainerRequest = {
    name: NAME,
    args: [program],
    env: ['PATH=/bin', 'HOME=/'],
    cwd: '/',
    rootPath: `${folderOf(bench, NAME)}/bundle/rootfs`,
    entries: [],
    programs: [],
  }
  const profile = await profileOf(bench)
  return launch(
    bench,
    request,
    profile,
    'judged: escape',
    async (container) => {
      const { job } = container
      const reading = await bench.call('offer', {
        job,
        path: secret,
        text,
        files: [file],
        timeoutMs: bench.patience(ESCAPE_MS),
      })
      if (reading.because !== 'read') await bench.call('kill', { job })
      const ending = await endOf(bench, container)
      await bench.call('kill', { job })
      return { reading, ending }
    },
  )
}
