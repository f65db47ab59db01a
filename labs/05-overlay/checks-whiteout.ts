/** Step 3: how an upper folder says that something is gone. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { checkOf, commandsOf } from './commands.ts'
import { type Erased, erased } from './erased.ts'

const SOURCE = 'overlayfs.rst, "whiteouts and opaque directories"'

/** The lines of one folder are these. */
function ofLines(
  wanted: (shown: Erased) => readonly string[],
  found: (shown: Erased) => readonly string[],
  diagnosis: string,
): Check['run'] {
  return checkOf(erased, (shown) => {
    const [expected, actual] = [wanted(shown), found(shown)].map((lines) =>
      lines.join('\n'),
    ) as [string, string]
    const evidence = {
      ...commandsOf(shown),
      'in the upper folder': shown.marks,
      'said of kept': shown.keptMarks,
    }
    if (expected === actual) return pass({ evidence })
    return fail({
      expected: expected || 'no line at all',
      actual: actual || 'no line at all',
      evidence,
      diagnosis,
    })
  })
}

const about = (lines: readonly string[], name: string) =>
  lines.filter((line) => line.endsWith(`/${name}`))

export const whiteoutChecks: readonly Check[] = [
  {
    id: 'whiteout.deleted',
    title: {
      en: 'a character device 0:0 in the upper folder is read as a deletion',
      zh: 'upper 里的字符设备 0:0 被理解为删除',
    },
    points: 2,
    needs: ['copy-up.upper'],
    source: SOURCE,
    run: ofLines(
      ({ names }) => [`D /${names.file}`],
      ({ names, lines }) => about(lines.files, names.file),
      'WHITEOUT_UNSEEN',
    ),
  },
  {
    id: 'whiteout.device',
    title: {
      en: 'a character device with other numbers is a device',
      zh: '其他编号的字符设备就是设备',
    },
    points: 2,
    needs: ['whiteout.deleted'],
    source: SOURCE,
    run: ofLines(
      ({ names }) => [`D /${names.device}`],
      ({ names, lines }) => about(lines.files, names.device),
      'DEVICE_TAKEN_FOR_MARK',
    ),
  },
  {
    id: 'whiteout.opaque',
    title: {
      en: 'an opaque folder is read as the deletion of all that was in it',
      zh: '不透明目录被理解为删除了其中原有的全部内容',
    },
    points: 2,
    needs: ['copy-up.upper'],
    source: SOURCE,
    run: ofLines(
      ({ names }) => names.inDir.map((name) => `D /${name}`),
      ({ lines }) => lines.dir,
      'OPAQUE_UNSEEN',
    ),
  },
  {
    id: 'whiteout.kept',
    title: {
      en: 'a folder that was only copied up hides nothing but what was deleted in it',
      zh: '只是被复制上来的目录，除了其中被删的，什么也没遮住',
    },
    points: 1,
    needs: ['whiteout.opaque'],
    source: SOURCE,
    run: ofLines(
      ({ names }) => [`D /${names.outOfKept}`],
      ({ lines }) => lines.kept,
      'OPAQUE_TOO_EASILY',
    ),
  },
]
