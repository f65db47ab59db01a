export function sourcesBelow(
  root: string,
  folders: readonly string[],
  which: { readonly ending: RegExp; readonly skip?: readonly string[] },
): string[]
export function keyOf(root: string, paths: readonly string[]): string
