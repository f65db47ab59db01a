import { JsonValue } from './json-value.ts'
import { parseResources } from './parse-resources.ts'
import { parseJson } from './parse-spec.ts'
import type { Resources } from './runtime-spec.ts'

/**
 * Read limits out of text of their own, as `update` is given them.
 *
 * @param file Where the text is from, for messages.
 * @param before Limits that hold already, and go on where nothing new is said.
 * @throws {SpecError} Naming the first wrong member by its JSON pointer.
 */
export function readResources(
  text: string,
  file: string,
  before: Resources = {},
): Resources {
  const value = new JsonValue(parseJson(text, file), file)
  return parseResources(value, before) ?? {}
}
