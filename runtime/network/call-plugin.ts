// A runtime's side of the execution protocol: a plugin is a program, its request
// is its environment, its configuration is standard input, and its answer is
// JSON on standard output.
import type { ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import { PluginError } from '../errors.ts'

/** What a plugin is called for. */
export interface PluginCall {
  readonly command: 'ADD' | 'DEL'
  readonly containerId: string
  /** Path of its namespace; empty if that is gone. */
  readonly netns: string
  readonly ifname: string
  /** Directories in which plugins look for others. */
  readonly path: readonly string[]
}

/** A plugin asks kernel and firewall, and is done. */
const TIMEOUT_MS = 60_000

/** Of answers, in bytes; what is more is no answer. */
const LONGEST = 1024 * 1024
const LONGEST_WORDS = 2048

// Not our own PATH: who may write there would choose what root runs.
const PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin'

/**
 * Call a plugin.
 *
 * @param program The command that starts it.
 * @param config With its `type`.
 * @returns What it printed, unless that is nothing.
 * @throws {PluginError} If it fails, or what it printed is no JSON.
 * @see CNI specification, Section 2: "Execution Protocol"
 */
export async function callPlugin(
  program: readonly string[],
  call: PluginCall,
  config: Readonly<Record<string, unknown>> & { readonly type: string },
): Promise<unknown> {
  const place = { plugin: config.type, command: call.command }
  const ended = await execute(program, environmentOf(call), config)
  const { status, stdout, isCut } = ended
  const json = isCut ? undefined : decode(stdout)
  if (status !== 0) throw failure(place, ended, json)
  if (stdout.trim() === '' || json !== undefined) return json
  throw new PluginError('Expected its answer to be JSON but found other text', {
    ...place,
    code: undefined,
    details: bounded(stdout),
  })
}

function environmentOf(call: PluginCall): Record<string, string> {
  return {
    PATH: `${PATH}:${dirname(process.execPath)}`,
    CNI_COMMAND: call.command,
    CNI_CONTAINERID: call.containerId,
    CNI_NETNS: call.netns,
    CNI_IFNAME: call.ifname,
    CNI_PATH: call.path.join(':'),
  }
}

interface Ended {
  /** A number, or the name of the signal. */
  readonly status: number | string
  readonly stdout: string
  readonly stderr: string
  /** Whether it printed more than there is room for. */
  readonly isCut: boolean
}

function execute(
  [file = '', ...args]: readonly string[],
  env: Record<string, string>,
  config: unknown,
): Promise<Ended> {
  // Not imported, because that costs every start of a program some time.
  const { spawn } = process.getBuiltinModule('node:child_process')
  // In a session of its own: Ctrl-C means the container, and not a plugin that
  // is halfway through its work.
  const child = spawn(file, args, { env, cwd: '/', detached: true })
  const timer = setTimeout(() => killAll(child), TIMEOUT_MS)
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)]
  // It need not read its configuration.
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(config))
  return new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const status = code ?? signal ?? ''
      const [out, err] = [stdout(), stderr()]
      resolve({ status, stdout: out.text, stderr: err.text, isCut: out.isCut })
    })
  }).finally(() => clearTimeout(timer))
}

function killAll({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Read a stream to its end, and keep what there is room for. */
function collect(stream: NodeJS.ReadableStream | null) {
  const chunks: Buffer[] = []
  let length = 0
  stream?.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length <= LONGEST) chunks.push(chunk)
  })
  return () => ({
    text: Buffer.concat(chunks).toString('utf8'),
    isCut: length > LONGEST,
  })
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @see CNI specification, Section 5: "Error" */
function failure(
  place: { readonly plugin: string; readonly command: string },
  { status, stdout, stderr }: Ended,
  json: unknown,
): PluginError {
  const { code, msg, details } = (json ?? {}) as Record<string, unknown>
  if (typeof code === 'number' && typeof msg === 'string') {
    const more = typeof details === 'string' ? details : ''
    const facts = { ...place, code, details: bounded(more) }
    return new PluginError(bounded(msg), facts)
  }
  const words = `Expected an error result but found it ended with ${status}`
  const said = bounded(stderr.trim() || stdout.trim())
  return new PluginError(words, { ...place, code: undefined, details: said })
}

/** What another program says goes to a terminal: its length and its controls. */
function bounded(text: string): string {
  const plain = text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD')
  if (plain.length <= LONGEST_WORDS) return plain
  return `${plain.slice(0, LONGEST_WORDS)}…`
}
