/**
 * Our firewall rules, all in one table of nftables(8):
 *
 *     packet for this host ──▶ prerouting ─┐
 *     packet of this host  ──▶ output ─────┴─▶ publish      → another destination
 *     packet through it    ──▶ forward ──────▶ to-<bridge>  → let in, or dropped
 *     packet on its way    ──▶ postrouting ──────────────── → another source
 *
 * Rules of an attachment begin their comments with its digest, and rules of a
 * bridge are in chains of its own. The table goes with the last attachment.
 */
import { listTable } from './nft.ts'

const FAMILY = 'inet'
const TABLE = 'mini-cni'

/** One rule, before it is in the kernel. */
export interface Rule {
  readonly chain: string
  /** As nft(8) has it: `tcp dport 80 counter accept`. */
  readonly text: string
  /** At most 127 bytes, without quotes. */
  readonly comment: string
}

/** One rule, as the kernel has it. */
export interface FoundRule {
  readonly chain: string
  /** Its number, by which it can be removed. */
  readonly handle: number
  readonly comment: string
}

/** What the kernel has of ours. */
export interface Ruleset {
  readonly chains: ReadonlySet<string>
  readonly rules: readonly FoundRule[]
}

/** The rules of ours that there are; undefined if there is no table. */
export function readRuleset(): Ruleset | undefined {
  const objects = listTable(FAMILY, TABLE) as Listed[] | undefined
  if (!objects) return undefined
  return {
    chains: new Set(objects.flatMap(({ chain }) => chain?.name ?? [])),
    rules: objects.flatMap(({ rule }) =>
      rule ? [{ comment: '', ...rule }] : [],
    ),
  }
}

/** Members of a list of nft that matter here. @see libnftables-json(5) */
interface Listed {
  readonly chain?: { readonly name: string }
  readonly rule?: Omit<FoundRule, 'comment'> & { readonly comment?: string }
}

const name = (kind: string, rest: string) =>
  `${kind} ${FAMILY} ${TABLE} ${rest}`

/** What stands in the table whoever is attached. */
export const SKELETON: readonly string[] = [
  `add table ${FAMILY} ${TABLE}`,
  // A jump wants its chain to be there.
  addChain('publish'),
  addHook('prerouting', 'nat', 'prerouting', 'dstnat'),
  addHook('output', 'nat', 'output', '-100'),
  // Only what is for this host: containers may use the same ports elsewhere.
  name('add rule', 'prerouting fib daddr type local jump publish'),
  name('add rule', 'output fib daddr type local jump publish'),
  addHook('postrouting', 'nat', 'postrouting', 'srcnat'),
  // Before anything is changed about a packet.
  addHook('guard', 'filter', 'prerouting', 'raw'),
  name('add map', 'bridges { type ifname : verdict; }'),
  addHook('forward', 'filter', 'forward', 'filter'),
  name('add rule', 'forward ct state established,related accept'),
  name('add rule', 'forward oifname vmap @bridges'),
]

function addChain(chain: string): string {
  return name('add chain', chain)
}

function addHook(chain: string, type: string, hook: string, priority: string) {
  const place = `type ${type} hook ${hook} priority ${priority}; policy accept;`
  return addChain(`${chain} { ${place} }`)
}

/** The command that adds a rule. */
export function addRule({ chain, text, comment }: Rule): string {
  return name('add rule', `${chain} ${text} comment "${comment}"`)
}

/** The command that removes a rule. */
export function deleteRule({ chain, handle }: FoundRule): string {
  return name('delete rule', `${chain} handle ${handle}`)
}

/** The chain for packets that are about to go to a bridge. */
export function bridgeChain(bridge: string): string {
  return `to-${bridge}`
}

/** Commands that lead packets for a bridge into its chain. */
export function addBridgeChain(bridge: string): string[] {
  const chain = bridgeChain(bridge)
  const element = `bridges { "${bridge}" : jump ${chain} }`
  return [addChain(chain), name('add element', element)]
}

/** Commands that remove that chain, and its rules. */
export function deleteBridgeChain(bridge: string): string[] {
  const chain = bridgeChain(bridge)
  return [
    name('delete element', `bridges { "${bridge}" }`),
    name('flush chain', chain),
    name('delete chain', chain),
  ]
}

/** The command that removes all there is. */
export const DELETE_TABLE = `delete table ${FAMILY} ${TABLE}`
