/** The methods of the agent, over one folder, one cgroup and a row of jobs. */
import { release } from 'node:os'
import { join } from 'node:path'
import type { BirthFile } from '../evidence/birth.ts'
import { birthFiles } from '../evidence/birth-files.ts'
import { type CgroupLook, lookAtCgroups } from '../evidence/cgroup-look.ts'
import { cgroupRoot, cgroupsBelow } from '../evidence/cgroups.ts'
import {
  addedTo,
  type Snapshot,
  takeSnapshot,
} from '../evidence/left-behind.ts'
import { newIn } from '../evidence/network-lines.ts'
import { type NetworkState, parseNetwork } from '../evidence/network-state.ts'
import { namesIn, textOf } from '../evidence/proc.ts'
import { observe } from '../evidence/process.ts'
import { SceneReader } from '../evidence/scene-reader.ts'
import { hasBlob } from './blobs.ts'
import { makeCgroup, makeJobCgroup } from './cgroup.ts'
import { makeDisk } from './disks.ts'
import { factsOf } from './facts.ts'
import { familyOf, killFamily, sendSignal, type Ties } from './family.ts'
import { offerByFifo } from './fifo.ts'
import { writeEntries } from './files.ts'
import { describeProcess, Job } from './job.ts'
import { Made } from './made.ts'
import { NetworkNamespaces } from './netns.ts'
import type {
  Disk,
  Ending,
  FifoReading,
  Hello,
  Methods,
  Netns,
  Params,
  Reply,
  Sample,
  Search,
  ToolReport,
  Tree,
  VisitReport,
} from './protocol.ts'
import { type Machine, machineNow, restoreMachine } from './restore.ts'
import {
  cgroupOf,
  claimRun,
  isCgroupOfAnotherRun,
  removeRun,
  removeStaleRuns,
} from './runs.ts'
import { takeSamples } from './samples.ts'
import { lookInside } from './scene-network.ts'
import { controllersOf, putBelow, Slices } from './slices.ts'
import { Tools } from './tools.ts'
import { bytesOf, treeBelow } from './trees.ts'
import { runVisitor } from './visits.ts'
import { allIn, eventually, Finder, fateOf, someIn } from './watch.ts'

/** Folder of all runs; the name of a run tells its cgroup as well. */
const RUNS = '/run/check'

/** Tools that print what there is end within that. */
const LOOK_MS = 5_000

type Handlers = {
  [M in keyof Methods]: (params: Params<M>) => Reply<M> | Promise<Reply<M>>
}

/** From the birth of this process to its first line; the bootstrap noted it. */
function nodeStartMs(): number {
  const { labsBootMs = 0 } = globalThis as { labsBootMs?: number }
  return Math.round(labsBootMs)
}

export class Agent implements Handlers {
  readonly #jobs = new Map<number, Job>()
  readonly #made = new Made()
  readonly #strays: string[] = []
  #base = ''
  #cgroup: string | null = null
  #slices = new Slices(null)
  #before: Snapshot = new Set()
  readonly #networks = new NetworkNamespaces(new Tools())
  readonly #scene = new SceneReader((place) =>
    lookInside(this.#networks, place),
  )
  #network: Promise<NetworkState> | null = null
  #machine: Machine | null = null

