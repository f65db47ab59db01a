/** Step 6, second half: layers that were made to do harm, or arrived damaged. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { describeEnding, excerpt } from '#checker/outcome.ts'
import { checkOf, commandsOf } from './commands.ts'
import { type Attempt, type Hostile, hostile } from './hostile.ts'

const inside: Check = {
  id: 'unpack.inside',
  title: {
    en: 'no link of a layer below leads an archive out of the target',
    zh: '下层里的任何链接都不能把归档引出目标目录',
  },
  points: 3,
  needs: ['unpack.files'],
  source: 'openat2(2), RESOLVE_IN_ROOT; path_resolution(7)',
  run: checkOf(hostile, (shown) => {
    const [before, after] = shown.outside
    const evidence = {
      ...commandsOf(shown),
      ...Object.fromEntries(shown.attempts.map(described)),
      'outside, before': before,
      'outside, after': after,
      'lib/landed, with lib -> usr/lib, is at': shown.landed,
    }
    const isInside = shown.landed === 'usr/lib/landed'
    if (before === after && isInside) return pass({ evidence })
    return fail({
      expected: `outside: ${before}\nlib/landed at usr/lib/landed`,
      actual: `outside: ${after}\nlib/landed at ${shown.landed}`,
      evidence,
      diagnosis: before === after ? 'UNPACKED_WRONG' : 'LED_OUTSIDE',
    })
  }),
}

/** These are refused, and leave everything as it was. */
function ofRefusals(
  labels: readonly string[],
  taken: string,
  spoiled: string,
): Check['run'] {
  return checkOf(hostile, (shown) => {
    const own = shown.attempts.filter(({ label }) => labels.includes(label))
    const evidence = {
      ...commandsOf(shown),
      ...Object.fromEntries(own.map(described)),
      ...(shown.strays.length > 0 && {
        'left beside': shown.strays.join('\n'),
      }),
    }
    const accepted = own.filter(({ ending }) => ending.code === 0)
    const changed = own.filter(({ before, after }) => before !== after)
    const wrong = [...accepted, ...changed]
    if (wrong.length === 0 && shown.strays.length === 0)
      return pass({ evidence })
    return fail({
      expected: 'an error, and a target that is as before',
      actual: whatHappened(wrong, shown),
      evidence,
      diagnosis: accepted.length > 0 ? taken : spoiled,
    })
  })
}

export const hostileChecks: readonly Check[] = [
  inside,
  {
    id: 'unpack.refused',
    title: {
      en: 'names that want to go up are refused',
      zh: '想往上走的名字会被拒绝',
    },
    points: 2,
    needs: ['unpack.files'],
    source: 'image-spec layer.md, "Applying Changesets"; path_resolution(7)',
    run: ofRefusals(
      ['up', 'link-up', 'whiteout-up'],
      'HOSTILE_TAKEN',
      'HALF_UNPACKED',
    ),
  },
  {
    id: 'unpack.diff-id',
    title: {
      en: 'an archive with another diffID is refused',
      zh: 'diffID 不符的归档会被拒绝',
    },
    points: 2,
    needs: ['unpack.files'],
    source: 'image-spec config.md, "Layer DiffID"',
    run: ofRefusals(['other'], 'DIFF_ID_IGNORED', 'HALF_UNPACKED'),
  },
  {
    id: 'unpack.whole',
    title: {
      en: 'of a damaged archive nothing is unpacked at all',
      zh: '损坏的归档一点也不会解出来',
    },
    points: 2,
    needs: ['unpack.files'],
    source: 'rename(2), RENAME_EXCHANGE; RFC 1952',
    run: ofRefusals(['cut'], 'HALF_UNPACKED', 'HALF_UNPACKED'),
  },
]

const described = ({ command, ending }: Attempt): [string, string] => [
  command,
  `${describeEnding(ending)}: ${excerpt(ending.stderr)}`,
]

function whatHappened(wrong: readonly Attempt[], { strays }: Hostile): string {
  const lines = wrong.map(
    ({ label, ending, before, after }) =>
      `${label}: ${describeEnding(ending)}, the target ${before === after ? 'as before' : `became\n${after}`}`,
  )
  return [...lines, ...strays.map((name) => `${name} is left`)].join('\n')
}
