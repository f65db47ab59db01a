// A container's join to a network, made and taken back by the network's plugins:
//
//     ADD  bridge ── result ─▶ portmap ── result ─▶ firewall ── result
//     DEL  bridge ◀─────────── portmap ◀─────────── firewall
//
// DEL takes the way back, from the last one on, even if ADD did not come so far.
import { existsSync } from 'node:fs'
import { NetworkError } from '../errors.ts'
import { callPlugin, type PluginCall } from './call-plugin.ts'
import type { NetworkList, PluginConfig } from './network-list.ts'
import { findPlugin } from './plugin-program.ts'

/** A port of the host that leads into a container, in the words of CNI. */
export interface PublishedPort {
  readonly hostPort: number
  readonly containerPort: number
  readonly protocol: 'tcp' | 'udp'
  /** Which address of the host; all if undefined. */
  readonly hostIP?: string
}

export interface Endpoint {
  readonly network: NetworkList
  readonly containerId: string
  /** Path of the container's network namespace. */
  readonly netns: string
  /** What its link is called inside. */
  readonly ifname: string
  /** Directories with plugins. */
  readonly path: readonly string[]
  readonly portMappings: readonly PublishedPort[]
  /** What the last ADD returned. */
  readonly result?: unknown
}

/**
 * See whether plugins can be asked for what is wanted; none is started.
 *
 * @throws {NetworkError} If one is not there, or none publishes ports.
 */
export function checkEndpoint(endpoint: Endpoint): void {
  const { network, path, portMappings } = endpoint
  for (const { type } of network.plugins) findPlugin(type, path)
  if (portMappings.length === 0 || network.plugins.some(publishes)) return
  const wanted =
    'able to publish ports ("capabilities": {"portMappings": true})'
  const subject = `network "${network.name}"`
  throw new NetworkError(subject, wanted, 'no such plugin', 'EOPNOTSUPP')
}

/**
 * Call ADD of all plugins, each with the result of the one before.
 *
 * @returns The last result.
 * @throws {PluginError} The first there is; DEL has to be called then, too.
 * @see CNI specification, Section 3: "Adding an attachment"
 */
export async function addEndpoint(endpoint: Endpoint): Promise<unknown> {
  let result: unknown
  for (const plugin of endpoint.network.plugins) {
    const wanted = { ...endpoint, result }
    result = (await call('ADD', wanted, plugin)) ?? result
  }
  return result
}

/**
 * Call DEL of all plugins, the last first. One that fails keeps none of the
 * others from it.
 *
 * @throws {PluginError} The first there is; DEL can be called again.
 * @see CNI specification, Section 3: "Deleting an attachment"
 */
export async function removeEndpoint(endpoint: Endpoint): Promise<void> {
  const errors: unknown[] = []
  for (const plugin of [...endpoint.network.plugins].reverse())
    await call('DEL', endpoint, plugin).catch((error) => errors.push(error))
  if (errors.length > 0) throw errors[0]
}

async function call(
  command: PluginCall['command'],
  endpoint: Endpoint,
  plugin: PluginConfig,
): Promise<unknown> {
  const { containerId, ifname, path } = endpoint
  const netns = existsSync(endpoint.netns) ? endpoint.netns : ''
  const request = { command, containerId, netns, ifname, path }
  const program = findPlugin(plugin.type, path)
  return callPlugin(program, request, configFor(plugin, endpoint))
}

/**
 * What a plugin is told.
 *
 * @see CNI specification, Section 3: "Deriving execution configuration from
 *   plugin configuration"
 */
export function configFor(
  plugin: PluginConfig,
  { network, portMappings, result }: Endpoint,
): PluginConfig {
  const { cniVersion, name } = network
  const { capabilities: _, ...rest } = plugin
  return {
    ...rest,
    cniVersion,
    name,
    type: plugin.type,
    ...(publishes(plugin) ? { runtimeConfig: { portMappings } } : {}),
    ...(result === undefined ? {} : { prevResult: result }),
  }
}

/** Whether a plugin says that it can. @see CNI conventions, "portMappings" */
function publishes({ capabilities }: PluginConfig): boolean {
  const able = (capabilities ?? {}) as { readonly portMappings?: unknown }
  return able.portMappings === true
}
