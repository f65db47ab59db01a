/**
 * From sources that nobody vouches for to programs, without running a line of
 * them. The bundler reads nothing outside of their folder (`#checker/confined.ts`),
 * and it works in a process of its own with bounded time and memory.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { JudgedProgram } from '#checker/check.ts'
import { checkoutRoot } from '#checker/checkout.ts'
import type { BundleOrder, Bundling } from './bundle-worker.ts'

/** The sources are no program: the student's turn. */
export class SourcesError extends Error {
  override readonly name = 'SourcesError'
}

export interface BundleLimits {
  readonly timeoutMs: number
  /** Of memory, for each of its two processes. */
  readonly megabytes: number
}

/** The reference takes a second and 200 MB. */
const LIMITS: BundleLimits = { timeoutMs: 120_000, megabytes: 1024 }
/** Of what the worker says; it says less. */
const MOST_OUTPUT = 1024 * 1024

/**
 * Bundle a submission.
 *
 * @throws {SourcesError} If they do not parse, import what is not theirs, or take
 *   too much time or memory.
 * @throws {Error} If the worker itself does not work, or on abort.
 */
export async function bundleSubmission(
  order: BundleOrder,
  signal: AbortSignal,
  limits: BundleLimits = LIMITS,
): Promise<JudgedProgram> {
  const answer = await withWorker((worker) =>
    runWorker(worker, order, limits, signal),
  )
  if ('program' in answer) return answer.program
  throw new SourcesError(answer.faults.join('\n\n'))
}

/** The worker in JavaScript, inside the checkout, where its packages are found. */
async function withWorker<T>(use: (file: string) => Promise<T>): Promise<T> {
  const root = checkoutRoot()
  const cache = join(root, '.cache/grading')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'worker-'))
  const outfile = join(folder, 'worker.mjs')
  try {
    await build({
      entryPoints: [join(root, 'labs/cli/grading/bundle-worker.ts')],
      ...{ bundle: true, outfile, packages: 'external', logLevel: 'silent' },
      ...{ platform: 'node', target: 'node20', format: 'esm' },
    })
    return await use(outfile)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runWorker(
  worker: string,
  order: BundleOrder,
  { timeoutMs, megabytes }: BundleLimits,
  signal: AbortSignal,
): Promise<Bundling> {
  const heap = `--max-old-space-size=${megabytes}`
  const node = [process.execPath, heap, worker, JSON.stringify(order)]
  const [command = '', ...args] = [...bounds(megabytes), ...node]
  const child = spawn(command, args, {
    // Its own group, so that esbuild is killed with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    killAll(child)
  }, timeoutMs)
  const onAbort = () => killAll(child)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    const { out, err, code } = await outputOf(child)
    signal.throwIfAborted()
    if (code === 0) return JSON.parse(out) as Bundling
    throw whyItFailed(err, { isLate, isKilled: code === null, megabytes })
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    killAll(child)
  }
}

/** Neither may outlive us, nor take all memory. @see prlimit(1), setpriv(1) */
function bounds(megabytes: number): string[] {
  if (process.platform !== 'linux') return []
  const bytes = megabytes * 2 * 1024 * 1024
  const limits = [`--data=${bytes}`, '--core=0', '--fsize=268435456']
  return ['setpriv', '--pdeathsig', 'KILL', 'prlimit', ...limits]
}

async function outputOf(child: ChildProcess) {
  let [out, err] = ['', '']
  child.stdout?.on('data', (data) => {
    if (out.length < MOST_OUTPUT) out += data
  })
  child.stderr?.on('data', (data) => {
    if (err.length < MOST_OUTPUT) err += data
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { out, err, code }
}

interface End {
  readonly isLate: boolean
  readonly isKilled: boolean
  readonly megabytes: number
}

/** What Go, V8 and esbuild's own library say when they are at an end. */
const EXHAUSTED =
  /out of memory|heap limit|stack overflow|exceeds .*limit|service (was stopped|is no longer running)|Maximum call stack/i

function whyItFailed(err: string, { isLate, isKilled, megabytes }: End): Error {
  if (isLate) return new SourcesError('The bundler came to no end with it')
  if (isKilled || EXHAUSTED.test(err)) {
    return new SourcesError(
      `The bundler needs more than ${megabytes} MB for it`,
    )
  }
  return new Error(`The bundler does not work:\n${err.slice(0, 2000)}`)
}

function killAll({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // Nobody is left in the group.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
