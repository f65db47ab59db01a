/** What a quiz says around its question. */
export const QUIZ_WORDS = {
  en: {
    title: 'Predict',
    right: 'Right.',
    wrong: (answer: number) => `No. It is option ${answer}.`,
    show: 'The answer, and why',
    answer: (answer: number) => `Option ${answer}.`,
  },
  zh: {
    title: '先猜一猜',
    right: '猜对了。',
    wrong: (answer: number) => `不对，是第 ${answer} 项。`,
    show: '答案与原因',
    answer: (answer: number) => `第 ${answer} 项。`,
  },
} as const
