/** Versions of programs and kernels: `10.0.2`, `20.19`, `6.1.0-41-amd64`. */

const partsOf = (version: string) => version.split(/[.+~-]/).map(Number)

/**
 * Whether a version is `wanted` or a later one. What is left out counts as 0;
 * a word where a number is wanted is no such version.
 */
export function atLeast(version: string, wanted: string): boolean {
  const found = partsOf(version)
  const least = partsOf(wanted)
  const at = least.findIndex((part, index) => part !== (found[index] ?? 0))
  return at === -1 || (found[at] ?? 0) > (least[at] ?? 0)
}
