/**
 * Networks for a lab, made by the kit and never by the judged program: a
 * container is a network namespace with a file that a plugin is told of.
 *
 *     const inside = await makeNetns(bench, 'web')
 *     const { links } = await networkOf(bench, inside)
 *     await runIn(bench, inside, ['ip', 'route', 'add', …])
 */
import type { Netns } from '../agent/protocol.ts'
import type { Bench } from '../bench.ts'
import { type NetworkState, parseNetwork } from '../evidence/network-state.ts'
import { AT_FDCWD, CLONE_NEWNET, O_RDONLY } from '../kernel.ts'
import type { Visitor } from '../visitor.ts'

export type { Netns } from '../agent/protocol.ts'

/** Tools that print what there is end within that. */
const TOOL_MS = 4_000

/**
 * Make a network namespace whose loopback is up, as a runtime does before it
 * calls a plugin. Its name says nothing. It goes with the run.
 */
export function makeNetns(bench: Bench, label: string): Promise<Netns> {
  const name = `net-${bench.seed.hex(`network of ${label}`, 3)}`
  return bench.call('netns', { name })
}

/**
 * The network that a process is in, to be looked at until it is let go; `null`
 * if the process is gone.
 */
export function netnsOf(bench: Bench, pid: number): Promise<Netns | null> {
  return bench.call('netnsOf', { pid })
}

/** Let it go, as when the container is gone before its DEL. */
export async function dropNetns(bench: Bench, { path }: Netns): Promise<void> {
  await bench.call('dropNetns', { path })
}

/** What there is in a network; `null` is the machine's own. */
export async function networkOf(
  bench: Bench,
  netns: Netns | null,
): Promise<NetworkState> {
  const timeoutMs = bench.patience(TOOL_MS)
  const handle = netns?.handle ?? null
  return parseNetwork(await bench.call('network', { netns: handle, timeoutMs }))
}

/**
 * Change a network, to set a scene: `ip` or `nft` of the guest's.
 *
 * @throws {Error} If the tool is not content: that is the kit's fault.
 */
export async function runIn(
  bench: Bench,
  { handle }: Netns,
  argv: readonly string[],
  stdin = '',
): Promise<string> {
  const timeoutMs = bench.patience(TOOL_MS)
  const request = { netns: handle, argv, stdin, timeoutMs }
  const { code, stdout, stderr } = await bench.call('tool', request)
  if (code === 0) return stdout
  throw new Error(`${argv.join(' ')}: status ${code}: ${stderr.trim()}`)
}

/** Let a visitor go on in a network: sockets it makes from then on are there. */
export function enterNetwork({ program }: Visitor, { handle }: Netns): void {
  // It stands in the agent's own /proc.
  const path = `.${handle.slice('/proc'.length)}`
  const fd = program.openat(AT_FDCWD, path, O_RDONLY)
  program.setns(fd, CLONE_NEWNET)
}
