/**
 * Networks for a scene. What the kernel shows in `/proc/<pid>/net` is read each
 * time. The tools that tell the rest are dear, so they are run in the background,
 * in one network after another, and what they said last is taken:
 *
 *     look ─▶ signature of each network ─▶ it differs, or it is time ─▶ run there
 *     look ─▶ texts: dev now, and what the tools said the last time
 *
 * No signature shows the rules. But hardly anybody changes rules without a new
 * process, so a network is looked at again soon after there was one.
 */
import { basename } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { marked } from './mark.ts'
import { parseMountinfo } from './mountinfo.ts'
import { membersOf } from './scene-mounts.ts'
import { networkAnswers } from './scene-network-script.ts'
import type { WholeProcess } from './scene-processes.ts'
import type { NetworkTexts } from './scene-texts.ts'
import { shortText, tableText } from './short-text.ts'

const MOST = 24
/** What tools print about one network, and about all of them. */
const LONGEST = 128 * 1024
const LONGEST_OF_ALL = 2 * 1024 * 1024

/** Rules count packets: so often somebody wants to see how many. */
const AGED_MS = 5_000
/** So soon after a process was started. */
const STALE_MS = 1_500
/** After looking, pause so many times longer: the guest has other things to do. */
const PAUSE_PER_LOOK = 1

/** Nobody has asked for so long: then nobody looks. */
const INTEREST_MS = 2_000

/** Runs a script in a network; `null` if that could not be. */
export type LookInside = (where: Place) => Promise<string | null>

/** A network namespace, and who or what keeps it. */
export interface Place {
  /** `net:[4026531840]` */
  readonly namespace: string
  readonly pid: number | null
  readonly path: string | null
}

interface Kept {
  readonly signature: string
  readonly atMs: number
  /** Last process that had been started by then. */
  readonly lastPid: string
  /** CLOCK_MONOTONIC, in nanoseconds. */
  readonly atNs: number
  readonly dev: string
  readonly state: string
}

/** Looks at networks, and remembers what the tools said. */
export class NetworkReader {
  readonly #inside: LookInside
  #kept = new Map<string, Kept>()
  #current: Promise<void> | null = null
  #places: readonly Place[] = []
  #lastAskedMs = 0
  #isClosed = false

  constructor(inside: LookInside) {
    this.#inside = inside
  }

