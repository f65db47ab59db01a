/** Step 2: what a container writes lands in a folder of its own. */
import type { TreeEntry } from '#checker/files.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { awkwardUpper } from './awkward.ts'
import { type Changed, changed } from './changed.ts'
import { ofNames } from './checks-mount.ts'
import { checkOf, commandsOf } from './commands.ts'

const UPPER = 'overlayfs.rst, "Upper and Lower"; "Non-directories"'

const upper: Check = {
  id: 'copy-up.upper',
  title: {
    en: 'a changed file is copied into the upper folder, with the change',
    zh: '被改动的文件会复制到 upper 目录，并带上改动',
  },
  points: 2,
  needs: [],
  source: UPPER,
  run: checkOf(
    changed,
    (shown) => {
      const { drawn, place, appended, refused } = shown
      const expected = drawn.text('etc/append') + drawn.text('appended')
      const path = place.path('upper', drawn.path('etc/append'))
      const evidence = {
        ...commandsOf(shown),
        [path]: appended ?? '(not there)',
        ...(refused.length > 0 && {
          'refused to the container': refused.join('\n'),
        }),
      }
      if (appended === expected && refused.length === 0)
        return pass({ evidence })
      return fail({
        expected: `${path}: ${expected}`,
        actual: `${path}: ${appended ?? 'not there'}`,
        evidence,
        diagnosis: 'NOT_IN_UPPER',
      })
    },
    'NOT_MOUNTED',
  ),
}

const lower: Check = {
  id: 'copy-up.lower',
  title: {
    en: 'the lower folders stay as they were, to the inode and the byte',
    zh: '下层目录原封不动，inode 和字节都没变',
  },
  points: 2,
  needs: [],
  source: UPPER,
  run: checkOf(
    changed,
    (shown) => {
      const { before, after } = shown
      const evidence = { ...commandsOf(shown), before, after }
      // Where nothing could be written, nothing has been shown.
      if (before === after && shown.appended !== null) return pass({ evidence })
      const was = new Set(before.split('\n'))
      const other = after.split('\n').filter((line) => !was.has(line))
      return fail({
        expected: 'a container that writes, and lower folders as before',
        actual: other.join('\n') || 'a container that could not write',
        evidence,
        diagnosis: other.length > 0 ? 'LOWER_CHANGED' : 'NOT_IN_UPPER',
      })
    },
    'NOT_MOUNTED',
  ),
}

const whole: Check = {
  id: 'copy-up.whole',
  title: {
    en: 'the upper folder has all of a file, even if only its mode was changed',
    zh: '哪怕只改了权限，upper 里也有文件的全部内容',
  },
  points: 2,
  needs: ['copy-up.upper'],
  source: 'overlayfs.rst, "Metadata only copy up"',
  run: checkOf(changed, (shown) => {
    const path = shown.drawn.path('etc/chmod')
    const found = shown.upper?.entries.find((entry) => entry.path === path)
    const below = contentOf(shown, path)
    const evidence = {
      ...commandsOf(shown),
      'in the lower folder': `sha256 ${below}`,
      'in the upper folder': found ? describe(found) : '(not there)',
    }
    const isWhole = found?.sha256?.startsWith(below) && found.mode === 0o600
    if (isWhole) return pass({ evidence })
    return fail({
      expected: `upper/${path} with mode 600 and the content of below`,
      actual: found ? describe(found) : 'no such file',
      evidence,
      diagnosis: 'LAYER_INCOMPLETE',
    })
  }),
}

const names: Check = {
  id: 'copy-up.names',
  title: {
    en: 'the upper and the work folder may have commas and colons in their names',
    zh: 'upper 和 work 目录的名字里可以有逗号和冒号',
  },
  points: 1,
  needs: ['copy-up.upper'],
  source: 'mount(8), "overlay"',
  run: ofNames(awkwardUpper, 'NAME_NOT_ESCAPED'),
}

export const copyUpChecks: readonly Check[] = [upper, lower, whole, names]

function contentOf({ before }: Changed, path: string): string {
  const line = before.split('\n').find((line) => line.includes(`/${path}:`))
  return line?.split(', ').at(-1) ?? '?'
}

const describe = ({ mode, size, bytesOnDisk, sha256 }: TreeEntry) =>
  `mode ${mode.toString(8)}, ${size} bytes, ${bytesOnDisk} on the disk, sha256 ${sha256?.slice(0, 12)}`
