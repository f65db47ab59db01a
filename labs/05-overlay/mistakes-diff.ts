/** What goes wrong with the list of changes: step 4. */
import type { Mistake } from '#checker/check.ts'

const CHANGES = 'image/changes.ts'

export const diffMistakes: readonly Mistake[] = [
  {
    id: 'everything-changed',
    title: 'what is new counts as changed',
    file: CHANGES,
    find: "  if (before === undefined) return 'A'\n",
    replace: "  if (before === undefined) return 'C'\n",
    check: 'diff.added',
    diagnosis: 'DIFF_WRONG_LETTER',
  },
  {
    id: 'folders-only',
    title: 'only folders are compared with what was there',
    file: CHANGES,
    find: "return isSame ? undefined : 'C'",
    replace: "return isSame ? undefined : now.isDirectory() ? 'C' : 'A'",
    check: 'diff.changed',
    diagnosis: 'DIFF_WRONG_LETTER',
  },
  {
    id: 'deleted-is-changed',
    title: 'a whiteout counts as a changed file',
    file: CHANGES,
    find: "return before ? 'D' : undefined",
    replace: "return before ? 'C' : undefined",
    check: 'diff.deleted',
    diagnosis: 'DIFF_WRONG_LETTER',
  },
  {
    id: 'hidden-only-in-empty-folders',
    title: 'an opaque folder hides something only if it is empty',
    file: CHANGES,
    find: '  if (!below || !isOpaque(directory, upper.space)) return\n',
    replace:
      '  if (!below || names.length > 0 || !isOpaque(directory, upper.space)) return\n',
    check: 'diff.hidden',
    diagnosis: 'DIFF_HIDDEN_UNTOLD',
  },
  {
    id: 'folders-not-compared',
    title: 'a folder that is in the upper one has changed',
    file: CHANGES,
    find: 'before !== true && isSameDirectory(now, before)',
    replace:
      'before !== true && isSameDirectory(now, before) && before === now',
    check: 'diff.untouched',
    diagnosis: 'DIFF_PARENT_LISTED',
  },
  {
    id: 'as-they-come',
    title: 'changes are listed as they are found',
    file: CHANGES,
    find: 'changes.sort((one, other) => compareNames(one.path, other.path))',
    replace:
      'changes.sort((one, other) => 0 * compareNames(one.path, other.path))',
    check: 'diff.sorted',
    diagnosis: 'DIFF_UNSORTED',
  },
  {
    id: 'json-without-slash',
    title: 'paths in JSON do not begin at "/"',
    file: 'cli/layers-diff.ts',
    find: 'path: textOfName(path),',
    replace: 'path: textOfName(path.slice(1)),',
    check: 'diff.sorted',
    diagnosis: 'DIFF_JSON_DIFFERS',
  },
]
