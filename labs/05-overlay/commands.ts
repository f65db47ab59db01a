/** Commands of the judged mini-layers, and checks of what came of them. */
import type { Ending, Entry } from '#checker/agent/protocol.ts'
import type { Bench, Fixture } from '#checker/bench.ts'
import { commandFails } from '#checker/command-fails.ts'
import {
  type MountInfo,
  mountAt,
  parseMountinfo,
} from '#checker/evidence/mountinfo.ts'
import { type Change, change } from '#checker/files.ts'
import { type Check, type Outcome, unsupported } from '#checker/lab.ts'
import { layersCommand, type Place } from '#checker/layers.ts'

/** A command, and how it ended. */
export interface Ran {
  /** As a person would type it. */
  readonly command: string
  readonly ending: Ending
}

/** Run a command of mini-layers to its end. */
export async function run(
  bench: Bench,
  place: Place,
  args: readonly string[],
): Promise<Ran> {
  const ending = await layersCommand(bench, place, args)
  return { command: `mini-layers ${args.join(' ')}`, ending }
}

/** What is mounted, by names in the place; the topmost of `lower` first. */
export interface Stack {
  readonly lower: readonly string[]
  readonly upper?: string
  readonly work?: string
  readonly target: string
}

/** `above:below`, as absolute paths; a name may need escapes already. */
export const lowerOf = (place: Place, names: readonly string[]) =>
  names.map((name) => place.path(name)).join(':')

/** Mount an overlay. */
export function mountStack(
  bench: Bench,
  place: Place,
  { lower, upper, work, target }: Stack,
): Promise<Ran> {
  const above =
    upper && work
      ? ['--upper', place.path(upper), '--work', place.path(work)]
      : []
  const below = ['--lower', lowerOf(place, lower)]
  return run(bench, place, ['mount', ...below, ...above, place.path(target)])
}

/** What is mounted there, as the kernel tells it. */
export async function mountedAt(
  bench: Bench,
  path: string,
): Promise<MountInfo | undefined> {
  const [table] = await bench.call('read', { paths: ['/proc/self/mountinfo'] })
  return mountAt(parseMountinfo(table ?? ''), path)
}

/** Unmount it again, if something is mounted there. */
export async function unmountStack(
  bench: Bench,
  place: Place,
  target: string,
): Promise<void> {
  const path = place.path(target)
  if ((await mountedAt(bench, path)) === undefined) return
  await run(bench, place, ['umount', path])
}

/** A container that has ended. */
export interface Lived {
  readonly mounted: Ran
  /** Of each change, its error; `null` if it was made. */
  readonly errors: readonly (string | null)[]
}

/**
 * Be a container on layers, which makes changes and ends. The place has folders
 * for it: `upper`, `work` and `merged`.
 */
export async function live(
  bench: Bench,
  place: Place,
  lower: readonly string[],
  changes: readonly Change[],
): Promise<Lived> {
  const stack = { lower, upper: 'upper', work: 'work', target: 'merged' }
  const mounted = await mountStack(bench, place, stack)
  const errors = await change(bench, place.path('merged'), changes)
  await unmountStack(bench, place, 'merged')
  return { mounted, errors }
}

/** What a fixture shows besides its own. */
export interface Shown {
  /** The commands without which there is nothing to look at. */
  readonly ran: readonly Ran[]
}

/**
 * A check of a fixture, which ends early where a command did not succeed.
 *
 * @param otherwise Diagnosis of a command that fails for no special reason.
 */
export function checkOf<T extends Shown>(
  fixture: Fixture<T>,
  judge: (shown: T) => Outcome,
  otherwise = 'COMMAND_FAILED',
): Check['run'] {
  return async (bench) => {
    if (bench.program.layers === null) return unsupported('no mini-layers')
    const shown = await bench.share(fixture)
    const failed = shown.ran.find(({ ending }) => ending.code !== 0)
    if (failed) return commandFails({ ...failed, otherwise })
    return judge(shown)
  }
}

/** The commands as evidence. */
export const commandsOf = ({ ran }: Shown) => ({
  commands: ran.map(({ command }) => command).join('\n'),
})

/** A text file to lay out. */
export const textFile = (path: string, text: string): Entry => ({
  kind: 'text',
  path,
  text,
})

/** Empty folders to lay out. */
export const folders = (...paths: readonly string[]): readonly Entry[] =>
  paths.map((path) => ({ kind: 'directory', path }))
