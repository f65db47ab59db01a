/** What `labs playground` and its page say. */
import type { Text } from '#checker/check.ts'

/** For the browser too, which gets these and no others. */
export const PLAYGROUND_PAGE_MESSAGES = {
  'play.title': { en: 'Playground', zh: '演练场' },
  'play.lab': { en: 'Lab', zh: '实验' },
  'play.noLab': { en: 'Sandbox, no lab', zh: '沙盒（不选实验）' },
  'play.lesson': { en: 'Lesson', zh: '课文' },
  'play.checks': { en: 'Checks', zh: '检查' },
  'play.sandbox': { en: 'Sandbox', zh: '沙盒' },
  'play.terminal': { en: 'Terminal', zh: '终端' },
  'play.pictures': { en: 'Pictures', zh: '图示' },
  'play.noLesson': {
    en: 'This lab has no lesson yet.',
    zh: '这个实验还没有课文。',
  },
  'play.connecting': { en: 'Connecting …', zh: '正在连接……' },
  'play.starting': { en: 'The machine is starting …', zh: '机器正在启动……' },
  'play.up': { en: 'Live', zh: '实时' },
  'play.lostMachine': {
    en: 'The machine is gone; looking for it …',
    zh: '机器已不在；正在寻找……',
  },
  'play.lost': {
    en: 'labs playground does not answer; trying again …',
    zh: 'labs playground 没有响应；正在重试……',
  },
  'play.refused': {
    en: 'This link is not, or no longer, that of the playground. Open the one that labs playground prints.',
    zh: '这个链接不属于当前演练场，或已失效。请打开 labs playground 打印的链接。',
  },
  'play.viewers': { en: '{count} watching', zh: '{count} 个观看者' },
  'play.looksOnly': { en: 'You can look, not type', zh: '只能观看，不能输入' },
  'play.mark': { en: 'Mark', zh: '标记' },
  'play.markHelp': {
    en: 'Remember how things stand, and show what changes from now on',
    zh: '记住现在的状态，并显示此后的变化',
  },
  'play.unmark': { en: 'Forget the mark', zh: '清除标记' },
  'play.reset': { en: 'Reset', zh: '重置' },
  'play.resetHelp': {
    en: 'A fresh machine: everything that was done in it is forgotten',
    zh: '换一台全新的机器：其中做过的一切都会消失',
  },
  'play.resetKeeps': {
    en: 'Ends what runs in this machine; it does not forget what was written',
    zh: '结束这台机器里运行的一切；已写入的内容不会消失',
  },
  'play.resetSure': { en: 'Press again to reset', zh: '再按一次以重置' },
  'play.startAgain': { en: 'Start it again', zh: '重新启动' },
  'play.projector': { en: 'Projector', zh: '投影' },
  'play.projectorHelp': {
    en: 'Open a view for others: it shows what you see and can do nothing',
    zh: '为其他人打开一个视图：显示你所看到的，但不能操作',
  },
  'play.larger': { en: 'Larger letters', zh: '放大字体' },
  'play.smaller': { en: 'Smaller letters', zh: '缩小字体' },
  'play.keys': {
    en: 'Alt+1, Alt+2, Alt+3: lesson, terminal, pictures',
    zh: 'Alt+1、Alt+2、Alt+3：课文、终端、图示',
  },
  'play.type': { en: 'Type into the terminal', zh: '输入到终端' },
  'play.program': { en: 'Programs: {name}', zh: '程序：{name}' },
  'play.stale': {
    en: 'Your sources do not parse. The programs in the machine are older.',
    zh: '你的源代码无法解析。机器里的程序是旧的。',
  },

  'play.checkAll': { en: 'Check all', zh: '全部检查' },
  'play.checkOne': { en: 'Check {id}', zh: '检查 {id}' },
  'play.checking': { en: 'Checking …', zh: '正在检查……' },
  'play.passed': {
    en: '{passed} of {total} pass',
    zh: '通过 {passed} / {total}',
  },
  'play.wanted': { en: 'Wanted', zh: '应为' },
  'play.found': { en: 'Found', zh: '实际' },
  'play.hint': { en: 'Hint {number}', zh: '提示 {number}' },
  'play.read': { en: 'Read', zh: '阅读' },
  'play.evidence': {
    en: 'Evidence {number} of {total}',
    zh: '证据 {number} / {total}',
  },
  'play.evidenceAll': { en: 'What the kernel showed', zh: '内核显示的内容' },
  'play.before': { en: 'Back', zh: '上一条' },
  'play.next': { en: 'Next', zh: '下一条' },
  'play.replay': { en: 'Replay', zh: '回放' },
  'play.stop': { en: 'Stop', zh: '停止' },
  'play.emptyText': { en: '(empty)', zh: '（空）' },
  'play.kitBroke': {
    en: 'Nothing was judged: {reason}',
    zh: '没有做出评判：{reason}',
  },
  'play.busy': {
    en: 'Not now: checks are running, or there is no machine',
    zh: '现在不行：检查正在运行，或没有机器',
  },
  'play.verdictPass': { en: 'pass', zh: '通过' },
  'play.verdictFail': { en: 'fail', zh: '未通过' },
  'play.verdictBlocked': { en: 'blocked', zh: '受阻' },
  'play.verdictError': { en: 'kit broke', zh: '工具故障' },
  'play.verdictUnsupported': { en: 'unsupported', zh: '不支持' },
  'play.verdictNone': { en: 'not yet', zh: '尚未检查' },
  'play.verdictAwaited': { en: 'running', zh: '进行中' },

  'play.changes': { en: 'What changed', zh: '变化' },
  'play.changed': { en: 'What {command} changed', zh: '{command} 改变了什么' },
  'play.changing': {
    en: 'What {command} has changed so far',
    zh: '{command} 目前改变了什么',
  },
  'play.changedNothing': {
    en: '{command} changed nothing that is shown here.',
    zh: '{command} 没有改变这里显示的任何内容。',
  },
  'play.changedMark': { en: 'Since the mark', zh: '自标记以来' },
  'play.changedMarkNothing': {
    en: 'Nothing has changed since the mark.',
    zh: '自标记以来没有变化。',
  },
  'play.changeFirst': {
    en: 'Run a command: here stands what it changed in the kernel.',
    zh: '运行一条命令：这里会显示它在内核中改变了什么。',
  },
  'play.status': { en: 'status {status}', zh: '状态 {status}' },
  'play.added': { en: 'new', zh: '新增' },
  'play.removed': { en: 'gone', zh: '消失' },
  'play.altered': { en: 'changed', zh: '改变' },
  'play.more': { en: 'and {count} more', zh: '另有 {count} 项' },
  'play.tableProcesses': { en: 'Processes', zh: '进程' },
  'play.tableNamespaces': { en: 'Namespaces', zh: '命名空间' },
  'play.tableMounts': { en: 'Mounts', zh: '挂载' },
  'play.tableOverlays': { en: 'Layers', zh: '层' },
  'play.tableCgroups': { en: 'Cgroups', zh: '控制组' },
  'play.tableNetworks': { en: 'Networks', zh: '网络' },

  'play.waiting': {
    en: 'Waiting for the first look at the kernel …',
    zh: '正在等待第一次查看内核……',
  },
  'play.looked': { en: 'a look takes {ms} ms', zh: '一次查看用时 {ms} 毫秒' },

  'play.boxIntro': {
    en: 'Fill in what you want; the command is typed into the terminal, and you see what it does.',
    zh: '填写你想要的设置；命令会输入到终端中，你可以看到它做了什么。',
  },
  'play.boxName': { en: 'Name', zh: '名称' },
  'play.boxMemory': { en: 'Memory', zh: '内存' },
  'play.boxCpus': { en: 'CPUs', zh: 'CPU 数' },
  'play.boxPids': { en: 'Processes', zh: '进程数' },
  'play.boxNetwork': {
    en: 'A network of its own, to the bridge',
    zh: '接入网桥的独立网络',
  },
  'play.boxPublish': {
    en: 'Publish (host:container)',
    zh: '发布端口（主机:容器）',
  },
  'play.boxCommand': { en: 'Command', zh: '命令' },
  'play.boxUnlimited': { en: 'no limit', zh: '不限' },
  'play.boxRun': { en: 'Run', zh: '运行' },
  'play.boxWrong': {
    en: 'This is not what it should be: {field}',
    zh: '此处填写有误：{field}',
  },
  'play.boxNone': { en: 'No container yet.', zh: '还没有容器。' },
  'play.boxList': { en: 'Containers', zh: '容器' },
  'play.boxStop': { en: 'Stop', zh: '停止' },
  'play.boxPause': { en: 'Pause', zh: '暂停' },
  'play.boxResume': { en: 'Resume', zh: '继续' },
  'play.boxExec': { en: 'Shell', zh: '终端' },
  'play.boxRm': { en: 'Delete', zh: '删除' },
  'play.boxOther': { en: 'made elsewhere', zh: '由别处创建' },

  'play.widthLeft': { en: 'Width of the left pane', zh: '左栏宽度' },
  'play.widthRight': { en: 'Width of the pictures', zh: '图示栏宽度' },
} as const satisfies Record<string, Text>

