/**
 * The driver of a judged `mini-layers`: any program with that command line. It is
 * given a folder with lower directories, tars and whatever a check lays out, and
 * run to its end; what became of the folder is read by files.ts.
 *
 *     <run>/place-…/elsewhere/   where the program is started
 *     <run>/place-…/…            what the check laid out
 */
import type { Ending, Entry } from './agent/protocol.ts'
import type { Bench } from './bench.ts'
import { startJudged } from './container.ts'
import { entryBelow } from './entries.ts'
import { runToEnd } from './run-to-end.ts'

/** A command has that long, with the start of the program; emulation stretches it. */
const COMMAND_MS = 8_000

/** A folder of a check's own. */
export interface Place {
  readonly folder: string
  /** Absolute path of something in it. */
  path(...names: readonly string[]): string
}

/**
 * Make a folder, with these entries in it. Its name says nothing: a judged
 * program could behave for one check and not for another.
 */
export async function makePlace(
  bench: Bench,
  name: string,
  entries: readonly Entry[] = [],
): Promise<Place> {
  const drawn = `place-${bench.seed.hex(`place of ${name}`, 3)}`
  const folder = bench.path(drawn)
  const place = {
    folder,
    path: (...names: readonly string[]) => [folder, ...names].join('/'),
  }
  const elsewhere: Entry = { kind: 'directory', path: 'elsewhere' }
  await layOut(bench, place, [elsewhere, ...entries])
  return place
}

/** Put more into a place; paths are relative to it. */
export async function layOut(
  bench: Bench,
  { folder }: Place,
  entries: readonly Entry[],
): Promise<void> {
  const below = bench.below(folder)
  const placed = entries.map((entry) => entryBelow(below, entry))
  await bench.call('write', { entries: placed })
}

/**
 * Run a command to its end; one that has none is killed, and `timedOut`. What it
 * prints is read as text: layers go to files, and bytesOf reads them there.
 *
 * @param stdin What it reads from standard input, which ends there.
 */
export async function layersCommand(
  bench: Bench,
  { folder }: Place,
  args: readonly string[],
  { stdin = '' }: { readonly stdin?: string } = {},
): Promise<Ending> {
  const argv = [bench.programPath(bench.program.layers), ...args]
  return bench.starts.use(() =>
    bench.timings.measure(`judged: ${args[0]}`, async () => {
      const started = await startJudged(bench, {}, folder, argv)
      return await runToEnd(bench, started, { stdin, timeoutMs: COMMAND_MS })
    }),
  )
}
