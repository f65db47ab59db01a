// Networks as runtimes know them: a list of plugins, which one after the other
// add what they can to a container. The configuration of one plugin is a list
// of one.
import { readFileSync } from 'node:fs'
import { JsonValue } from '../spec/json-value.ts'
import { CNI_NAME_WORDS, isCniName } from './names.ts'

/** What one plugin is told; most of it is its own business. */
export type PluginConfig = Readonly<Record<string, unknown>> & {
  /** The name of the program. */
  readonly type: string
}

/** @see CNI specification, Section 1: "Configuration format" */
export interface NetworkList {
  readonly cniVersion: string
  readonly name: string
  /** In the order of ADD. */
  readonly plugins: readonly PluginConfig[]
}

/** The network to be had without a file, in the words of one. */
export const BRIDGE_NETWORK: NetworkList = {
  cniVersion: '1.0.0',
  name: 'mini',
  plugins: [
    {
      type: 'mini-cni',
      bridge: 'mini0',
      isDefaultGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: '10.89.0.0/16' }]] },
      capabilities: { portMappings: true },
    },
  ],
}

/**
 * Read a `.conflist`, or a `.conf` with one plugin.
 *
 * @throws {SpecError} Naming the member that is wrong.
 * @throws {Error} ENOENT.
 */
export function readNetworkList(file: string): NetworkList {
  const config = new JsonValue(parse(file), file)
  const list = config.at('plugins')
  const plugins = list.present ? list.items() : [config]
  if (plugins.length === 0) list.fail('a list of one plugin or more')
  return {
    cniVersion: config.at('cniVersion').text(),
    name: parseName(config.at('name')),
    plugins: plugins.map(parsePlugin),
  }
}

function parse(file: string): unknown {
  const text = readFileSync(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return new JsonValue(text, file).fail(`JSON (${error.message})`)
  }
}

function parseName(name: JsonValue): string {
  const text = name.text(CNI_NAME_WORDS)
  return isCniName(text) ? text : name.fail(CNI_NAME_WORDS)
}

/** Its type is looked for in directories, and leads out of none of them. */
function parsePlugin(plugin: JsonValue): PluginConfig {
  const type = plugin.at('type')
  const wanted = 'the name of a program, without "/"'
  const text = type.text(wanted)
  if (!/^[\w+.-]+$/.test(text) || /^\.+$/.test(text)) type.fail(wanted)
  return { ...plugin.members(), type: text }
}
