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
  launch,
} from '#checker/container.ts'
import { type EscapeProgram, writeEscape } from '#checker/escape-program.ts'
import { profileOf } from './resident.ts'

const ESCAPE_MS = 4_000
const NAME = 'fugitive'

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

/** The escape of the judged program; `null` if it comes without one. */
export const escapeProgram = (bench: Bench) => writeEscape(bench, NAME)

/** Run it in a container of the judged runtime. */
export async function fugitive(bench: Bench): Promise<Fugitive | null> {
  const written = await bench.share(escapeProgram)
  if (written === null) return null
  // Told to nobody before: the program cannot hold what it has to find.
  const text = `${bench.seed.hex('secret', 16)}\n`
  return { written, text, attempt: await attemptIt(bench, written, text) }
}

async function attemptIt(
  bench: Bench,
  { inside, secret, identity }: EscapeProgram,
  text: string,
): Promise<Attempt | null> {
  if (identity === null) return null
  const request: ContainerRequest = {
    name: NAME,
    args: [inside],
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
        files: [identity],
        timeoutMs: bench.patience(ESCAPE_MS),
      })
      if (reading.because !== 'read') await bench.call('kill', { job })
      const ending = await endOf(bench, container)
      await bench.call('kill', { job })
      return { reading, ending }
    },
  )
}
