/**
 * Whose a namespace is: of the container, or of the process, that was the first to
 * be in it. Each owner has a letter and a colour, in every picture the same, so
 * that one sees from afar who shares what with whom:
 *
 *            mnt net pid
 *     web     A   A   A
 *     log     B   A   B      the network of B is that of A
 *
 * What process 1 is in belongs to the machine, and has no letter.
 */
import type {
  Scene,
  SceneContainer,
  SceneProcess,
} from '#checker/scene/scene.ts'

export interface Owner {
  /** `container:web`, `process:812`. */
  readonly key: string
  readonly name: string
  /** `A`, `B`; empty for the machine. */
  readonly letter: string
  /** Which of the colours; `null` for the machine. */
  readonly hue: number | null
}

/** So many colours can be told apart. */
export const HUES = 8

export const MACHINE: Owner = {
  key: 'machine',
  name: '',
  letter: '',
  hue: null,
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

export class Owners {
  /** Key of an owner → its place in the alphabet. */
  #places = new Map<string, number>()
  #owners = new Map<string, Owner>()
  #namespaces = new Map<string, Owner>()

  /** Learn who is there; who was there before keeps letter and colour. */
  update(scene: Scene): void {
    const first = firstIn(scene)
    const present = new Map<string, string>()
    for (const { id } of scene.containers) present.set(containerKey(id), id)
    for (const process of first.values())
      if (process.container === null)
        present.set(`process:${process.pid}`, process.comm)
    this.#seat(present)
    this.#namespaces = new Map(
      [...first].map(([namespace, process]) => [
        namespace,
        this.#owners.get(keyOf(process)) ?? MACHINE,
      ]),
    )
  }

  /** `net:[4026532001]` → whose it is. */
  of(namespace: string): Owner {
    return this.#namespaces.get(namespace) ?? MACHINE
  }

  container(id: string | null): Owner | null {
    return id === null ? null : (this.#owners.get(containerKey(id)) ?? null)
  }

  /** Whoever owns something, in the order of the alphabet. */
  get all(): readonly Owner[] {
    return [...this.#owners.values()].sort(
      (a, b) => this.#placeOf(a.key) - this.#placeOf(b.key),
    )
  }

  #placeOf(key: string): number {
    return this.#places.get(key) ?? 0
  }

  #seat(present: ReadonlyMap<string, string>): void {
    for (const key of this.#places.keys())
      if (!present.has(key)) this.#places.delete(key)
    for (const key of present.keys())
      if (!this.#places.has(key)) this.#places.set(key, this.#freePlace())
    this.#owners = new Map(
      [...present].map(([key, name]) => [
        key,
        ownerAt(this.#placeOf(key), key, name),
      ]),
    )
  }

  #freePlace(): number {
    const taken = new Set(this.#places.values())
    for (let place = 0; ; place++) if (!taken.has(place)) return place
  }
}

const containerKey = (id: string) => `container:${id}`

const keyOf = ({ container, pid }: SceneProcess) =>
  container === null ? `process:${pid}` : containerKey(container)

function ownerAt(place: number, key: string, name: string): Owner {
  const round = Math.floor(place / LETTERS.length)
  const letter = LETTERS[place % LETTERS.length] ?? ''
  return {
    key,
    name,
    letter: round === 0 ? letter : `${letter}${round}`,
    hue: place % HUES,
  }
}

/** Namespace → who was in it first, for those that are not the machine's. */
function firstIn({
  processes,
  containers,
}: Scene): ReadonlyMap<string, SceneProcess> {
  const machine = new Set(machineNamespaces(processes))
  const first = new Map<string, SceneProcess>()
  for (const process of inOrderOfBirth(processes, containers))
    for (const namespace of Object.values(process.namespaces))
      if (namespace !== '' && !machine.has(namespace) && !first.has(namespace))
        first.set(namespace, process)
  return first
}

/**
 * Containers in the order of their first processes. A runtime that is between
 * unshare(2) and fork(2) must not be taken for the owner of what it makes.
 */
function inOrderOfBirth(
  processes: readonly SceneProcess[],
  containers: readonly SceneContainer[],
): SceneProcess[] {
  const inits = new Set(containers.map(({ pid }) => pid))
  const rank = ({ pid, container }: SceneProcess) =>
    inits.has(pid) ? 0 : container !== null ? 1 : 2
  return [...processes].sort((a, b) => rank(a) - rank(b) || a.pid - b.pid)
}

function machineNamespaces(processes: readonly SceneProcess[]): string[] {
  const lowest = [...processes].sort((a, b) => a.pid - b.pid)[0]
  return Object.values(lowest?.namespaces ?? {})
}
