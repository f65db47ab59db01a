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
import { runToEnd } from '../run-to-end.ts'
import { Slots } from '../slots.ts'
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

type Command = 'ADD' | 'DEL' | 'CHECK' | 'GC' | 'VERSION'

/** A network of a lab; nothing is made yet, the first ADD does that. */
export function cniNetwork(
  bench: Bench,
  lab: LabNetwork,
  wish: NetworkWish,
): CniNetwork {
  const name = `leases-${bench.seed.hex(`leases of ${wish.name}`, 3)}`
  return { ...wish, lab, dataDir: bench.path(name) }
}

/**
 * Plugins of others that follow the first of a chain look for their tables and
 * then make them: of two that do so at once, one fails.
 */
const turn = new Slots(1)

/** ADD: what the last plugin of the chain says, or the first that fails. */
export async function attach(
  bench: Bench,
  network: CniNetwork,
  attachment: Attachment,
): Promise<CniReply> {
  let previous: CniResult | null = null
  for (const plugin of chainOf(bench)) {
    const call = { command: 'ADD', plugin, attachment, previous } as const
    const ask = () => execute(bench, network, call)
    const reply: CniReply = await (previous === null ? ask() : turn.use(ask))
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
  return inTurn([...chainOf(bench)].reverse(), (plugin) => {
    const call = { command: 'DEL', plugin, attachment, previous } as const
    return execute(bench, network, call)
  })
}

/** CHECK: content if every plugin is. */
export async function verify(
  bench: Bench,
  network: CniNetwork,
  attachment: Attachment,
  previous: CniResult,
): Promise<CniReply> {
  return inTurn(chainOf(bench), (plugin) => {
    const call = { command: 'CHECK', plugin, attachment, previous } as const
    return execute(bench, network, call)
  })
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
  return inTurn(chainOf(bench), async (plugin) => {
    const config = {
      ...configFor(network, plugin, {}),
      cniVersion: '1.1.0',
      'cni.dev/valid-attachments': attachments,
    }
    const request = { command: 'GC', config } as const
    return replyOf(await cniCommand(bench, network.lab, plugin, request))
  })
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
  const slots = new Slots(atATime)
  const ask = (attachment: Attachment) =>
    slots.use(() => attach(bench, network, attachment))
  return await Promise.all(attachments.map(ask))
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

interface RawCommand {
  readonly command: Command
  /** Besides `CNI_COMMAND` and `CNI_PATH`. */
  readonly env?: Readonly<Record<string, string>>
  readonly config: object
}

let commands = 0

/** Start a plugin in the host of the lab, and wait for its end. */
async function cniCommand(
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
  const limits = { stdin: JSON.stringify(config), timeoutMs: COMMAND_MS }
  return bench.timings.measure(`judged: ${command}`, async () =>
    runToEnd(bench, await bench.call('start', request), limits),
  )
}

/** Ask one plugin after another, whatever the one before said. */
async function inTurn(
  plugins: readonly string[],
  ask: (plugin: string) => Promise<CniReply>,
): Promise<CniReply> {
  const replies: CniReply[] = []
  for (const plugin of plugins) replies.push(await ask(plugin))
  return worstOf(replies)
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
