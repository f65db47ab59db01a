/**
 * One judged program: started with limits, its output kept up to a bound, its
 * end awaited. It leads a session of its own, so that it has no terminal and
 * signals for it reach nobody else.
 */
import { type ChildProcess, type IOType, spawn } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { procLink, procText, userProcesses } from '../evidence/proc.ts'
import { joining, membersOf, removeCgroup } from './cgroup.ts'
import { whenUsedUp } from './crowd.ts'
import { familyOf, killFamily, type Ties } from './family.ts'
import type { Ending, StartRequest } from './protocol.ts'
import { eventually } from './watch.ts'

const KEPT = 64 * 1024
const FLOOD = 8 * 1024 * 1024
const DRAIN_MS = 300
/** A process that was killed is there until the kernel comes to it. */
const PARTING_MS = 100

export class Job {
  readonly child: ChildProcess
  readonly pid: number
  readonly streams: readonly string[]
  readonly ended: Promise<Ending>
  /** `activity`: it said something, or it ended. */
  readonly events = new EventEmitter()
  stdout = ''
  stderr = ''
  isOver = false
  #written = 0
  #timedOut = false
  #flooded = false
  readonly #folder: string
  /** Where the program itself was put; the first of `#cgroups` if there is one. */
  readonly #cgroup: string | null
  readonly #container: string | null
  readonly #cgroups: readonly string[]

  constructor(request: StartRequest, cgroup: string | null) {
    this.#folder = request.folder
    this.#cgroup = cgroup
    this.#container = request.cgroup ?? null
    this.#cgroups = [cgroup, this.#container].filter((path) => path !== null)
    this.child = launch(request, cgroup)
    this.pid = this.child.pid ?? -1
    // Read before a line of the judged program ran: it may change its own.
    this.streams = [0, 1, 2].map(
      (fd) => procLink(this.pid, `fd/${fd}`) ?? '(closed)',
    )
    this.#collect(this.child.stdout, (text) => {
      this.stdout += text
    })
    this.#collect(this.child.stderr, (text) => {
      this.stderr += text
    })
    // Nobody reads what we send: that is for the checks to find out.
    this.child.stdin?.on('error', () => {})
    this.ended = this.#end()
    // Whoever asks for the end may ask for an earlier one.
    void this.endWithin(request.timeoutMs)
  }

  /** Processes in the cgroups of this job; without one, all there are. */
  members(): readonly number[] {
    if (this.#cgroup === null) return userProcesses()
    return this.#cgroups.flatMap(membersOf)
  }

  /** Kill the program and everything that came from it. */
  kill(): Promise<void> {
    return killFamily(this.#ties())
  }

  /**
   * Kill whatever is left, once there is nothing more to see.
   *
   * @returns Processes that outlived a program which had ended by itself.
   */
  async finish(): Promise<string[]> {
    const endedAlone = this.isOver && !this.#timedOut && !this.#flooded
    // What went elsewhere is found by the look at everything, at the end.
    const isEmpty = this.#cgroup !== null && this.members().length === 0
    if (endedAlone && isEmpty) return []
    let family = familyOf(this.#ties())
    if (endedAlone && family.length > 0) {
      const gone = () => familyOf(this.#ties()).length === 0 || undefined
      await eventually(gone, PARTING_MS)
      family = familyOf(this.#ties())
    }
    const strays = endedAlone ? family.map(describeProcess) : []
    await killFamily(this.#ties(), family)
    await this.ended
    // Who was killed could not tidy up; what else stays is for all to see.
    if (!endedAlone && this.#container !== null)
      await removeCgroup(this.#container)
    return strays
  }

  #ties(): Ties {
    return {
      folder: this.#folder,
      cgroups: this.#cgroups,
      leaders: new Set([this.pid]),
    }
  }

  #collect(stream: Readable | null, keep: (text: string) => void): void {
    let kept = 0
    stream?.on('data', (chunk: Buffer) => {
      const room = chunk.subarray(0, Math.max(0, KEPT - kept))
      kept += room.length
      if (room.length > 0) keep(room.toString('utf8'))
      this.events.emit('activity')
      this.#written += chunk.length
      if (this.#written > FLOOD && !this.#flooded) {
        this.#flooded = true
        void this.kill()
      }
    })
  }

  /** Wait for the end; kill what has none when the time is over. */
  async endWithin(timeoutMs: number): Promise<Ending> {
    const callOff = whenUsedUp(timeoutMs, () => {
      this.#timedOut = true
      void this.kill()
    })
    try {
      return await this.ended
    } finally {
      callOff()
    }
  }

  async #end(): Promise<Ending> {
    const { code, signal } = await exitOf(this.child)
    this.isOver = true
    this.events.emit('activity')
    return {
      code,
      signal,
      timedOut: this.#timedOut,
      flooded: this.#flooded,
      stdout: this.stdout,
      stderr: this.stderr,
    }
  }
}

/** `process 812 (probe-1f2e)`. */
export function describeProcess(pid: number): string {
  return `process ${pid} (${procText(pid, 'comm')?.trim() ?? 'gone'})`
}

function launch(request: StartRequest, cgroup: string | null): ChildProcess {
  const [program = '', ...args] = request.argv
  const [entered, rest] = entering(request.netns, program, args)
  const [command, list] =
    cgroup === null ? [entered, rest] : joining(cgroup, entered, rest)
  const stdio: (IOType | number | undefined)[] = ['pipe', 'pipe', 'pipe']
  for (const [fd, path] of Object.entries(request.descriptors)) {
    stdio[Number(fd)] = openSync(path, 'r')
  }
  const opened = stdio.filter((entry) => typeof entry === 'number')
  try {
    return spawn(command, list, {
      cwd: request.cwd,
      env: request.env,
      detached: true,
      // Numbers in between stay closed.
      stdio: Array.from(stdio, (entry) => entry ?? 'ignore'),
    })
  } finally {
    for (const fd of opened) closeSync(fd)
  }
}

/** The command that executes a program in a network namespace. @see nsenter(1) */
function entering(
  netns: string | undefined,
  program: string,
  args: readonly string[],
): [command: string, args: readonly string[]] {
  if (netns === undefined) return [program, args]
  return ['nsenter', [`--net=${netns}`, program, ...args]]
}

interface Exit {
  readonly code: number | null
  readonly signal: string | null
}

/** Wait for the end of the process, and a little for what it wrote last. */
function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: 127, signal: null }))
    child.once('exit', (code, signal) => {
      // Whoever inherited the streams may keep them open for ever.
      const timer = setTimeout(() => resolve({ code, signal }), DRAIN_MS)
      child.once('close', () => {
        clearTimeout(timer)
        resolve({ code, signal })
      })
    })
  })
}
