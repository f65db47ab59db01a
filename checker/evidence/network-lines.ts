/**
 * A network as lines, one for each thing that somebody made: two lists of them
 * can be compared. What the kernel makes by itself beside a link or an address,
 * and what only counts, has no line.
 */
import type { NetworkState, NftRule, Route } from './network-state.ts'

/** One line for each thing: `link br-x (bridge)`, `nft table inet x`. */
export function networkLines(state: NetworkState): string[] {
  const { links, addresses, routes, rules, objects, sysctls } = state
  return numbered([
    ...links.map(({ name, kind }) => `link ${name} (${kind ?? 'no kind'})`),
    ...addresses
      .filter(({ scope }) => scope !== 'link')
      .map((one) => `address ${one.address}/${one.prefix} on ${one.link}`),
    ...routes.filter(isMade).map(routeLine),
    ...objects.map((object) => `nft ${object}`),
    ...rules.map((rule) => `nft ${ruleLine(rule)}`),
    ...Object.entries(sysctls).map(
      ([name, value]) => `sysctl ${name} ${value}`,
    ),
  ])
}

/** What is in `after` and was not in `before`. */
export function newIn(before: NetworkState, after: NetworkState): string[] {
  const known = new Set(networkLines(before))
  return networkLines(after).filter((line) => !known.has(line))
}

/** A rule as it is read: `rule inet t c: [{"masquerade":null}]`. */
function ruleLine(rule: NftRule): string {
  const { family, table, chain, expression } = rule
  return `rule ${family} ${table} ${chain}: ${JSON.stringify(expression)}`
}

/** Those of the kernel come and go with addresses and links. */
function isMade({ protocol, table }: Route): boolean {
  return protocol !== 'kernel' && table !== 'local'
}

function routeLine({ to, via, link, table }: Route): string {
  const parts = [via && `via ${via}`, link && `dev ${link}`, `table ${table}`]
  return ['route', to, ...parts.filter(Boolean)].join(' ')
}

/** The same may be there twice: an iptables rule that was added once more. */
function numbered(lines: readonly string[]): string[] {
  const counts = new Map<string, number>()
  return lines.map((line) => {
    const count = (counts.get(line) ?? 0) + 1
    counts.set(line, count)
    return count === 1 ? line : `${line}, ${count} times`
  })
}
