// Firewall rules of attachments and of bridges: which there have to be, and how
// they come and go, in one transaction each.
import type { IpAddress } from '../linux/network/ip-address.ts'
import { type Attachment, digestOf, ruleTag } from './attachment.ts'
import type { NetworkConfig } from './cni-config.ts'
import { CniError } from './cni-error.ts'
import { refuseListener } from './host-port.ts'
import type { LeasedAddress } from './ipam.ts'
import { guardRule, isolateRules } from './isolate.ts'
import { masqueradeRule } from './masquerade.ts'
import { applyRules } from './nft.ts'
import {
  collide,
  formatHostPort,
  type HostPort,
  parseHostPort,
} from './port-mapping.ts'
import { concerns, publishRule, returnRules } from './publish.ts'
import {
  addBridgeChain,
  addRule,
  bridgeChain,
  DELETE_TABLE,
  deleteBridgeChain,
  deleteRule,
  type FoundRule,
  type Rule,
  type Ruleset,
  readRuleset,
  SKELETON,
} from './ruleset.ts'

/** What of a configuration the rules depend on. */
export type FirewallConfig = Pick<
  NetworkConfig,
  'bridge' | 'ipMasq' | 'isolated' | 'portMappings'
>

/**
 * The rules of one attachment.
 *
 * @throws {CniError} 7 for a port of a family that the container has not.
 */
export function attachmentRules(
  { ipMasq, portMappings }: FirewallConfig,
  leased: readonly LeasedAddress[],
  tag: string,
): Rule[] {
  const masquerade = ipMasq
    ? leased.map((address) => masqueradeRule(address, tag))
    : []
  const published = portMappings.flatMap((mapping) => {
    const targets = leased.filter((address) => concerns(mapping, address))
    if (targets.length === 0) throw noFamily(mapping)
    return targets.map((address) => publishRule(mapping, address, tag))
  })
  const returns = leased
    .filter((address) => portMappings.some((port) => concerns(port, address)))
    .flatMap((address) => returnRules(address, tag))
  return [...published, ...returns, ...masquerade]
}

function noFamily(port: HostPort): CniError {
  return new CniError(
    'invalidConfiguration',
    `Expected the container to have an address of the same family as ${formatHostPort(port)} but found none`,
  )
}

/** The rules of a bridge, which are there as long as anybody is attached. */
export function bridgeRules({ bridge, isolated }: FirewallConfig): Rule[] {
  return [...(isolated ? isolateRules(bridge) : []), guardRule(bridge)]
}

/** Whether the host is to reach a published port of IPv4 by 127.0.0.1. */
export function needsLocalnet({ portMappings }: FirewallConfig): boolean {
  return portMappings.some(({ hostIp }) => hostIp?.length !== 16)
}

/**
 * Add the rules of an attachment, and what it needs besides.
 *
 * @returns Whether the bridge had none before.
 * @throws {CniError} 104 if a port of the host is taken; 101. Nothing is
 *   changed then.
 */
export function addFirewallRules(
  config: FirewallConfig,
  attachment: Attachment,
  leased: readonly LeasedAddress[],
): boolean {
  const own = attachmentRules(config, leased, ruleTag(attachment))
  const found = readRuleset()
  refuseTakenPorts(config, leased, found)
  const missing = bridgeRules(config).filter((rule) => !has(found, rule))
  applyRules([
    ...(found ? [] : SKELETON),
    ...(needsChain(config, found) ? addBridgeChain(config.bridge) : []),
    ...[...missing, ...own].map(addRule),
  ])
  return rulesOfBridge(found, config.bridge).length === 0
}

function needsChain(
  { bridge, isolated }: FirewallConfig,
  found: Ruleset | undefined,
): boolean {
  return isolated && !found?.chains.has(bridgeChain(bridge))
}

/** Whether a rule is there, by where it stands and what it says it is. */
export function has(
  found: Ruleset | undefined,
  { chain, comment }: Rule,
): boolean {
  return (found?.rules ?? []).some(
    (rule) => rule.chain === chain && rule.comment === comment,
  )
}

function rulesOfBridge(
  found: Ruleset | undefined,
  bridge: string,
): FoundRule[] {
  const comment = `bridge ${bridge}`
  return (found?.rules ?? []).filter((rule) => rule.comment === comment)
}

/** @throws {CniError} 104 */
function refuseTakenPorts(
  { portMappings }: FirewallConfig,
  leased: readonly LeasedAddress[],
  found: Ruleset | undefined,
): void {
  for (const mapping of portMappings) {
    refusePublished(mapping, found)
    for (const { address } of leased.filter((one) => concerns(mapping, one)))
      refuseListener(
        mapping.protocol,
        mapping.hostIp ?? unspecified(address),
        mapping.hostPort,
      )
  }
}

/** The address that stands for all of a family: `0.0.0.0`, `::`. */
function unspecified(address: IpAddress): IpAddress {
  return Buffer.alloc(address.length)
}

function refusePublished(wanted: HostPort, found: Ruleset | undefined): void {
  for (const { comment } of found?.rules ?? []) {
    const [, container, text = ''] = PUBLISHED.exec(comment) ?? []
    const taken = parseHostPort(text)
    if (!taken || !collide(taken, wanted)) continue
    throw new CniError(
      'portTaken',
      `Expected port ${formatHostPort(wanted)} of the host to be free but found it published by container "${container}"`,
    )
  }
}

/** The comment of a rule that publishes: digest, container, port. */
const PUBLISHED = /^[\da-f]+ (\S+) publish (.+)$/

/**
 * Remove the rules of an attachment; that there are none is as good.
 *
 * @param idleBridge A bridge that has no attachments any more.
 * @throws {CniError} 101
 */
export function removeFirewallRules(
  attachment: Attachment,
  idleBridge?: string,
): void {
  const found = readRuleset()
  if (!found) return
  const own = rulesOf(found, attachment)
  const ofBridge =
    idleBridge === undefined ? [] : rulesOfBridge(found, idleBridge)
  const gone = new Set([...own, ...ofBridge])
  // Rules without a comment are there for the others.
  const isLast = found.rules.every((rule) => !rule.comment || gone.has(rule))
  const commands = isLast
    ? [DELETE_TABLE]
    : removalOf([...gone], found, idleBridge)
  if (commands.length > 0) applyRules(commands)
}

/** The rules of an attachment, as the kernel has them. */
function rulesOf(found: Ruleset, attachment: Attachment): FoundRule[] {
  const start = `${digestOf(attachment)} `
  return found.rules.filter(({ comment }) => comment.startsWith(start))
}

function removalOf(
  rules: readonly FoundRule[],
  { chains }: Ruleset,
  idleBridge = '',
): string[] {
  const chain = bridgeChain(idleBridge)
  const outside = rules.filter((rule) => rule.chain !== chain)
  return [
    ...outside.map(deleteRule),
    ...(chains.has(chain) ? deleteBridgeChain(idleBridge) : []),
  ]
}
