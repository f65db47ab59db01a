/** What a terminal sent, key by key: those that send several characters stay whole. */
export function keysIn(text: string): string[] {
  return text.match(KEY) ?? []
}

const KEY =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: keys send them
  /\u001b\[[0-?]*[ -/]*[@-~]|\u001bO[\s\S]|\u001b[^\u001b]|[\s\S]/gu
