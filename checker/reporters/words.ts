import type { Text } from '../check.ts'

/** What the lesson reporter says besides the words of the lab. */
export const words = {
  lab: { en: 'Lab', zh: '实验' },
  wanted: { en: 'wanted', zh: '期望' },
  found: { en: 'found', zh: '实际' },
  kernel: { en: 'kernel', zh: '证据' },
  cause: { en: 'likely', zh: '原因' },
  read: { en: 'read', zh: '阅读' },
  next: { en: 'next', zh: '接着' },
  hint: {
    en: 'labs hint explains more, a little at a time',
    zh: 'labs hint 会一步步给出更多提示',
  },
  why: { en: 'why', zh: '为何' },
  blocked: { en: 'waits for', zh: '等待' },
  passed: { en: 'passed', zh: '通过' },
  failed: { en: 'failed', zh: '未通过' },
  waiting: { en: 'waiting', zh: '等待中' },
  unsupported: { en: 'not to be judged here', zh: '此处无法评判' },
  broken: { en: 'not judged: the kit broke', zh: '未评判：检查工具出错' },
  points: { en: 'points', zh: '分' },
  of: { en: 'of', zh: '/' },
  seed: { en: 'seed', zh: '种子' },
  left: { en: 'left behind', zh: '遗留' },
  kitBroke: {
    en: 'The checker itself broke. This is not your fault, and it counts for nothing.',
    zh: '检查工具本身出错了。这不是你的问题，也不计入成绩。',
  },
  allPassed: {
    en: 'Everything that was judged is right.',
    zh: '所有评判过的内容都正确。',
  },
} as const satisfies Record<string, Text>
