/** Images of the kit's: a folder becomes a layer, without any registry. */
import type { Entry } from '../agent/protocol.ts'
import type { Bench } from '../bench.ts'
import { entryBelow } from '../entries.ts'
import { runToEnd } from '../run-to-end.ts'
import { dockerRequest } from './command.ts'
import type { Engine } from './engine.ts'

const IMPORT_MS = 6_000

/**
 * Make an image with these files in its root.
 *
 * @returns Its name.
 * @throws {Error} If Docker refuses it: then no container can be judged.
 */
export async function makeImage(
  bench: Bench,
  engine: Engine,
  name: string,
  entries: readonly Entry[],
): Promise<string> {
  const root = `${bench.below(engine.folder)}/image-${name}`
  const all = [{ kind: 'directory' as const, path: '' }, ...entries]
  await bench.call('write', {
    entries: all.map((entry) => entryBelow(root, entry)),
  })
  const script = 'tar -C "$0" -cf - . | docker import - "$1"'
  const argv = ['sh', '-c', script, bench.path(root), name]
  const started = await bench.call('start', dockerRequest(bench, engine, argv))
  const ending = await runToEnd(bench, started, { timeoutMs: IMPORT_MS })
  if (ending.code === 0) return name
  throw new Error(`Docker does not take an image: ${ending.stderr}`)
}
