/** What `labs demo` and the notes beside it say. */
import type { Text } from '#checker/check.ts'

/** For the browser too, which gets these and no others. */
export const NOTES_MESSAGES = {
  'notes.title': { en: 'Notes', zh: '讲稿' },
  'notes.closing': {
    en: 'That was the last step. Enter ends the demo.',
    zh: '这是最后一步。按回车结束演示。',
  },
  'notes.next': { en: 'Next: {title}', zh: '接下来：{title}' },
  'notes.step': {
    en: 'Step {step} of {steps}',
    zh: '第 {step} 步，共 {steps} 步',
  },
  'notes.connecting': { en: 'Connecting …', zh: '正在连接……' },
  'notes.live': { en: 'Live', zh: '实时更新中' },
  'notes.lost': {
    en: 'The demo does not answer. Has it ended? Trying again …',
    zh: '演示没有响应。是不是已经结束？正在重试……',
  },
  'notes.refused': {
    en: 'This link is not that of the demo that runs. Open the one that labs demo prints.',
    zh: '这个链接不属于正在进行的演示。请打开 labs demo 打印的链接。',
  },
  'notes.between': {
    en: 'Talk. Enter goes on.',
    zh: '讲解。按回车继续。',
  },
  'notes.awaiting': {
    en: 'The check is not ready yet; the next step begins by itself.',
    zh: '检查尚未结束；结束后会自动进入下一步。',
  },
  'notes.prompt': {
    en: 'Any key types; Enter types the rest, then runs it.',
    zh: '按任意键输入；回车补全整行，再按一次运行。',
  },
  'notes.running': {
    en: 'The command runs; keys go to it.',
    zh: '命令正在运行；按键会传给它。',
  },
  'notes.free': {
    en: 'The shell is yours. Ctrl-] leads back to the script.',
    zh: '现在由你自由操作。按 Ctrl-] 回到脚本。',
  },
  'notes.busy': {
    en: 'The machine is on its way to the next place. Talk.',
    zh: '虚拟机正在切换位置。请继续讲解。',
  },
  'notes.over': { en: 'The demo is over.', zh: '演示已结束。' },
  'notes.checkRunning': { en: 'is being checked', zh: '正在检查' },
  'notes.checkPassed': { en: 'the kernel agrees', zh: '内核证实' },
  'notes.checkFailed': { en: 'the kernel does not agree', zh: '内核不同意' },
  'notes.broken': { en: 'Broke: {steps}', zh: '出错的步骤：{steps}' },
  'notes.keys': { en: 'Keys', zh: '按键' },
  'notes.keyList': {
    en:
      '  Enter    go on; type the line at once; run it\n' +
      '  any key  type a piece of the line\n' +
      '  b        back to where this step began, then the one before\n' +
      '  s        skip the step: its commands run, unseen\n' +
      '  !        the shell is yours; Ctrl-] leads back\n' +
      '  Ctrl-C   take back what is typed; end what runs\n' +
      '  ?        these keys\n' +
      '  q        quit',
    zh:
      '  回车      继续；一次输入整行；运行\n' +
      '  任意键    输入这一行的一小段\n' +
      '  b         回到本步开头，再按则回到上一步\n' +
      '  s         跳过这一步：命令照样运行，但不显示\n' +
      '  !         自由使用终端；Ctrl-] 返回\n' +
      '  Ctrl-C    清除已输入的内容；结束正在运行的命令\n' +
      '  ?         显示这些按键\n' +
      '  q         退出',
  },
} as const satisfies Record<string, Text>

