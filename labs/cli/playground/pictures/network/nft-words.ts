/**
 * A rule of nftables as nft(8) would have written it, as far as it needs to be read
 * at a glance; what is not known here is shown as the JSON that it is.
 *
 * @see libnftables-json(5)
 */
import type { NftRule } from '#checker/evidence/network-state.ts'

type Json = Readonly<Record<string, unknown>>

/** `ip saddr 10.1.0.2 ip daddr != 10.1.0.0/24 masquerade` */
export function ruleText({ expression }: NftRule): string {
  return expression.map(statement).join(' ')
}

function statement(one: unknown): string {
  const [[name, value] = ['', null]] = Object.entries((one ?? {}) as Json)
  const body = (value ?? {}) as Json
  switch (name) {
    case 'match':
      return match(body)
    case 'dnat':
    case 'snat':
      return [name, ip(body.family), 'to', target(body)]
        .filter(Boolean)
        .join(' ')
    case 'jump':
    case 'goto':
      return `${name} ${body.target}`
    case 'vmap':
      return `${expression(body.key)} vmap ${expression(body.data)}`
    case 'mangle':
      return `${expression(body.key)} set ${expression(body.value)}`
    default:
      return value === null ? name : JSON.stringify(one)
  }
}

const ip = (family: unknown) => (typeof family === 'string' ? family : '')

function match({ op, left, right }: Json): string {
  const sign = op === '==' || op === 'in' ? [] : [`${op}`]
  return [expression(left), ...sign, expression(right)].join(' ')
}

function target({ addr, port }: Json): string {
  const address = addr === undefined ? '' : expression(addr)
  return port === undefined ? address : `${address}:${expression(port)}`
}

function expression(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `${value}`
  if (Array.isArray(value)) return value.map(expression).join(',')
  const [[name, inner] = ['', null]] = Object.entries(value as Json)
  return known(name, (inner ?? {}) as Json) ?? JSON.stringify(value)
}

function known(name: string, inner: Json): string | null {
  switch (name) {
    case 'payload':
      return inner.protocol === undefined
        ? null
        : `${inner.protocol} ${inner.field}`
    case 'meta':
      return `${inner.key}`
    case 'ct':
      return `ct ${inner.key}`
    case 'fib':
      return `fib ${expression(inner.flags)} ${inner.result}`
    case 'prefix':
      return `${inner.addr}/${inner.len}`
    case 'range':
    case 'set':
    case 'concat':
      return listed(name, inner as unknown as readonly unknown[])
    default:
      return null
  }
}

function listed(name: string, items: readonly unknown[]): string {
  const texts = items.map(expression)
  if (name === 'set') return `{ ${texts.join(', ')} }`
  return texts.join(name === 'range' ? '-' : ' . ')
}

/** `:8080 → 10.1.0.2:80` for each rule that leads a port somewhere else. */
export function publishedPorts(rules: readonly NftRule[]): string[] {
  return rules.flatMap((rule) => {
    const text = ruleText(rule)
    const to = /\bdnat (?:ip6? )?to (\S+)/.exec(text)?.[1]
    if (to === undefined) return []
    const port = /\b(?:tcp|udp|th) dport (\S+)/.exec(text)?.[1] ?? '*'
    return [`:${port} → ${to}`]
  })
}

/** How many rules have packets leave under the machine's own address. */
export function masqueradeCount(rules: readonly NftRule[]): number {
  return rules.filter((rule) => /\bmasquerade\b/.test(ruleText(rule))).length
}
