/**
 * The driver of a judged CNI plugin: what a container runtime does, and no more.
 * It writes a configuration to standard input, says the rest in the environment,
 * and reads one JSON object.
 *
 * What is judged is a *chain*: ours is one plugin that does everything, those of
 * the CNI project are three. A wish says what the network is to be like; from it
 * comes a configuration for each plugin of the chain, and each is given what the
 * one before had as its result. For DEL they are called back to front.
 *
 * @see CNI SPEC.md, "Section 2: Execution Protocol", "Section 3"
 */
import { dirname } from 'node:path/posix'
import type { Ending, StartRequest } from '../agent/protocol.ts'
import type { Bench } from '../bench.ts'
import { HOST_ENV } from '../container.ts'
import { treeOf } from '../files.ts'
import { errorIn, resultIn } from './cni-result.ts'
import {
  type Attachment,
  CNI_VERSION,
  type CniError,
  type CniNetwork,
  type CniResult,
  type NetworkWish,
} from './cni-types.ts'
import type { LabNetwork } from './lab-network.ts'
import { configFor } from './plugin-config.ts'

export * from './cni-types.ts'

/** A plugin has that long, with the start of Node; emulation stretches it. */
const COMMAND_MS = 8_000

export interface CniReply {
  /** How the last plugin that was called ended. */
  readonly ending: Ending
  /** Of the last plugin, if it ended well and printed one that can be read. */
  readonly result: CniResult | null
  /** What it printed when it ended otherwise; `null` if that is no error result. */
  readonly error: CniError | null
}

export type Command = 'ADD' | 'DEL' | 'CHECK' | 'GC' | 'VERSION' | 'STATUS'

/** A network of a lab; nothing is made yet, the first ADD does that. */
export function cniNetwork(
  bench: Bench,
  lab: LabNetwork,
  wish: NetworkWish,
): CniNetwork {
  const name = `leases-${bench.seed.hex(`leases of ${wish.name}`, 3)}`
  return { ...wish, lab, dataDir: bench.path(name) }
}

/** ADD: what the last plugin of the chain says, or the first that fails. */
export async function attach(
  bench: Bench,
  network: CniNetwork,
  attachment: Attachment,
): Promise<CniReply> {
  let previous: CniResult | null = null
  for (const plugin of chainOf(bench)) {
    const call = { command: 'ADD', plugin, attachment, previous } as const
    const reply = await execute(bench, network, call)
    if (reply.result === null || isLast(bench, plugin)) return reply
    previous = reply.result
  }
  throw new Error('The judged program has no plugin')
}

/** DEL: the chain back to front; one that fails does not keep the others. */
export async function detach(
  bench: Bench,
  network: CniNetwork,
  attachment: Attachment,
  previous: CniResult | null = null,
): Promise<CniReply> {
  const replies: CniReply[] = []
  for (const plugin of [...chainOf(bench)].reverse()) {
    const call = { command: 'DEL', plugin, attachment, previous } as const
    replies.push(await execute(bench, network, call))
  }
  return worstOf(replies)
}

/** CHECK: content if every plugin is. */
export async function verify(
  bench: Bench,
  network: CniNetwork,
  attachment: Attachment,
  previous: CniResult,
): Promise<CniReply> {
  const replies: CniReply[] = []
  for (const plugin of chainOf(bench)) {
    const call = { command: 'CHECK', plugin, attachment, previous } as const
    replies.push(await execute(bench, network, call))
  }
  return worstOf(replies)
}

/** GC: whatever does not belong to one of these is to go. Since CNI 1.1. */
export async function collect(
  bench: Bench,
  network: CniNetwork,
  valid: readonly Attachment[],
): Promise<CniReply> {
  const attachments = valid.map(({ containerId, ifname = 'eth0' }) => ({
    containerID: containerId,
    ifname,
  }))
  const replies: CniReply[] = []
  for (const plugin of chainOf(bench)) {
    const config = {
      ...configFor(network, plugin, {}),
      cniVersion: '1.1.0',
      'cni.dev/valid-attachments': attachments,
    }
    const request = { command: 'GC', config } as const
    replies.push(replyOf(await cniCommand(bench, network.lab, plugin, request)))
  }
  return worstOf(replies)
}

/** VERSION of the first plugin: it needs no container. */
export function version(bench: Bench, lab: LabNetwork): Promise<Ending> {
  const [plugin = ''] = chainOf(bench)
  const config = { cniVersion: CNI_VERSION }
  return cniCommand(bench, lab, plugin, { command: 'VERSION', config })
}