  async hello({ token }: Params<'hello'>): Promise<Hello> {
    await removeStaleRuns(RUNS)
    this.#base = join(RUNS, token)
    claimRun(this.#base)
    this.#cgroup = makeCgroup(cgroupOf(token))
    this.#slices = new Slices(this.#cgroup)
    this.#before = takeSnapshot()
    this.#machine = machineNow()
    return {
      pid: process.pid,
      base: this.#base,
      kernel: release(),
      arch: process.arch,
      node: process.version,
      nodeStartMs: nodeStartMs(),
      cgroup: this.#cgroup,
      controllers: controllersOf(this.#cgroup),
    }
  }

  write({ entries }: Params<'write'>): null {
    for (const path of writeEntries(this.#base, entries)) {
      this.#made.remember(this.#base, path)
    }
    return null
  }

  lacks({ sha256 }: Params<'lacks'>): string[] {
    return sha256.filter((hash) => !hasBlob(hash))
  }

  identify({ paths }: Params<'identify'>): (string | null)[] {
    return paths.map((path) => this.#made.identityOf(path))
  }

  read({ paths }: Params<'read'>): (string | null)[] {
    return paths.map(textOf)
  }

  stat({ paths }: Params<'stat'>): Reply<'stat'> {
    return paths.map(factsOf)
  }

  list({ paths }: Params<'list'>): Reply<'list'> {
    return paths.map(namesIn)
  }

  tree({ path, most }: Params<'tree'>): Tree | null {
    return treeBelow(path, most)
  }

  bytes({ path, most }: Params<'bytes'>): string | null {
    return bytesOf(path, most)?.toString('base64') ?? null
  }

  visit(params: Params<'visit'>): Promise<VisitReport> {
    return runVisitor(this.#base, params)
  }

  start(request: Params<'start'>): Reply<'start'> {
    const number = this.#jobs.size
    const cgroup = this.#cgroupOf(number)
    if (cgroup !== null) makeJobCgroup(cgroup)
    const job = new Job(request, cgroup)
    this.#jobs.set(number, job)
    return { job: number, pid: job.pid, streams: job.streams }
  }

  send({ job, text, end = false }: Params<'send'>): null {
    const { stdin } = this.#job(job).child
    if (text !== '') stdin?.write(text)
    if (end) stdin?.end()
    return null
  }

  signal({ pid, signal }: Params<'signal'>): boolean {
    return sendSignal(pid, signal)
  }

  async find(params: Params<'find'>): Promise<Search> {
    const { job: number, files, except = [], timeoutMs } = params
    const job = this.#job(number)
    const finder = new Finder(job, files, except)
    const found = await eventually(() => finder.look(), timeoutMs, job)
    if (found === undefined) return { pid: null, because: 'timeout' }
    return found ?? { pid: null, because: 'ended' }
  }

  observe({ pid }: Params<'observe'>): Reply<'observe'> {
    return observe(pid)
  }

  async awaitEnd({ pid, timeoutMs }: Params<'awaitEnd'>) {
    const isGone = () => (fateOf(pid) === 'gone' ? true : undefined)
    await eventually(isGone, timeoutMs)
    return fateOf(pid)
  }

  async awaitSignals(params: Params<'awaitSignals'>): Promise<number[]> {
    const { pid, field, signals, timeoutMs } = params
    const all = await eventually(() => allIn(pid, field, signals), timeoutMs)
    return all ?? someIn(pid, field, signals)
  }

  async awaitOutput({ job: number, text, timeoutMs }: Params<'awaitOutput'>) {
    const job = this.#job(number)
    await eventually(
      () => job.stdout.includes(text) || job.isOver || undefined,
      timeoutMs,
      job,
    )
    return { stdout: job.stdout, stderr: job.stderr }
  }

  offer({ job, ...offer }: Params<'offer'>): Promise<FifoReading> {
    return offerByFifo({ ...offer, job: this.#job(job) })
  }

  wait({ job, timeoutMs }: Params<'wait'>): Promise<Ending> {
    return this.#job(job).endWithin(timeoutMs)
  }

  slice({ name, settings }: Params<'slice'>): Reply<'slice'> {
    return { path: this.#slices.make(name, settings) }
  }

  sample(params: Params<'sample'>): Promise<Sample[]> {
    return takeSamples(params)
  }

  cgroups(): string[] {
    const root = cgroupRoot()
    return root === null ? [] : cgroupsBelow(root)
  }

  look({ only }: Params<'look'>): CgroupLook {
    return lookAtCgroups(only ?? null)
  }

  births({ folder, known }: Params<'births'>): BirthFile[] {
    return birthFiles(folder, known)
  }

  async awaitText({ path, text, timeoutMs }: Params<'awaitText'>) {
    const look = () => textOf(path)?.includes(text) || undefined
    await eventually(look, timeoutMs)
    return textOf(path)
  }

  put({ path, text }: Params<'put'>): string | null {
    return putBelow(this.#cgroup, path, text)
  }

  disk({ mib }: Params<'disk'>): Disk {
    return makeDisk(this.#base, mib)
  }

  async netns({ name }: Params<'netns'>): Promise<Netns> {
    this.#network ??= this.#lookAround()
    await this.#network
    return this.#networks.make(this.#base, name)
  }

  netnsOf({ pid }: Params<'netnsOf'>): Netns | null {
    return this.#networks.hold(pid)
  }

  dropNetns({ path }: Params<'dropNetns'>): null {
    this.#networks.drop(path)
    return null
  }

  tool({ netns, argv, ...limits }: Params<'tool'>): Promise<ToolReport> {
    return this.#networks.run(netns, argv, limits)
  }

  network({ netns, timeoutMs }: Params<'network'>): Promise<string> {
    return this.#networks.look(netns, timeoutMs)
  }

  scene(params: Params<'scene'>): Reply<'scene'> {
    return this.#scene.look(params)
  }

  async kill({ job: number }: Params<'kill'>): Promise<null> {
    this.#strays.push(...(await this.#job(number).finish()))
    return null
  }

  async leftovers(): Promise<string[]> {
    const running = familyOf(this.#ties()).map(describeProcess)
    const jobs = [...this.#jobs.keys()].map((job) => this.#cgroupOf(job))
    const own = [...jobs, ...this.#slices.paths]
    const networks = this.#networks.paths.map((path) => `mount ${path} (nsfs)`)
    const added = addedTo(this.#before, takeSnapshot()).filter(
      (line) =>
        !own.some((cgroup) => line === `cgroup ${cgroup}`) &&
        !networks.includes(line) &&
        !isCgroupOfAnotherRun(line, this.#cgroup),
    )
    const left = [...this.#strays, ...running, ...added]
    return [...left, ...this.#slices.changed(), ...(await this.#addedLinks())]
  }

  /** Undo everything; what cannot be undone is the machine's to forget. */
  async close(): Promise<null> {
    await this.#scene.close()
    // Nothing was begun, or all of it is undone.
    if (this.#base === '') return null
    await killFamily(this.#ties())
    if (this.#machine !== null) restoreMachine(this.#machine)
    await removeRun(this.#base)
    this.#base = ''
    return null
  }

  /** The machine's own network, which nothing of a lab has to do with. */
  async #lookAround(): Promise<NetworkState> {
    return parseNetwork(await this.#networks.look(null, LOOK_MS))
  }

  /** What was done to it by who was started in another. */
  async #addedLinks(): Promise<string[]> {
    const before = await this.#network
    if (before === null) return []
    try {
      return newIn(before, await this.#lookAround())
    } catch (error) {
      // Who takes away what the kit looks with must not thereby look clean.
      return [`network: ${(error as Error).message}`]
    }
  }

  #ties(): Ties {
    const jobs = [...this.#jobs.values()]
    return {
      folder: this.#base,
      cgroups: this.#cgroup === null ? [] : [this.#cgroup],
      leaders: new Set(jobs.map(({ pid }) => pid)),
    }
  }

  #cgroupOf(job: number): string | null {
    return this.#cgroup && join(this.#cgroup, `job-${job}`)
  }

  #job(number: number): Job {
    const job = this.#jobs.get(number)
    if (job === undefined) throw new Error(`There is no job ${number}`)
    return job
  }
}
