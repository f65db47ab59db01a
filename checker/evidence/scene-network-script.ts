/**
 * Asks for the same as NETWORK_SCRIPT, with three programs started instead of
 * seven: in an emulated guest each takes 50 ms, and a scene has many networks.
 *
 * @see ip(8), "-batch"
 */
import { answersJoined, MARK, SYSCTLS } from './network-state.ts'

/** `-4` is no part of a line; a prefix says the family as well. */
const BATCH = [
  'address show',
  'route show table all',
  'route show table all root ::/0',
]

/** Started in a procfs, as NETWORK_SCRIPT. Its shell needs no tool to read files. */
export const SCENE_NETWORK_SCRIPT = [
  'while IFS= read -r line; do echo "$line"; done < self/net/dev',
  `echo "${MARK}"`,
  `printf '%s\\n' ${BATCH.map((line) => `"${line}"`).join(' ')} |
    ip -json -details -batch - || exit`,
  `echo "${MARK}"`,
  ...SYSCTLS.map(
    (name) =>
      `{ read -r value < sys/${name} && echo "sys/${name}:$value"; } 2>&-`,
  ),
  `echo "${MARK}"`,
  'nft --json list ruleset || exit',
].join('\n')

export interface NetworkAnswers {
  /** @see proc_pid_net(5), "dev" */
  readonly dev: string
  /** For parseNetwork(). */
  readonly state: string
}

/** @param text What the script printed. */
export function networkAnswers(text: string): NetworkAnswers {
  const [dev = '', batch = '', sysctls = '', nft = ''] = text.split(`${MARK}\n`)
  // Each command of a batch answers with one line; no JSON has a raw line feed.
  const [links = '', four = '', six = ''] = batch.split('\n')
  return { dev, state: answersJoined([links, four, six, sysctls, nft]) }
}
