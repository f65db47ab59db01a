/**
 * Cgroups of the kit's in which judged runtimes make the cgroups of containers:
 * whatever a runtime forgets to bound, the slice bounds. See checker/slice.ts.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { wordsOf } from '../evidence/cgroup-files.ts'
import { trustedPath } from '../evidence/own-proc.ts'
import { namesIn, textOf } from '../evidence/proc.ts'
import { attempt } from './cgroup.ts'

/** A quarter of the smallest guest; a bomb that nobody stopped ends here. */
const BOUNDS = {
  'memory.max': `${192 * 1024 * 1024}`,
  'pids.max': '96',
}
/** Several runtimes, with their threads, and several bombs. */
const PIDS_OF_ALL = '640'

export class Slices {
  /** Slice → its settings, as the kernel showed them when it was made. */
  readonly #made = new Map<string, Files>()
  readonly #run: string | null

  /** @param run Folder of the cgroup of the run; it has no processes itself. */
  constructor(run: string | null) {
    this.#run = run
  }

  /**
   * Make a slice.
   *
   * @throws {Error} If this machine lacks a controller, or refuses a value.
   */
  make(name: string, settings: Readonly<Record<string, string>>): string {
    if (this.#run === null) throw new Error('There is no cgroup v2 here')
    if (this.#made.size === 0) {
      handDown(this.#run)
      this.#made.set(this.#run, settingsIn(this.#run))
    }
    const path = join(this.#run, name)
    mkdirSync(trustedPath(path))
    for (const [file, value] of Object.entries(BOUNDS)) {
      attempt(join(path, file), value)
    }
    for (const [file, value] of Object.entries(settings)) {
      set(join(path, file), value)
    }
    this.#made.set(path, settingsIn(path))
    return path
  }

  /** Folders of all slices. */
  get paths(): string[] {
    return [...this.#made.keys()].filter((path) => path !== this.#run)
  }

  /**
   * What somebody else wrote into a slice: its bounds are no business of a
   * judged program, which is root and may have moved them out of its way.
   */
  changed(): string[] {
    return [...this.#made].flatMap(([path, before]) => {
      const now = settingsIn(path)
      return Object.entries(before)
        .filter(([name, value]) => now[name] !== value)
        .map(([name, value]) => `${path}/${name}: ${value} → ${now[name]}`)
    })
  }
}

type Files = Readonly<Record<string, string>>

/** Limits of a cgroup and what it is made to be; not what it counts. */
function settingsIn(path: string): Files {
  const names = namesIn(path)?.filter((name) => SETTING.test(name)) ?? []
  return Object.fromEntries(
    names.map((name) => [name, textOf(join(path, name))?.trim() ?? 'nothing']),
  )
}

/** A slice may be frozen and thawed; that its controllers are used is the idea. */
const SETTING =
  /^cgroup\.(type|max\..*)$|\.(max|high|low|min|weight|idle|cpus|mems|partition|burst|group)$/

/** Controllers that a cgroup may hand down. @see cgroups(7) */
export function controllersOf(cgroup: string | null): string[] {
  if (cgroup === null) return []
  return wordsOf(textOf(join(cgroup, 'cgroup.controllers')))
}

/** Only now: judged programs of other labs do not pay for what they do not use. */
function handDown(run: string): void {
  const file = join(run, 'cgroup.subtree_control')
  for (const name of controllersOf(run)) attempt(file, `+${name}`)
  // What a container may swap is between it and its own limits.
  attempt(join(run, 'memory.swap.max'), 'max')
  attempt(join(run, 'pids.max'), PIDS_OF_ALL)
}

function set(file: string, value: string): void {
  try {
    writeFileSync(trustedPath(file), value)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      `This machine does not let "${file}" be "${value}": ${code}`,
    )
  }
}

/**
 * Write a file of a cgroup of this run.
 *
 * @returns What the kernel says against it: `EBUSY`; `null` if nothing.
 * @throws {Error} If the file is anywhere else.
 */
export function putBelow(
  run: string | null,
  path: string,
  text: string,
): string | null {
  if (run === null || !resolve(path).startsWith(`${run}/`)) {
    throw new Error(`Expected a file below "${run}" but found "${path}"`)
  }
  try {
    writeFileSync(trustedPath(path), text)
    return null
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'EIO'
  }
}
