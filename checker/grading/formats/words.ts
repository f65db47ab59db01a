/** What the formats say in words of their own; platforms show them to students. */
import type { Text } from '../../check.ts'
import { words as lesson } from '../../reporters/words.ts'

const { wanted, found, cause, read } = lesson
const { blocked, unsupported, left, points } = lesson

export const words = {
  // As the lesson reporter says it.
  ...{ wanted, found, cause, read, blocked, unsupported, left, points },
  error: { en: 'not judged, the kit broke', zh: '未评判，检查工具出错' },
  hidden: { en: 'hidden check', zh: '隐藏检查' },
  submission: { en: 'the submission can be judged', zh: '提交的内容可以评判' },
  rejected: {
    en: 'The submission was rejected: 0 points.',
    zh: '提交的内容被拒绝：0 分。',
  },
  ungradable: {
    en: 'There is no grade yet: the kit broke. This is not your fault, and it counts for nothing.',
    zh: '还没有成绩：检查工具出错了。这不是你的问题，也不计入成绩。',
  },
  passed: { en: 'checks passed', zh: '项检查通过' },
  late: {
    en: 'minutes late; points that count',
    zh: '分钟迟交；计入的分数比例',
  },
  hiddenUntil: {
    en: 'Hidden checks are shown after the due date, and so is the total',
    zh: '隐藏检查与总分在截止日期之后显示',
  },
} as const satisfies Record<string, Text>
