// What a runtime asks for, in the environment of the plugin.
import { NetworkError } from '../errors.ts'
import { formatMac, parseMac } from '../linux/network/mac-address.ts'
import { CniError } from './cni-error.ts'
import {
  CNI_NAME_WORDS,
  isCniName,
  isLinkName,
  LINK_NAME_WORDS,
} from './names.ts'

const COMMANDS = ['ADD', 'CHECK', 'DEL', 'GC', 'STATUS', 'VERSION'] as const

export type Command = (typeof COMMANDS)[number]

/** A request that is about one container. */
export interface ContainerRequest {
  readonly command: 'ADD' | 'CHECK' | 'DEL'
  readonly containerId: string
  /** Path of its network namespace; DEL may come when that is gone. */
  readonly netns: string | undefined
  /** What its interface is called inside. */
  readonly ifname: string
  /** Addresses that it wants, from `IP=` in CNI_ARGS. */
  readonly addresses: readonly string[]
  /** The hardware address that it wants, from `MAC=` there. */
  readonly mac: string | undefined
}

export type Request =
  | ContainerRequest
  | { readonly command: 'GC' | 'STATUS' | 'VERSION' }

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Read a request.
 *
 * @throws {CniError} Code 4.
 * @see CNI specification, Section 2: "Execution Protocol", "Parameters"
 */
export function parseRequest(env: Environment): Request {
  const command = parseCommand(env.CNI_COMMAND)
  if (command === 'GC' || command === 'STATUS' || command === 'VERSION')
    return { command }
  requireAll(env, command)
  const args = parseArguments(env.CNI_ARGS ?? '')
  return {
    command,
    containerId: parseContainerId(env.CNI_CONTAINERID ?? ''),
    netns: parseNetns(env.CNI_NETNS),
    ifname: parseIfname(env.CNI_IFNAME ?? ''),
    addresses: args.get('IP')?.split(',') ?? [],
    mac: parseWantedMac(args.get('MAC')),
  }
}

function parseCommand(text = ''): Command {
  const wanted = `one of ${COMMANDS.join(', ')}`
  const command = COMMANDS.find((known) => known === text)
  return command ?? refuse('CNI_COMMAND', wanted, text)
}

function requireAll(env: Environment, command: Command): void {
  const names = ['CNI_CONTAINERID', 'CNI_IFNAME']
  if (command !== 'DEL') names.push('CNI_NETNS')
  const missing = names.filter((name) => !env[name])
  if (missing.length === 0) return
  throw new CniError(
    'invalidEnvironment',
    `Expected ${missing.join(', ')} in the environment of ${command} but found nothing`,
  )
}

function parseContainerId(text: string): string {
  if (isCniName(text)) return text
  refuse('CNI_CONTAINERID', CNI_NAME_WORDS, text)
}

function parseIfname(text: string): string {
  if (isLinkName(text)) return text
  refuse('CNI_IFNAME', LINK_NAME_WORDS, text)
}

function parseNetns(text = ''): string | undefined {
  if (text === '') return undefined
  if (text.startsWith('/')) return text
  refuse('CNI_NETNS', 'an absolute path', text)
}

/** `IgnoreUnknown=1;IP=10.1.2.3`. Those we have no use for are for others. */
function parseArguments(text: string): Map<string, string> {
  const pairs = text.split(';').filter(Boolean)
  return new Map(
    pairs.map((pair) => {
      const [name = '', value, ...more] = pair.split('=')
      if (value === undefined || more.length > 0)
        refuse('CNI_ARGS', 'pairs as in "A=1;B=2"', text)
      return [name, value]
    }),
  )
}

function parseWantedMac(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : formatMac(parseMac(text))
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    refuse('MAC in CNI_ARGS', 'a hardware address', text ?? '')
  }
}

function refuse(name: string, wanted: string, found: string): never {
  throw new CniError(
    'invalidEnvironment',
    `Expected ${name} to be ${wanted} but found ${JSON.stringify(found.slice(0, 60))}`,
  )
}
