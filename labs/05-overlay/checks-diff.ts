/** Step 4: what a container changed, in three letters. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { checkOf, commandsOf } from './commands.ts'
import {
  ADDED,
  about,
  CHANGED,
  DELETED,
  HIDDEN,
  INSIDE,
  lettered,
  type Told,
  told,
  UNTOUCHED,
} from './told.ts'

const SOURCE = 'docker-container-diff(1)'

/** Lines are these, in whatever order. */
function ofLines(
  wanted: (shown: Told) => readonly string[],
  found: (shown: Told) => readonly string[],
  diagnosis: string,
): Check['run'] {
  return checkOf(told, (shown) => {
    const sorted = (lines: readonly string[]) => [...lines].sort().join('\n')
    const [expected, actual] = [sorted(wanted(shown)), sorted(found(shown))]
    const evidence = {
      ...commandsOf(shown),
      'standard output': shown.lines.join('\n') || '(nothing)',
    }
    if (expected === actual) return pass({ evidence })
    return fail({
      expected: expected || 'no line about them',
      actual: actual || 'no line about them',
      evidence,
      diagnosis,
    })
  })
}

/** Each of these has this letter. */
const ofLetter = (letter: string, labels: readonly string[], code: string) =>
  ofLines(
    (shown) => lettered(shown, letter, labels),
    (shown) => about(shown, labels),
    code,
  )

const sorted: Check = {
  id: 'diff.sorted',
  title: {
    en: 'the list is sorted by path, and says the same as JSON',
    zh: '列表按路径排序，JSON 的内容与它一致',
  },
  points: 1,
  needs: ['diff.added', 'diff.changed', 'diff.deleted', 'diff.hidden'],
  source: 'mini-layers --help',
  run: checkOf(told, (shown) => {
    const { lines, json } = shown
    const path = (line: string) => line.slice(2)
    const inOrder = [...lines].sort((a, b) => (path(a) < path(b) ? -1 : 1))
    const expected = inOrder.join('\n')
    const evidence = {
      ...commandsOf(shown),
      'standard output': lines.join('\n'),
      'with --json': json?.join('\n') ?? '(no JSON)',
    }
    const isSorted = lines.join('\n') === expected
    if (isSorted && json?.join('\n') === expected) return pass({ evidence })
    return fail({
      expected,
      actual: (isSorted ? json : lines)?.join('\n') ?? 'no JSON',
      evidence,
      diagnosis: isSorted ? 'DIFF_JSON_DIFFERS' : 'DIFF_UNSORTED',
    })
  }),
}

export const diffChecks: readonly Check[] = [
  {
    id: 'diff.added',
    title: {
      en: 'what was not there before is A, whatever kind of file it is',
      zh: '以前没有的标为 A，不论是哪种文件',
    },
    points: 2,
    needs: ['copy-up.upper'],
    source: SOURCE,
    run: ofLetter('A', ADDED, 'DIFF_WRONG_LETTER'),
  },
  {
    id: 'diff.changed',
    title: {
      en: 'what was there and is another now is C: by content, mode or time',
      zh: '以前就有、现在不同的标为 C：内容、权限或时间',
    },
    points: 2,
    needs: ['copy-up.upper'],
    source: SOURCE,
    run: ofLetter('C', CHANGED, 'DIFF_WRONG_LETTER'),
  },
  {
    id: 'diff.deleted',
    title: {
      en: 'what is gone is D; of a folder, the folder alone',
      zh: '没有了的标为 D；整个目录只列目录本身',
    },
    points: 2,
    needs: ['copy-up.upper'],
    source: SOURCE,
    run: ofLetter('D', DELETED, 'DIFF_WRONG_LETTER'),
  },
  {
    id: 'diff.hidden',
    title: {
      en: 'of a folder that was replaced, everything old is D',
      zh: '被替换的目录里，所有旧内容都标为 D',
    },
    points: 2,
    needs: ['whiteout.opaque'],
    source: SOURCE,
    run: ofLetter('D', HIDDEN, 'DIFF_HIDDEN_UNTOLD'),
  },
  {
    id: 'diff.untouched',
    title: {
      en: 'a folder that was copied up for something in it is not listed',
      zh: '只是因为里面的文件而被复制上来的目录不列出',
    },
    points: 2,
    needs: ['diff.changed'],
    source: SOURCE,
    run: ofLines(
      (shown) => lettered(shown, 'C', INSIDE),
      (shown) => about(shown, [...UNTOUCHED, ...INSIDE]),
      'DIFF_PARENT_LISTED',
    ),
  },
  sorted,
]
