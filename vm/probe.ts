/**
 * Questions that a shell answers, all in one go, on this machine or another.
 *
 *     questions ─▶ one script ─▶ sh, here or over ssh ─▶ one text ─▶ answers
 *
 * A command over ssh takes from 30 ms to half a second; two dozen would be felt.
 */

export interface Answer {
  /** Exit status of its script. */
  readonly status: number
  /** What it wrote to either stream, without the last line break. */
  readonly text: string
}

/** Before each answer, with its number and status. */
const MARK = '@@labs-probe'

/** Where tools may be that an ordinary user's PATH does not name. */
const MORE_PATH = '/usr/local/sbin:/usr/sbin:/sbin'

/** One script for `sh` that runs many, each in a shell of its own. */
export function scriptOf(scripts: readonly string[]): string {
  const runs = scripts.map(
    (script, index) =>
      `text=$( (\n${script}\n) 2>&1 < /dev/null )\n` +
      `printf '%s %s %s\\n%s\\n' '${MARK}' ${index} "$?" "$text"\n`,
  )
  return `PATH="$PATH:${MORE_PATH}" LC_ALL=C\nexport PATH LC_ALL\n${runs.join('')}`
}

/**
 * What the script printed, taken apart.
 *
 * @returns One answer for each script; those after a point where the shell
 *   itself ended have status -1.
 */
export function answersOf(text: string, count: number): Answer[] {
  const answers = Array.from({ length: count }, () => NONE)
  const marked = new RegExp(`^${MARK} (\\d+) (\\d+)\\n`, 'm')
  const [, ...parts] = text.split(marked)
  for (let at = 0; at + 2 < parts.length; at += 3) {
    const [index, status, said = ''] = parts.slice(at, at + 3)
    answers[Number(index)] = {
      status: Number(status),
      text: said.replace(/\n$/, ''),
    }
  }
  return answers
}

const NONE: Answer = { status: -1, text: 'no answer' }
