// A bundle to run, and mini-runc as it is shipped, for the tests beside this.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  type Stats,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { bundleProgram } from '#checker/bundle.ts'
import { plainSpec } from '../spec/default-spec.ts'
import type { Process, Spec } from '../spec/runtime-spec.ts'

const APPLETS = ['cat', 'echo', 'env', 'false', 'pwd', 'sh', 'sleep', 'true']

let built: Promise<string> | undefined

/** Path of the bundled program; bundled once for each file of tests. */
export function miniRuncProgram(): Promise<string> {
  built ??= (async () => {
    const outfile = join(t.testdir({}), 'mini-runc.cjs')
    const entry = join(import.meta.dirname, 'mini-runc.ts')
    await bundleProgram({ entry, outfile })
    return outfile
  })()
  return built
}

/** A directory with a `config.json` and busybox in `rootfs/bin`. */
export interface Box {
  readonly bundle: string
  readonly rootfs: string
  /** Directory for states of this box alone: all boxes have one ID. */
  readonly root: string
}

/**
 * Write a bundle; what `process` and `spec` leave out is a shell as root, and
 * nothing apart from the host but its root.
 */
export function makeBox(
  t: Test,
  process: Partial<Process> = {},
  spec: Partial<Omit<Spec, 'process'>> = {},
): Box {
  const bundle = newDirectory(t)
  const rootfs = join(bundle, 'rootfs')
  mkdirSync(join(rootfs, 'bin'), { recursive: true })
  for (const name of ['proc', 'tmp']) mkdirSync(join(rootfs, name))
  copyFileSync('/bin/busybox', join(rootfs, 'bin/busybox'))
  for (const applet of APPLETS)
    symlinkSync('busybox', join(rootfs, 'bin', applet))
  const plain = plainSpec()
  const all = { ...plain.process, ...process }
  const config = { ...plain, ...spec, process: all }
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config))
  // A test that fails must not leave its container behind.
  const root = statSync(rootfs)
  t.teardown(() => processesAt(root).forEach(killIfThere))
  return { bundle, rootfs, root: join(bundle, 'states') }
}

/** An empty directory, gone when the test is over. */
export function newDirectory(t: Test): string {
  const all = existsSync(t.testdirName) ? t.testdirName : t.testdir({})
  const directory = mkdtempSync(join(all, 'box-'))
  // Root of a user namespace is somebody else outside, and has to get there.
  chmodSync(directory, 0o755)
  return directory
}

/** What a program printed, and how it ended. */
export interface Ended {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
}

/** A program that was started, with what it has printed so far. */
export interface Started {
  readonly process: ChildProcess
  readonly ended: Promise<Ended>
  stdout(): string
}

/** How to start mini-runc. */
export interface StartOptions {
  /** Words before `node` in the command line of env(1). */
  readonly prefix?: readonly string[]
  readonly stdio?: (number | 'pipe' | 'ignore')[]
}

/** Start mini-runc; it is killed when the test is over. */
export async function startMiniRunc(
  t: Test,
  args: readonly string[],
  { prefix = [], stdio = ['pipe', 'pipe', 'pipe'] }: StartOptions = {},
): Promise<Started> {
  const command = ['node', await miniRuncProgram(), ...args]
  return start(t, [...prefix, ...command], stdio)
}

/** Start a command under env(1); it is killed when the test is over. */
export function start(
  t: Test,
  command: readonly string[],
  stdio: (number | 'pipe' | 'ignore')[] = ['pipe', 'pipe', 'pipe'],
): Started {
  // tap has Node load more into each child, which makes its streams non-blocking.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', ...command], { stdio })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  t.teardown(async () => {
    child.kill('SIGKILL')
    // Until then it may still write where everything is about to be removed.
    await gone
  })
  const printed = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => {
    printed.stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    printed.stderr += chunk
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    const late = new Error('Expected the command to end within 20 seconds')
    const timer = setTimeout(reject, 20_000, late)
    child.on('error', reject)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      resolve({ status, signal, ...printed })
    })
  })
  // A test that does not wait for the end does not mind how late it is.
  ended.catch(() => {})
  return { process: child, ended, stdout: () => printed.stdout }
}

/** The arguments that run a box under the ID `box`. */
export function runArgs(
  { bundle }: Pick<Box, 'bundle'>,
  options: readonly string[] = [],
): string[] {
  const root = join(bundle, 'states')
  return ['--root', root, 'run', '--bundle', bundle, ...options, 'box']
}

