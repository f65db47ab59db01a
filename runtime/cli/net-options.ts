// `--net`, `--publish` and `--cni-path` of run.
import { realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from '../errors.ts'
import { parseIp } from '../linux/network/ip-address.ts'
import type { PublishedPort } from '../network/endpoint.ts'
import {
  BRIDGE_NETWORK,
  type NetworkList,
  readNetworkList,
} from '../network/network-list.ts'
import type { NetworkMode } from '../oci/network-mode.ts'
import { containerId, TEXT } from './arguments.ts'

/** The options of run that are about its network. */
export const NET_OPTIONS = {
  net: TEXT,
  publish: { type: 'string', short: 'p', multiple: true },
  'cni-path': TEXT,
} as const

/** What they ask for, as it was written down. */
export interface NetRequest {
  /** `none`, `host`, `container:<id>`, `bridge`, the path of a file. */
  readonly mode: string
  readonly ports: readonly PublishedPort[]
  readonly path?: readonly string[]
}

/** Where distributions have the plugins. */
const PLUGIN_DIRECTORIES = ['/usr/lib/cni', '/opt/cni/bin']

/**
 * Read them; no file is looked at.
 *
 * @throws {UsageError} If there is no such mode, or none that ports belong to.
 */
export function netIn(values: {
  readonly net?: string
  readonly publish?: readonly string[]
  readonly 'cni-path'?: string
}): { readonly net?: NetRequest } {
  const { net: mode, publish = [], 'cni-path': path } = values
  const ports = publish.map(parsePublish)
  const isForPlugins = ports.length > 0 || path !== undefined
  if (isForPlugins && (mode === undefined || !isNetwork(mode)))
    throw new UsageError(
      `Expected a network after "--net" for "--publish" and "--cni-path" but found ${mode === undefined ? 'none' : `"${mode}"`}`,
    )
  if (mode === undefined) return {}
  if (mode.startsWith('container:')) containerId([mode.slice(10)])
  else if (!isNetwork(mode) && mode !== 'none' && mode !== 'host')
    throw new UsageError(
      `Expected "none", "host", "container:<id>", "bridge" or a file after "--net" but found "${mode}"`,
    )
  return { net: { mode, ports, ...(path && { path: path.split(':') }) } }
}

function isNetwork(mode: string): boolean {
  return mode === 'bridge' || isFile(mode)
}

function isFile(mode: string): boolean {
  if (mode.startsWith('container:')) return false
  return mode.includes('/') || /\.(conf|conflist|json)$/.test(mode)
}

/**
 * Read `[<address>:]<port of the host>:<port of the container>[/<protocol>]`.
 *
 * @throws {UsageError} If it is something else.
 */
function parsePublish(text: string): PublishedPort {
  const form = /^(?:([\d.]+|\[[\da-f:.]+\]):)?(\d+):(\d+)(?:\/(tcp|udp))?$/i
  const found = form.exec(text)
  if (!found) refuse(text)
  const [, address, host, container, protocol = 'tcp'] = found
  const hostIP = address?.replace(/[[\]]/g, '')
  if (hostIP !== undefined && !isAddress(hostIP)) refuse(text)
  return {
    hostPort: port(host, text),
    containerPort: port(container, text),
    protocol: protocol.toLowerCase() === 'udp' ? 'udp' : 'tcp',
    ...(hostIP === undefined ? {} : { hostIP }),
  }
}

function port(digits: string | undefined, text: string): number {
  const number = Number(digits)
  return number >= 1 && number <= 65535 ? number : refuse(text)
}

function isAddress(text: string): boolean {
  try {
    return parseIp(text).length > 0
  } catch {
    return false
  }
}

function refuse(text: string): never {
  throw new UsageError(
    `Expected "[<address>:]<port>:<port>[/tcp|/udp]" after "--publish" but found "${text}"`,
  )
}

/**
 * Find out what was asked for.
 *
 * @throws {SpecError} If the file of a network is wrong.
 */
export function networkModeOf({ mode, ports, path }: NetRequest): NetworkMode {
  if (mode === 'none' || mode === 'host') return { kind: mode }
  if (mode.startsWith('container:'))
    return { kind: 'container', id: mode.slice(10) }
  return {
    kind: 'network',
    network: networkOf(mode),
    path: (path ?? pluginPath()).map((directory) => resolve(directory)),
    portMappings: ports,
  }
}

function networkOf(mode: string): NetworkList {
  return mode === 'bridge' ? BRIDGE_NETWORK : readNetworkList(resolve(mode))
}

/** Our own plugin lies beside us. */
function pluginPath(): string[] {
  const own = process.argv[1]
  const beside = own === undefined ? [] : [dirname(realpathSync(own))]
  return [...beside, ...PLUGIN_DIRECTORIES]
}
