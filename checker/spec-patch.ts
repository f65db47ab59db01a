/**
 * Changes to a `config.json`, merged over what a profile asks for: objects
 * member by member, namespaces by their type, mounts by their destination. Any
 * other list, and any value, takes the place of the one before.
 */
export interface SpecPatch {
  readonly [member: string]: unknown
}

/** What tells apart the items of a list that is not simply replaced. */
const KEYS: Readonly<Record<string, string>> = {
  namespaces: 'type',
  mounts: 'destination',
}

/** A new config; neither of the two is changed. */
export function mergeSpec(config: object, patch: SpecPatch): object {
  const merged: Record<string, unknown> = { ...config }
  for (const [name, value] of Object.entries(patch)) {
    merged[name] = mergeMember(name, merged[name], value)
  }
  return merged
}

function mergeMember(name: string, before: unknown, value: unknown): unknown {
  const key = KEYS[name]
  if (key !== undefined && Array.isArray(before) && Array.isArray(value)) {
    return mergeLists(before, value, key)
  }
  return isObject(before) && isObject(value) ? mergeSpec(before, value) : value
}

/** Items of the profile that the patch does not name, then those of the patch. */
function mergeLists(
  before: readonly SpecPatch[],
  patch: readonly SpecPatch[],
  key: string,
): readonly SpecPatch[] {
  const named = new Set(patch.map((item) => item[key]))
  return [...before.filter((item) => !named.has(item[key])), ...patch]
}

function isObject(value: unknown): value is SpecPatch {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
