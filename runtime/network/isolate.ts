import type { Rule } from './ruleset.ts'
import { bridgeChain } from './ruleset.ts'

/**
 * Rules about what may be forwarded to a bridge. Answers to what its containers
 * have asked for are let in before.
 *
 * @see nft(8), "VERDICT STATEMENTS"
 */
export function isolateRules(bridge: string): Rule[] {
  const chain = bridgeChain(bridge)
  const comment = `bridge ${bridge}`
  // #region lab-06-isolate
  return [
    // Between its ports; netfilter sees that where br_netfilter is loaded.
    { chain, text: `iifname "${bridge}" accept`, comment },
    // A published port is for everybody, wherever they come from.
    { chain, text: 'ct status dnat accept', comment },
    { chain, text: 'counter drop', comment },
  ]
  // #endregion lab-06-isolate
}

/**
 * The rule that makes `route_localnet` safe. With it a bridge takes packets for
 * 127.0.0.1, and containers could reach what listens for the host alone.
 *
 * @see CVE-2020-8558
 */
export function guardRule(bridge: string): Rule {
  return {
    chain: 'guard',
    text: `iifname "${bridge}" ip daddr 127.0.0.0/8 counter drop`,
    comment: `bridge ${bridge}`,
  }
}