/** Run `mini-runc run` on a bundle until it ends, with nothing to read. */
export async function runBox(
  t: Test,
  box: Pick<Box, 'bundle'>,
  options: readonly string[] = [],
  start: StartOptions = {},
): Promise<Ended> {
  const started = await startMiniRunc(t, runArgs(box, options), start)
  started.process.stdin?.end()
  return started.ended
}

/** Run one that gets SIGINT at the moment when it has claimed its ID. */
export function runInterrupted(
  t: Test,
  box: Pick<Box, 'bundle'>,
  options: readonly string[] = [],
): Promise<Ended> {
  return runBox(t, box, options, { prefix: interrupting(box) })
}

/** What to put before a command that gets SIGINT at that moment. */
export function interrupting({ bundle }: Pick<Box, 'bundle'>): string[] {
  const file = join(bundle, 'interrupt.cjs')
  writeFileSync(file, INTERRUPT)
  return ['env', `NODE_OPTIONS=--require=${file}`]
}

const INTERRUPT = `
  const fs = require('node:fs')
  const { mkdirSync } = fs
  fs.mkdirSync = (path, options) => {
    mkdirSync(path, options)
    if (path.endsWith('/states/box')) process.kill(process.pid, 'SIGINT')
  }
`

/** Run another command of mini-runc on the states of a box until it ends. */
export async function inBox(
  t: Test,
  { root }: Pick<Box, 'root'>,
  args: readonly string[],
  start: StartOptions = {},
): Promise<Ended> {
  const started = await startMiniRunc(t, ['--root', root, ...args], start)
  started.process.stdin?.end()
  return started.ended
}

/** Processes of this machine whose root is that directory. */
export function processesIn(rootfs: string): number[] {
  return processesAt(statSync(rootfs))
}

// By what identifies the directory, which may have lost its name since.
function processesAt({ dev, ino }: Stats): number[] {
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger)
  return pids.filter((pid) => {
    const root = statOf(`/proc/${pid}/root/`)
    return root?.dev === dev && root?.ino === ino
  })
}

// A process may end while it is looked at, and a kernel thread has no root.
function statOf(path: string) {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

/** Wait for something to become true; a test that waits for ever tells nothing. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false,
): Promise<T> {
  for (let turn = 0; turn < 500; turn++) {
    const seen = look()
    if (seen) return seen
    await sleep(20)
  }
  throw new Error(`Expected ${what} within 10 seconds but found nothing`)
}

/** The container of a box that `sleep`s, once it does. */
export function sleeperIn(rootfs: string): Promise<number> {
  return until('a process that sleeps in the box', () =>
    processesIn(rootfs).find((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('sleep'),
    ),
  )
}

/** What else is wanted of a sleeper. */
export interface SleeperOptions {
  readonly spec?: Partial<Omit<Spec, 'process'>>
  /** Options of `mini-runc run`. */
  readonly runOptions?: readonly string[]
  /** User who may write into the bundle. */
  readonly owner?: number
}

/** Start a box that sleeps, and find the process. */
export async function startSleeper(
  t: Test,
  process: Partial<Process> = {},
  options: StartOptions & SleeperOptions = {},
): Promise<Box & Started & { pid: number }> {
  const { runOptions = [], owner, ...start } = options
  const box = makeBox(t, { args: ['sleep', '60'], ...process }, options.spec)
  if (owner !== undefined) chownSync(box.bundle, owner, owner)
  const args = runArgs(box, runOptions)
  const started = await startMiniRunc(t, args, start)
  const pid = await sleeperIn(box.rootfs)
  await until('its state', () => isRecorded(box))
  return { ...box, ...started, pid }
}

/** Whether the state of a box says that it runs; it is written a little later. */
function isRecorded({ root }: Box): boolean {
  try {
    const state = JSON.parse(readFileSync(join(root, 'box/state.json'), 'utf8'))
    return state.init !== undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw error
  }
}

/**
 * Kill a mini-runc, which gets no chance to clean up; its container lives on
 * and has its streams.
 */
export async function killed(miniRunc: ChildProcess): Promise<void> {
  if (miniRunc.exitCode !== null) return
  const exit = once(miniRunc, 'exit')
  miniRunc.kill('SIGKILL')
  await exit
}

/** Kill a process that may have ended since it was seen. */
export function killIfThere(pid: number): void {
  try {
    globalThis.process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A field of `/proc/<pid>/status`. */
export function statusField(pid: number, name: string): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? ''
}

t.test('the box holds a shell, and mini-runc is one file', async (t) => {
  const { rootfs } = makeBox(t)
  t.equal(readlinkSync(join(rootfs, 'bin/sh')), 'busybox')
  const { ended } = await startMiniRunc(t, ['--version'])
  t.match(await ended, { status: 0, stdout: /^mini-runc version/ })
})
