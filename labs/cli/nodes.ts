/** `labs vm up --nodes N`: several machines of a checkout, `node1` to `nodeN`. */
import {
  type Cluster,
  type Machine,
  MOST_NODES,
  type Provider,
} from '#vm/provider.ts'
import { UsageError } from './command.ts'
import { say } from './i18n.ts'
import type { Io } from './io.ts'
import { sharedFolder } from './machine.ts'
import { withProgress } from './progress.ts'

/** @throws {UsageError} When it is no number of nodes. */
function nodeCount(io: Io, text: string): number {
  if (/^[1-9]\d*$/.test(text) && Number(text) <= MOST_NODES) {
    return Number(text)
  }
  const facts = { what: '--nodes', wanted: `1 … ${MOST_NODES}`, found: text }
  throw new UsageError(say(io, 'usage.oneOf', facts))
}

/**
 * Start nodes, or find those that run.
 *
 * @param text How many, as `--nodes` says it.
 * @throws {UsageError} When it is no number, or the provider has no such thing.
 */
export async function startNodes(
  io: Io,
  root: string,
  provider: Provider,
  text: string,
): Promise<Cluster> {
  const { name } = provider
  const length = nodeCount(io, text)
  const start = provider.startCluster?.bind(provider)
  if (start === undefined) {
    throw new UsageError(say(io, 'nodes.cannot', { name }))
  }
  const nodes = Array.from({ length }, (_, index) => ({
    name: `node${index + 1}`,
  }))
  const options = { share: sharedFolder(root), nodes }
  return await withProgress(io, async (line) => {
    const before = await provider.findCluster?.()
    const progress = (text: string) => line.stage(text)
    const cluster = await start(options, progress)
    if (!before) io.onInterrupt(() => cluster.stop())
    io.signal.throwIfAborted()
    return cluster
  })
}

/** Forget what happened in all nodes. @returns Whether there are any. */
export async function resetNodes(io: Io, provider: Provider): Promise<boolean> {
  const cluster = await provider.findCluster?.()
  if (!cluster) return false
  await withProgress(io, (line) => cluster.reset((text) => line.stage(text)))
  return true
}

/** The node of this name, if it runs. */
export async function nodeNamed(
  provider: Provider,
  name: string | undefined,
): Promise<Machine | null> {
  const cluster = await provider.findCluster?.()
  const node = cluster?.nodes.find((node) => node.name === name)
  return node?.machine ?? null
}

/** A line for each node; nothing when there is none. */
export function nodesText(io: Io, cluster: Cluster | null | undefined): string {
  const lines = cluster?.nodes.map(({ name, link, mac, machine }) => {
    const pid = machine.info.pid ?? '-'
    return `${say(io, 'nodes.line', { name, link, mac, pid })}\n`
  })
  return lines?.join('') ?? ''
}

/** For programs: a list, empty when there is none. */
export function nodesJson(cluster: Cluster | null | undefined): object[] {
  return (cluster?.nodes ?? []).map(({ machine, ...node }) => {
    const { info, sshConfig } = machine
    return { ...node, ...info, sshConfig }
  })
}
