/**
 * Which container a process belongs to: by its PID namespace, which nobody can
 * leave, or else by its cgroup, or else by who started it.
 */
import type { FoundProcess } from './processes.ts'
import type { SceneContainer } from './scene.ts'

const DEEPEST = 64

export class Members {
  readonly #byPid: ReadonlyMap<number, FoundProcess>
  readonly #byNamespace = new Map<string, SceneContainer[]>()
  readonly #byInit = new Map<number, SceneContainer>()
  readonly #withCgroup: readonly SceneContainer[]

  /** @param home PID namespace of the machine, which makes nobody a member. */
  constructor(
    containers: readonly SceneContainer[],
    processes: readonly FoundProcess[],
    home: string,
  ) {
    this.#byPid = new Map(processes.map((process) => [process.pid, process]))
    for (const container of containers) this.#note(container, home)
    this.#withCgroup = containers.filter(
      ({ cgroup }) => cgroup !== null && cgroup !== '/',
    )
  }

  /** ID of the container; `null` for a process of the machine. */
  containerOf(process: FoundProcess): string | null {
    const sharing = this.#byNamespace.get(process.namespaces.pid) ?? []
    const [only] = sharing
    if (sharing.length === 1 && only !== undefined) return only.id
    const candidates = sharing.length > 1 ? sharing : this.#withCgroup
    const holder = deepest(candidates.filter((one) => holds(one, process)))
    return (holder ?? this.#byBirth(process) ?? only)?.id ?? null
  }

  #note(container: SceneContainer, home: string): void {
    const { pid } = container
    if (pid === null) return
    this.#byInit.set(pid, container)
    const namespace = this.#byPid.get(pid)?.namespaces.pid ?? ''
    if (namespace === '' || namespace === home) return
    const others = this.#byNamespace.get(namespace) ?? []
    this.#byNamespace.set(namespace, [...others, container])
  }

  #byBirth(process: FoundProcess): SceneContainer | null {
    let at: FoundProcess | undefined = process
    for (let depth = 0; at !== undefined && depth < DEEPEST; depth++) {
      const container = this.#byInit.get(at.pid)
      if (container !== undefined) return container
      at = this.#byPid.get(at.parent)
    }
    return null
  }
}

function holds({ cgroup, pid }: SceneContainer, process: FoundProcess) {
  // One that has ended holds nobody, though its cgroup may be there.
  if (cgroup === null || pid === null || process.cgroup === null) return false
  return process.cgroup === cgroup || process.cgroup.startsWith(`${cgroup}/`)
}

const deepest = (containers: readonly SceneContainer[]) =>
  containers.toSorted(
    (a, b) => (b.cgroup?.length ?? 0) - (a.cgroup?.length ?? 0),
  )[0]
