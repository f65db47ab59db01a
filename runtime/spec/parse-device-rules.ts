import type { JsonValue } from './json-value.ts'
import { amount, optional, some, textLike } from './resource-values.ts'
import type { DeviceRule } from './runtime-spec.ts'

/**
 * Read `linux.resources.devices`.
 *
 * @returns undefined for an empty list: it forbids nothing.
 * @throws {SpecError} Naming the member and what it should be.
 * @see runtime-spec config-linux.md, "Allowed Device list"
 */
export function parseDeviceRules(list: JsonValue): DeviceRule[] | undefined {
  const rules = list.present ? list.items().map(parseRule) : []
  return rules.length > 0 ? rules : undefined
}

function parseRule(rule: JsonValue): DeviceRule {
  return {
    allow: rule.at('allow').flag(),
    ...some<Omit<DeviceRule, 'allow'>>({
      type: optional(rule.at('type'), parseType),
      major: optional(rule.at('major'), parseNumber),
      minor: optional(rule.at('minor'), parseNumber),
      access: optional(rule.at('access'), parseAccess),
    }),
  }
}

function parseType(type: JsonValue): DeviceRule['type'] {
  return textLike(type, /^[acb]$/, '"a", "c" or "b"') as DeviceRule['type']
}

function parseNumber(number: JsonValue): number | undefined {
  return number.value === -1 ? undefined : amount(number)
}

function parseAccess(access: JsonValue): string | undefined {
  return textLike(access, /^[rwm]+$/, 'letters out of "rwm"')
}
