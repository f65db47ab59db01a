/** The advice that the runtime prints beside an error, every entry of it. */
import { CGROUP_HINTS } from '../../../runtime/cgroup-hints.ts'
import { RULES } from '../../../runtime/doctor/diagnose.ts'
import type { Hint } from '../../../runtime/hint.ts'
import { HINTS } from '../../../runtime/hints.ts'
import { LAYER_HINTS } from '../../../runtime/layer-hints.ts'
import type { Language } from '../language.ts'

type Hints = Readonly<Record<string, Hint>>

interface Words {
  readonly head: string
  readonly doctor: string
  readonly titles: readonly [string, string, string, string]
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    head: '| error | what may be behind it, and where to read |\n| --- | --- |',
    doctor: '| call | errors that are examined |\n| --- | --- |',
    titles: ['System calls', 'Cgroups', 'Layers', 'What the doctor examines'],
  },
  zh: {
    head: '| 错误 | 可能的原因，以及去哪里读 |\n| --- | --- |',
    doctor: '| 系统调用 | 会查明原因的错误 |\n| --- | --- |',
    titles: ['系统调用', 'cgroup', '镜像层', '医生会查什么'],
  },
}

/** Tables of all hints, and of what the errno doctor looks into. */
export function errorTables(language: Language): string {
  const { head, doctor, titles } = WORDS[language]
  const [calls, cgroups, layers, examined] = titles
  return [
    `## ${calls} {#system-calls}`,
    table(HINTS, head),
    `## ${cgroups} {#cgroups}`,
    table(CGROUP_HINTS, head),
    `## ${layers} {#layers}`,
    table(LAYER_HINTS, head),
    `## ${examined} {#doctor}`,
    [doctor, ...examinedRows()].join('\n'),
  ].join('\n\n')
}

/** Rows in the order of the alphabet: a reader comes with a name. */
function table(hints: Hints, head: string): string {
  const rows = Object.entries(hints)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([key, { hint, docs }]) => {
      const [what = '', code = ''] = key.split(':')
      const read = `<small>${escaped(docs.join('; '))}</small>`
      return `| \`${what}\` ${code} | ${escaped(hint)}<br>${read} |`
    })
  return [head, ...rows].join('\n')
}

/** A bar would end the cell, an angle bracket begin a tag, a brace an expression. */
const escaped = (text: string) =>
  text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replaceAll('{{', '&#123;&#123;')
    .replaceAll('*', '\\*')
    .replaceAll('_', '\\_')

function examinedRows(): string[] {
  const codes = new Map<string, Set<string>>()
  for (const { syscalls, codes: found } of RULES)
    for (const syscall of syscalls)
      codes.set(syscall, new Set([...(codes.get(syscall) ?? []), ...found]))
  return [...codes]
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([name, found]) => `| \`${name}\` | ${[...found].sort().join(', ')} |`)
}
