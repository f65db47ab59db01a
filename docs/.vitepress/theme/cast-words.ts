/** What stands around the recording of a demo. */
export const CAST_WORDS = {
  en: {
    title: (lab: string) => `The demo of lab ${lab}, recorded`,
    play: 'Play',
    loading: 'Fetching the player …',
    failed: 'The player could not be fetched.',
    keys: 'Space stops it and lets it go on, the arrows move it, ? shows all keys.',
    none: 'This demo has not been recorded yet.',
    file: 'The recording as a file',
    live: 'On your own machine:',
  },
  zh: {
    title: (lab: string) => `实验 ${lab} 的演示录像`,
    play: '播放',
    loading: '正在取播放器……',
    failed: '播放器没有取到。',
    keys: '空格键暂停和继续，方向键前后移动，? 显示全部按键。',
    none: '这个演示还没有录像。',
    file: '录像文件',
    live: '在你自己的机器上：',
  },
} as const
