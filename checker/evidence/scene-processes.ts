/** Users' processes as texts. A process may be gone between any two of them. */
import { numbersOfProcesses, procLink } from './proc.ts'
import type { ProcessTexts, RestOfProcess } from './scene-texts.ts'
import { processKey } from './scene-texts.ts'
import { shortText } from './short-text.ts'

const MOST = 256
/** A bomb of processes is not to be read to its end, only to be seen. */
const MOST_VISITED = 1024
const LONGEST = 1024
/** What does not change without an execve(2) or a change of rights is read so often. */
const REFRESHED_NS = 1e9

const NAMESPACES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts']
const LINES = /^(?:Uid|NSpid|CapEff|NoNewPrivs|Seccomp):.*$/gm
/** An agent of the kit: see agent/start.ts. */
const AGENT = 'node\0-e\0globalThis.labsBootMs'

const PF_KTHREAD = 0x00200000

/** A process with all of its texts, whatever the asker knows. */
export type WholeProcess = ProcessTexts & { readonly rest: RestOfProcess }

interface Known {
  readonly atNs: number
  /** Says whether it is another one, or another program, by now. */
  readonly identity: string
  readonly texts: WholeProcess
}

/** Looks at processes, and remembers what hardly changes. */
export class ProcessReader {
  #known = new Map<number, Known>()
  readonly #born = Number(process.hrtime.bigint())
  #marks = 0
  /** A number of a thread of the kernel comes again only after very many others. */
  readonly #kernelThreads = new Set<number>()

  /** Those with the lowest numbers, and whether these are all. */
  look(): { readonly processes: WholeProcess[]; readonly cut: boolean } {
    const pids = numbersOfProcesses().filter(
      (pid) => !this.#kernelThreads.has(pid),
    )
    const now = Number(process.hrtime.bigint())
    const found = new Map<number, Known>()
    for (const pid of pids.slice(0, MOST_VISITED)) {
      const known = this.#lookAt(pid, now)
      if (known !== null) found.set(pid, known)
      if (found.size > MOST) break
    }
    this.#known = found
    const all = withoutAgents([...found.values()].map(({ texts }) => texts))
    const cut = found.size > MOST || pids.length > MOST_VISITED
    return { processes: all.slice(0, MOST), cut }
  }

  #lookAt(pid: number, now: number): Known | null {
    const stat = shortText(`/proc/${pid}/stat`)
    if (stat === null) return null
    if (isKernelThread(stat)) {
      this.#kernelThreads.add(pid)
      return null
    }
    const known = this.#known.get(pid)
    const isFresh = known !== undefined && now - known.atNs < REFRESHED_NS
    const identity = identityIn(stat)
    const short = beginOfStat(stat)
    if (isFresh && known.identity === identity) {
      return { ...known, texts: { ...known.texts, stat: short } }
    }
    const rest = restOf(pid)
    const isSame = known !== undefined && areSame(known.texts.rest, rest)
    const mark = isSame ? known.texts.mark : this.#newMark()
    return { atNs: now, identity, texts: { pid, stat: short, mark, rest } }
  }

  /** No other agent gives the same. */
  #newMark(): string {
    this.#marks++
    return `${process.pid}.${this.#born}.${this.#marks}`
  }
}

/** Processes as they are sent. @param known `pid 812` → mark of what is known. */
export function processTexts(
  processes: readonly WholeProcess[],
  known: Readonly<Record<string, string>>,
): ProcessTexts[] {
  return processes.map((process) =>
    known[processKey(process.pid)] === process.mark
      ? { ...process, rest: null }
      : process,
  )
}

function areSame(one: RestOfProcess, other: RestOfProcess): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function restOf(pid: number): RestOfProcess {
  const status = shortText(`/proc/${pid}/status`) ?? ''
  return {
    status: status.match(LINES)?.join('\n') ?? '',
    cmdline: begin(shortText(`/proc/${pid}/cmdline`)),
    cgroup: begin(unified(shortText(`/proc/${pid}/cgroup`))),
    root: begin(procLink(pid, 'root')),
    namespaces: namespacesOf(pid),
  }
}

const begin = (text: string | null) => text?.slice(0, LONGEST) ?? ''

/** The line of cgroup v2, which beside v1 is the last of many. */
const unified = (text: string | null) => text?.match(/^0::.*$/m)?.[0] ?? null

/** Namespaces of a process: `mnt:[4026531841]`, one of each kind. */
export function namespacesOf(pid: number | 'self'): string[] {
  return NAMESPACES.map((file) => procLink(pid, `ns/${file}`)).filter(
    (link) => link !== null,
  )
}

/** The fields after the name, which may hold spaces and parentheses. */
const fieldsIn = (stat: string) =>
  stat.slice(stat.lastIndexOf(')') + 2).split(' ')

/** From the number to the time at which it started. */
function beginOfStat(stat: string): string {
  const end = stat.lastIndexOf(')') + 2
  return stat.slice(0, end) + fieldsIn(stat).slice(0, 20).join(' ')
}

const isKernelThread = (stat: string) =>
  (Number(fieldsIn(stat)[6]) & PF_KTHREAD) !== 0

/**
 * Who it is: when it started, what it is called, where its code ends. Of another
 * program, or a process that has become a zombie, one of them is different.
 */
function identityIn(stat: string): string {
  const fields = fieldsIn(stat)
  const name = stat.slice(0, stat.lastIndexOf(')'))
  const [state, parent] = fields
  const isOver = state === 'Z' || state === 'X'
  return [name, isOver, parent, fields[19], fields[24]].join(' ')
}

/**
 * The kit's own agents are no part of the scene, nor are the tools that this one
 * looks with. What others start is what they judge.
 */
function withoutAgents(all: readonly WholeProcess[]): WholeProcess[] {
  const parents = new Map(
    all.map(({ pid, stat }) => [pid, Number(fieldsIn(stat)[1])]),
  )
  return all.filter(
    ({ pid, rest }) =>
      !rest.cmdline.startsWith(AGENT) && !isBelow(pid, parents, process.pid),
  )
}

const DEEPEST = 64

function isBelow(
  pid: number,
  parents: ReadonlyMap<number, number>,
  ancestor: number,
): boolean {
  let at: number | undefined = pid
  for (let depth = 0; at !== undefined && depth < DEEPEST; depth++) {
    if (at === ancestor) return true
    at = parents.get(at)
  }
  return false
}
