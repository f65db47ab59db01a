/**
 * What has to be done until a machine runs, decided from what is there. Pure.
 *
 *     labs-1a2b3c4d5e-clean   made once, never used: stopped, and only copied
 *     labs-1a2b3c4d5e         the copy that is used; thrown away when it stops
 *
 * A copy shares the blocks of its disk with the original where the file system
 * can (APFS, Btrfs, XFS), so a clean machine is a copy and a boot away.
 *
 *     create clean ─▶ stop clean ─▶ clone ─▶ start
 */
import { clone, create, type Instance, remove, start, stop } from './limactl.ts'

/** One call of `limactl`. */
export interface Step {
  /** What a person reads meanwhile. */
  readonly says: string
  readonly args: readonly string[]
  /** The call that takes back what this one did by half. */
  readonly undo?: readonly string[]
}

export interface Wanted {
  readonly name: string
  /** What the template now says. */
  readonly recipe: string
  /** Path of the template. */
  readonly file: string
}

const RUNNING = 'Running'
const STOPPED = 'Stopped'

const cleanName = (name: string) => `${name}-clean`

/** The machine that runs, made from this template; `undefined` if none does. */
export function runningOf(
  instances: readonly Instance[],
  { name, recipe }: Pick<Wanted, 'name' | 'recipe'>,
): Instance | undefined {
  return instances.find(
    (it) => it.name === name && it.status === RUNNING && it.recipe === recipe,
  )
}

/** From whatever there is to a machine that has just been started for the first time. */
export function stepsToFresh(
  instances: readonly Instance[],
  wanted: Wanted,
): Step[] {
  const { name } = wanted
  const clean = cleanName(name)
  const undo = remove(name)
  return [
    ...removal(instances, name),
    ...stepsToClean(instances, wanted),
    { says: 'Copying the clean machine', args: clone(clean, name), undo },
    { says: 'Starting the virtual machine', args: start(name), undo },
  ]
}

/** From whatever there is to a machine that nobody has used. */
export function stepsToClean(
  instances: readonly Instance[],
  { name, recipe, file }: Wanted,
): Step[] {
  const clean = cleanName(name)
  const there = instances.find((it) => it.name === clean)
  if (there?.status === STOPPED && there.recipe === recipe) return []
  const undo = remove(clean)
  return [
    ...removal(instances, clean),
    {
      says: 'Making a virtual machine (once; some minutes)',
      args: create(clean, file),
      undo,
    },
    { says: 'Putting it aside', args: stop(clean), undo },
  ]
}

function removal(instances: readonly Instance[], name: string): Step[] {
  if (!instances.some((it) => it.name === name)) return []
  return [{ says: 'Removing the old machine', args: remove(name) }]
}