  /**
   * @param home The network of the machine, which comes first.
   * @param known Namespace → mark of the state known.
   */
  look(
    processes: readonly WholeProcess[],
    home: string,
    known: Readonly<Record<string, string>>,
  ): { readonly networks: NetworkTexts[]; readonly cut: boolean } {
    const all = placesOf(processes, home)
    const places = all.slice(0, MOST)
    this.#forgetOthers(places)
    this.#places = places
    this.#lastAskedMs = performance.now()
    // What begins it may also end it at once, when nothing is due.
    this.#current ??= this.#lookAround().finally(() => {
      this.#current = null
    })
    return {
      networks: this.#textsOf(places, known),
      cut: all.length > MOST,
    }
  }

  /** Wait for the tool that is running; nothing else is started after it. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#current
  }

  #textsOf(
    places: readonly Place[],
    known: Readonly<Record<string, string>>,
  ): NetworkTexts[] {
    let left = LONGEST_OF_ALL
    return places.map((place) => {
      const kept = this.#kept.get(place.namespace)
      const { pid, namespace } = place
      // Without a process there is no file to read, only what tools have read.
      const dev =
        pid === null ? (kept?.dev ?? '') : (tableText(devOf(pid)) ?? '')
      const length = kept?.state.length ?? 0
      if (kept === undefined || length === 0 || length > left) {
        return { ...place, dev, state: null }
      }
      left -= length
      const state = { ...marked(kept.state, known[namespace]), atNs: kept.atNs }
      return { ...place, dev, state }
    })
  }

  #forgetOthers(places: readonly Place[]): void {
    const there = new Set(places.map(({ namespace }) => namespace))
    for (const namespace of this.#kept.keys()) {
      if (!there.has(namespace)) this.#kept.delete(namespace)
    }
  }

  /** Look inside one after another, while any is due and somebody asks. */
  async #lookAround(): Promise<void> {
    for (;;) {
      const began = performance.now()
      if (this.#isClosed || began - this.#lastAskedMs > INTEREST_MS) return
      const next = this.#mostUrgent(this.#places, began)
      if (next === null) return
      await this.#lookInside(next.place, next.signature)
      const tookMs = performance.now() - began
      await setTimeout(this.#isClosed ? 0 : tookMs * PAUSE_PER_LOOK)
    }
  }

  async #lookInside(place: Place, signature: string): Promise<void> {
    const atNs = Number(process.hrtime.bigint())
    // Tools that are not there, or were changed, are tried again later.
    const text = await this.#inside(place).catch(() => null)
    const answers = networkAnswers(text ?? '')
    const before = this.#kept.get(place.namespace)
    const isGood = text !== null && text.length <= LONGEST
    this.#kept.set(place.namespace, {
      signature,
      atMs: performance.now(),
      lastPid: lastPid(),
      // What was true a while ago is better than nothing.
      atNs: isGood ? atNs : (before?.atNs ?? atNs),
      dev: isGood ? answers.dev : (before?.dev ?? ''),
      state: isGood ? answers.state : (before?.state ?? ''),
    })
  }

  #mostUrgent(
    places: readonly Place[],
    nowMs: number,
  ): { readonly place: Place; readonly signature: string } | null {
    const last = lastPid()
    const rated = places
      .map((place) => {
        const signature = signatureOf(place)
        const kept = this.#kept.get(place.namespace)
        return { place, signature, age: ageOf(kept, signature, last, nowMs) }
      })
      .filter(({ age }) => age > 0)
    return rated.reduce<(typeof rated)[number] | null>(
      (most, one) => (most === null || one.age > most.age ? one : most),
      null,
    )
  }
}

/** How long a look is due; 0 if it is not, and without end if it is new. */
function ageOf(
  kept: Kept | undefined,
  signature: string,
  last: string,
  nowMs: number,
): number {
  if (kept === undefined || kept.signature !== signature) {
    return Number.POSITIVE_INFINITY
  }
  const age = nowMs - kept.atMs
  const isDue = age > AGED_MS || (age > STALE_MS && kept.lastPid !== last)
  return isDue ? age : 0
}

const devOf = (pid: number) => `/proc/${pid}/net/dev`

/** Names of links, addresses and routes; without counters. */
function signatureOf({ pid }: Place): string {
  if (pid === null) return ''
  const names = tableText(devOf(pid))?.match(/^\s*[^:|\n]+:/gm)
  const others = ['route', 'fib_trie', 'if_inet6'].map((file) =>
    shortText(`/proc/${pid}/net/${file}`),
  )
  return [names?.join(), ...others].join('\n')
}

/** The last process, or thread, that was started. @see proc_loadavg(5) */
const lastPid = () => shortText('/proc/loadavg')?.split(' ').at(-1) ?? ''

function placesOf(processes: readonly WholeProcess[], home: string): Place[] {
  const places = new Map<string, Place>()
  for (const [namespace, members] of membersOf(processes, 'net')) {
    const pid = members[0]?.pid ?? null
    places.set(namespace, { namespace, pid, path: null })
  }
  for (const { namespace, path } of keptByFiles()) {
    const pid = places.get(namespace)?.pid ?? null
    places.set(namespace, { namespace, pid, path })
  }
  return [...places.values()].sort(
    (a, b) => Number(b.namespace === home) - Number(a.namespace === home),
  )
}

/** Network namespaces that a file keeps, as `ip netns add` makes them. */
function keptByFiles(): {
  readonly namespace: string
  readonly path: string
}[] {
  const table = tableText('/proc/self/mountinfo') ?? ''
  const lines = table.split('\n').filter((line) => / - nsfs /.test(line))
  return parseMountinfo(lines.join('\n'))
    .filter(({ root }) => /^net:\[\d+\]$/.test(root))
    .map(({ root, mountPoint }) => ({ namespace: root, path: mountPoint }))
    .filter(({ path }) => basename(path).length <= 256)
}