export const DEMO_MESSAGES = {
  ...NOTES_MESSAGES,

  'summary.demo': {
    en: 'For instructors: show a lab on stage, judged by the kernel as you go',
    zh: '供教师使用：在台上演示一个实验，每一步都由内核评判',
  },
  'option.demoAuto': {
    en: 'press the keys by itself; ends with 1 if a step broke',
    zh: '自动按键；有步骤出错时以 1 结束',
  },
  'option.demoSpeed': {
    en: 'so many times as fast (1); 0 is without pauses',
    zh: '速度的倍数（默认 1）；0 表示没有停顿',
  },
  'option.demoRecord': {
    en: 'write what is seen to this file, for asciinema',
    zh: '把所见内容写入这个文件，供 asciinema 播放',
  },
  'option.demoNotes': {
    en: 'show the notes of the demo that runs in another terminal',
    zh: '显示另一个终端中正在进行的演示的讲稿',
  },
  'option.demoStep': {
    en: 'begin with this step',
    zh: '从这一步开始',
  },
  'option.demoWork': {
    en: 'with your own programs instead of the reference',
    zh: '使用你自己的程序，而不是参考答案',
  },
  'option.demoPort': {
    en: 'port of the notes in the browser (one that is free)',
    zh: '浏览器讲稿使用的端口（默认任选空闲端口）',
  },

  'usage.demoKeys': {
    en: 'Nobody is there to press keys. To have it play by itself: labs demo {lab} --auto',
    zh: '没有人可以按键。若要自动播放：labs demo {lab} --auto',
  },
  'usage.demoSpeed': {
    en: 'Expected a number from 0 to 100 after --speed but found "{found}"',
    zh: '--speed 之后应为 0 到 100 的数字，但得到的是 "{found}"',
  },
  'usage.demoStep': {
    en: 'Expected a step from 1 to {steps} after --step but found "{found}"',
    zh: '--step 之后应为 1 到 {steps} 的步骤，但得到的是 "{found}"',
  },
  'usage.demoRecord': {
    en: 'Expected a file that can be written after --record but found "{path}" ({found})',
    zh: '--record 之后应为可以写入的文件，但 "{path}" 不行（{found}）',
  },
  'usage.demoNone': {
    en: 'Lab {lab} has no demo',
    zh: '实验 {lab} 没有演示',
  },
  'usage.demoNoneRuns': {
    en: 'No demo runs in this checkout. Start one in another terminal: labs demo',
    zh: '这个检出目录中没有正在进行的演示。请在另一个终端中启动：labs demo',
  },

  'demo.notes': {
    en: 'Notes for you alone, not for the projector:\n  {url}\nor in another terminal: labs demo --notes',
    zh: '讲稿仅供你自己看，不要投影：\n  {url}\n或在另一个终端中运行：labs demo --notes',
  },
  'demo.anyKey': { en: 'Any key begins.', zh: '按任意键开始。' },
  'demo.hint': {
    en: 'Enter goes on · ? keys · q quit',
    zh: '回车 继续 · ? 按键 · q 退出',
  },
  'demo.agrees': { en: 'the kernel agrees:', zh: '内核证实：' },
  'demo.awaiting': {
    en: 'The kernel is still being asked …',
    zh: '正在询问内核……',
  },
  'demo.resetting': {
    en: 'Preparing the machine …',
    zh: '正在准备虚拟机……',
  },
  'demo.restoring': {
    en: 'Running again, unseen: {place} {title} …',
    zh: '正在后台重新运行：{place} {title}……',
  },
  'demo.next': { en: 'Next: {place}  {title}', zh: '接下来：{place}  {title}' },
  'demo.skipping': {
    en: 'Skipping: {title} …',
    zh: '正在跳过：{title}……',
  },
  'demo.skipped': { en: 'Skipped: {title}', zh: '已跳过：{title}' },
  'demo.free': {
    en: 'The shell is yours. Ctrl-] leads back to the script.',
    zh: '现在由你自由操作。按 Ctrl-] 回到脚本。',
  },
  'demo.scripted': { en: 'Back in the script.', zh: '已回到脚本。' },
  'demo.brokeOutput': {
    en: '{command} printed {printed}, and the script shows {shown}',
    zh: '{command} 输出了 {printed}，而脚本中是 {shown}',
  },
  'demo.brokeHung': {
    en: '{command} did not end within {seconds} s',
    zh: '{command} 在 {seconds} 秒内没有结束',
  },
  'demo.brokeLost': { en: 'The shell ended', zh: '终端会话已结束' },
  'demo.brokeSetup': {
    en: 'The setup ended with status {status}',
    zh: '准备工作以状态 {status} 结束',
  },
  'demo.brokeCheck': {
    en: 'The check {id} says {verdict}: {found}',
    zh: '检查 {id} 的结论是 {verdict}：{found}',
  },
  'demo.notRestored': {
    en: 'The way there broke as well ({why}). What you see from here on may differ.',
    zh: '恢复时也出了错（{why}）。此后所见可能与脚本不同。',
  },
  'demo.over': {
    en: 'Every step showed what it should.',
    zh: '每一步都符合预期。',
  },
  'demo.overBroken': {
    en: 'Steps that broke: {steps}',
    zh: '出错的步骤：{steps}',
  },
  'demo.recorded': { en: 'Recorded: {path}', zh: '已录制：{path}' },
} as const satisfies Record<string, Text>
