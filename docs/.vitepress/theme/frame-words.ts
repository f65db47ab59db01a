/** What the buttons around a picture say. */
export const FRAME_WORDS = {
  en: {
    controls: 'Steps of the picture',
    previous: 'Back',
    next: 'Next',
    play: 'Play',
    pause: 'Pause',
    about: 'The picture in words',
    count: (step: number, steps: number) => `Step ${step} of ${steps}`,
  },
  zh: {
    controls: '图的步骤',
    previous: '上一步',
    next: '下一步',
    play: '播放',
    pause: '暂停',
    about: '用文字描述这张图',
    count: (step: number, steps: number) => `第 ${step} 步，共 ${steps} 步`,
  },
} as const
