import { UsageError } from '../errors.ts'

/** What has no ":" that no backslash stands before. */
const NAME = '(?:\\\\.|[^:\\\\])+'
const LIST = new RegExp(`^${NAME}(?::${NAME})*$`, 's')

/**
 * Split directories at each ":" that no backslash stands before.
 *
 * @throws {UsageError} If one of them has no name.
 */
export function directoriesIn(text: string): string[] {
  if (!LIST.test(text))
    throw new UsageError(
      `Expected directories with ":" between them but found "${text}"`,
    )
  const names = text.match(new RegExp(NAME, 'gs')) ?? []
  return names.map((name) => name.replace(/\\(.)/gs, '$1'))
}
