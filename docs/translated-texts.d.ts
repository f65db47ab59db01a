export function englishTexts(root: string): string[]
export function hashOf(file: string): string
