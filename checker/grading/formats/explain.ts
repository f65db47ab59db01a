/**
 * A check in plain text, where a platform has one field for all there is to say:
 *
 *     wanted: …
 *     found: …
 *     /proc/812/environ:
 *         …
 *     likely: title. why
 *     read: manual pages and headings
 */
import type { CheckResult, Language, Text } from '../../check.ts'
import type { LabWords } from './format.ts'
import { words } from './words.ts'

const INDENT = '    '

/** Everything a check has to say, `''` if it is nothing. */
export function explain(
  check: CheckResult,
  lab: LabWords,
  language: Language,
): string {
  const say = (text: Text) => text[language]
  const told = (label: Text, text: string | null) =>
    text === null ? [] : [`${say(label)}: ${setIn(text)}`]
  return [
    ...told(words.wanted, check.expected),
    ...told(words.found, check.actual),
    ...Object.entries(check.evidence).map(
      ([path, text]) => `${path}:\n${INDENT}${setIn(text)}`,
    ),
    ...whyOpen(check, say),
    ...likely(check, lab, say),
  ].join('\n')
}

/** What the lab calls a diagnosis, its code where it does not know it. */
export function titleOf(
  code: string | null,
  lab: LabWords,
  language: Language,
): string {
  if (code === null) return ''
  return lab.diagnoses[code]?.title[language] ?? code
}

/** Why a check is neither passed nor failed, or failed without a look: out of time. */
function whyOpen(
  { verdict, reason }: CheckResult,
  say: (text: Text) => string,
): string[] {
  const why = reason === null ? [] : [setIn(reason)]
  if (verdict === 'pass') return []
  if (verdict === 'fail') return why
  return [[say(words[verdict]), ...why].join(': ')]
}

function likely(
  { diagnosis }: CheckResult,
  lab: LabWords,
  say: (text: Text) => string,
): string[] {
  const known = diagnosis === null ? undefined : lab.diagnoses[diagnosis]
  if (known === undefined) return []
  return [
    `${say(words.cause)}: ${say(known.title)}. ${say(known.because)}`,
    `${say(words.read)}: ${known.read.join(' · ')}`,
  ]
}

/** Later lines below the first, so that no line of theirs looks like one of ours. */
const setIn = (text: string) => text.trimEnd().replaceAll('\n', `\n${INDENT}`)