/** Several ADDs at a time, as many as the guest has room for. */
export async function attachAll(
  bench: Bench,
  network: CniNetwork,
  attachments: readonly Attachment[],
  atATime = 6,
): Promise<readonly CniReply[]> {
  const replies: CniReply[] = []
  const queue = [...attachments.entries()]
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      replies[next[0]] = await attach(bench, network, next[1])
    }
  }
  await Promise.all(Array.from({ length: atATime }, work))
  return replies
}

/** Files where leases are to be, relative to that folder, sorted; none without it. */
export async function leasesOf(
  bench: Bench,
  { dataDir }: CniNetwork,
): Promise<readonly string[]> {
  const tree = await treeOf(bench, dataDir)
  const files = tree?.entries.filter(({ kind }) => kind === 'file') ?? []
  return files.map(({ path }) => path)
}

/** Plugins in the order of ADD, as names among the program's files or paths. */
export function chainOf({ program }: Bench): readonly string[] {
  if (program.cni === null) throw new Error('There is no plugin to be judged')
  return program.cni
}

const isLast = (bench: Bench, plugin: string) =>
  chainOf(bench).at(-1) === plugin

interface Call {
  readonly command: Command
  readonly plugin: string
  readonly attachment: Attachment
  readonly previous: CniResult | null
}

async function execute(
  bench: Bench,
  network: CniNetwork,
  { command, plugin, attachment, previous }: Call,
): Promise<CniReply> {
  const { containerId, netns, ifname = 'eth0', args } = attachment
  const path = typeof netns === 'string' ? netns : netns.path
  const config = {
    ...configFor(network, plugin, attachment),
    ...(previous === null ? {} : { prevResult: previous }),
  }
  const env = {
    CNI_CONTAINERID: containerId,
    CNI_IFNAME: ifname,
    ...(path === '' ? {} : { CNI_NETNS: path }),
    ...(args === undefined ? {} : { CNI_ARGS: args }),
  }
  const request = { command, env, config }
  return replyOf(await cniCommand(bench, network.lab, plugin, request))
}

export interface RawCommand {
  readonly command: Command | string
  /** Besides `CNI_COMMAND` and `CNI_PATH`. */
  readonly env?: Readonly<Record<string, string>>
  /** An object, or a text that may be no JSON. */
  readonly config: object | string
}

let commands = 0

/** Start a plugin in the host of the lab, and wait for its end. */
export async function cniCommand(
  bench: Bench,
  { host }: LabNetwork,
  plugin: string,
  { command, env = {}, config }: RawCommand,
): Promise<Ending> {
  const path = bench.programPath(plugin)
  const name = `call-${commands++}`
  const entries = [{ kind: 'directory' as const, path: name }]
  await bench.call('write', { entries })
  const request: StartRequest = {
    argv: [path],
    cwd: '/',
    folder: bench.path(name),
    // CNI_PATH is where a plugin looks for others, as bridge does for host-local.
    env: { ...HOST_ENV, CNI_COMMAND: command, CNI_PATH: dirname(path), ...env },
    descriptors: {},
    netns: host.handle,
    timeoutMs: bench.patience(COMMAND_MS),
  }
  const text = typeof config === 'string' ? config : JSON.stringify(config)
  return bench.timings.measure(`judged: ${command}`, () =>
    run(bench, request, text),
  )
}

async function run(
  bench: Bench,
  request: StartRequest,
  text: string,
): Promise<Ending> {
  const { job } = await bench.call('start', request)
  await bench.call('send', { job, text, end: true })
  const { timeoutMs } = request
  const ending = await bench.call('wait', { job, timeoutMs })
  await bench.call('kill', { job })
  return ending
}

function replyOf(ending: Ending): CniReply {
  const isGood = ending.code === 0 && !ending.timedOut && !ending.flooded
  return {
    ending,
    result: isGood ? resultIn(ending.stdout) : null,
    error: isGood ? null : errorIn(ending.stdout),
  }
}

/** One that did not end well, or the last. */
function worstOf(replies: readonly CniReply[]): CniReply {
  const failed = replies.find(({ ending }) => ending.code !== 0)
  const reply = failed ?? replies.at(-1)
  if (reply === undefined) throw new Error('The judged program has no plugin')
  return reply
}