export const PLAYGROUND_MESSAGES = {
  ...PLAYGROUND_PAGE_MESSAGES,
  'summary.playground': {
    en: 'Lesson, terminal and what the kernel does, in a browser',
    zh: '在浏览器中查看课文、终端以及内核的动态',
  },
  'option.playPort': {
    en: 'use this port; any that is free by default',
    zh: '使用这个端口；默认使用任意空闲端口',
  },
  'option.playForwarded': {
    en: 'let in the pages of this HTTPS host, from which the port is forwarded',
    zh: '端口由这个 HTTPS 主机转发时，也接受它的页面',
  },
  'option.playIdle': {
    en: 'end it when nobody has used it for so long; 120 by default, 0 for never',
    zh: '这么久没有人使用就结束；默认 120，0 表示永不',
  },
  'option.playWork': {
    en: 'with your programs, installed anew whenever you save',
    zh: '使用你的程序，每次保存后重新安装',
  },
  'option.playSolution': {
    en: 'with the programs of the reference',
    zh: '使用参考答案的程序',
  },
  'option.playProvider': {
    en: 'in the machine of this provider',
    zh: '使用这个提供者的机器',
  },
  'play.open': {
    en: 'The playground, for you alone:\n  {url}',
    zh: '演练场，仅供你自己使用：\n  {url}',
  },
  'play.openView': {
    en: 'For a projector, to look at only:\n  {url}',
    zh: '供投影使用，只能观看：\n  {url}',
  },
  'play.idle': {
    en: 'Ended: nobody has used it for {minutes} minutes. See --idle',
    zh: '已结束：{minutes} 分钟没有人使用。见 --idle',
  },
  'usage.forwarded': {
    en: 'Expected a host such as name-4173.app.github.dev after --forwarded but found "{found}"',
    zh: '--forwarded 之后应为主机名，例如 name-4173.app.github.dev，但得到的是 "{found}"',
  },
  'usage.idle': {
    en: 'Expected minutes from 0 to {most} after --idle but found "{found}"',
    zh: '--idle 之后应为 0 到 {most} 的分钟数，但得到的是 "{found}"',
  },
  'play.end': {
    en: 'Ctrl-C ends it, and the machine with it if it was started for this.',
    zh: '按 Ctrl-C 结束；如果机器是为此启动的，也会一并停止。',
  },
  'play.shellLost': {
    en: 'The connection to the machine is gone.',
    zh: '与机器的连接已断开。',
  },
  'play.anotherShell': {
    en: 'The shell has ended; here is another one.',
    zh: 'Shell 已结束；这是一个新的 Shell。',
  },
  'play.resetting': {
    en: 'A fresh machine is on its way …',
    zh: '正在准备一台全新的机器……',
  },
} as const satisfies Record<string, Text>
