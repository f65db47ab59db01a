// A diagnosis as people read it, under the error it is about:
//
//     mini-runc: pivot_root(".", "."): EINVAL: invalid argument
//       step    14 of 22: Swap the roots
//       kernel  /proc/812/mountinfo: 29 1 0:23 / / rw,relatime shared:1 - …
//       table   mount(NULL, "/", NULL, MS_REC|MS_PRIVATE, NULL) is step 17, …
//       why     "/" is shared (shared:1): the swap of the roots would reach …
//       fix     Make every mount private before: …
//       read    pivot_root(2), "ERRORS" · mount_namespaces(7)
import type { Diagnosis } from '../doctor/diagnosis.ts'
import { widthOf } from './output.ts'
import { wrapWords } from './wrap-call.ts'

const LABEL = 'kernel'.length
const INDENT = '  '

/**
 * Print a diagnosis, without an end of line at its end.
 *
 * @param step Which step of a table failed, if one did.
 * @param width Columns to break sentences at; what is quoted stays whole.
 */
export function diagnosisLines(
  { evidence, because, fix, docs }: Diagnosis,
  step?: string,
  width = widthOf('stderr'),
): string[] {
  return [
    ...(step === undefined ? [] : labelled('step', step, width)),
    ...evidence.flatMap(({ source, text }) => labelled(source, text)),
    ...labelled('why', because, width),
    ...labelled('fix', fix, width),
    ...labelled('read', docs.join(' · '), width),
  ]
}

function labelled(
  label: string,
  text: string,
  width = Number.POSITIVE_INFINITY,
): string[] {
  const left = `${INDENT}${label.padEnd(LABEL)}${INDENT}`
  const empty = ' '.repeat(left.length)
  return wrapWords(text, width - left.length).map(
    (line, index) => (index === 0 ? left : empty) + line,
  )
}
