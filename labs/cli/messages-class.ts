/** What `labs class`, `labs join` and the page of a class say. */
import type { Text } from '#checker/check.ts'

/** For the browser too, which gets these and no others. */
export const PAGE_MESSAGES = {
  'page.title': { en: 'Class', zh: '班级' },
  'page.lab': { en: 'Lab', zh: '实验' },
  'page.projector': { en: 'Projector (Alt+P)', zh: '投影模式（Alt+P）' },
  'page.connecting': { en: 'Connecting …', zh: '正在连接……' },
  'page.live': { en: 'Live', zh: '实时更新中' },
  'page.lost': {
    en: 'labs class does not answer. What you see is old; trying again …',
    zh: 'labs class 没有响应。以下内容已过时；正在重试……',
  },
  'page.refused': {
    en: 'This link is not, or no longer, that of the class. Open the one that labs class prints.',
    zh: '这个链接不属于当前班级，或已失效。请打开 labs class 打印的链接。',
  },
  'page.notKept': {
    en: 'The log of this class is full: what happens from now on is forgotten when labs class ends.',
    zh: '这个班级的日志已满：此后发生的事会在 labs class 结束时丢失。',
  },
  'page.stuck': {
    en: 'Stuck for {minutes} minutes',
    zh: '卡住超过 {minutes} 分钟',
  },
  'page.stuckNobody': {
    en: 'Nobody has been stuck for {minutes} minutes.',
    zh: '没有人卡住超过 {minutes} 分钟。',
  },
  'page.student': { en: '1 student', zh: '1 名学生' },
  'page.students': { en: '{count} students', zh: '{count} 名学生' },
  'page.person': { en: '{minutes} min', zh: '{minutes} 分钟' },
  'page.map': { en: 'Checks of every student', zh: '每名学生的检查' },
  'page.sums': { en: 'How many pass each check', zh: '各项检查的通过人数' },
  'page.name': { en: 'Student', zh: '学生' },
  'page.check': { en: 'Check', zh: '检查' },
  'page.count': { en: 'Students', zh: '学生数' },
  'page.pass': { en: 'pass', zh: '通过' },
  'page.fail': { en: 'fail', zh: '未通过' },
  'page.blocked': { en: 'blocked', zh: '受阻' },
  'page.error': { en: 'kit broke', zh: '工具故障' },
  'page.unsupported': { en: 'unsupported', zh: '不支持' },
  'page.none': { en: 'not yet', zh: '尚未检查' },
  'page.join': { en: 'Join', zh: '加入' },
  'page.empty': {
    en: 'Nobody is here yet. Students join by typing this in their checkout:',
    zh: '还没有人加入。学生在自己的检出目录中输入以下命令即可加入：',
  },
  'page.joinMore': {
    en: 'Joining is voluntary and NAME may be a pseudonym. Only verdicts are sent: which check, which verdict, which mistake.',
    zh: '加入与否由学生自愿决定，NAME 可以是化名。只会发送结论：哪项检查、什么结论、哪种错误。',
  },
} as const satisfies Record<string, Text>

export const CLASS_MESSAGES = {
  ...PAGE_MESSAGES,

  'summary.class': {
    en: 'For instructors: see how the class gets on, live',
    zh: '供教师使用：实时了解全班的进展',
  },
  'summary.join': {
    en: 'Let the class see your verdicts; --leave ends it',
    zh: '让班级看到你的检查结论；--leave 退出',
  },
  'option.classPort': {
    en: 'use this port, now and from now on (4174)',
    zh: '从现在起使用这个端口（默认 4174）',
  },
  'option.classLan': {
    en: 'let students in at this address of this computer',
    zh: '允许学生通过本机的这个地址加入',
  },
  'option.classLab': {
    en: 'the lab that the page opens with',
    zh: '页面首先显示的实验',
  },
  'option.classNew': {
    en: 'begin a new class and delete what is known of the old one',
    zh: '开始新的班级，并删除旧班级的全部记录',
  },
  'option.joinName': {
    en: 'what you are called there; a pseudonym will do',
    zh: '你在班级中的名字；可以用化名',
  },
  'option.joinLeave': {
    en: 'leave the class: it forgets your name and verdicts',
    zh: '退出班级：班级不再显示你的名字和结论',
  },

  'usage.lan': {
    en: 'Expected an address of this computer after --lan but found "{found}". It has: {addresses}',
    zh: '--lan 之后应为本机的地址，但得到的是 "{found}"。本机的地址有：{addresses}',
  },
  'usage.classPortTaken': {
    en: 'Somebody else has port {port}, maybe this class in another terminal. Use another one with --port; students who joined before have to join again',
    zh: '端口 {port} 已被占用，也许本班级已在另一个终端中运行。可用 --port 换一个；已加入的学生需要重新加入',
  },
  'usage.classLink': {
    en: 'Expected the address that labs class prints, as in "http://192.168.1.5:4174/#k3fd-9x2m-04tw-q8cz", but found "{found}". Put it in quotes',
    zh: '应为 labs class 打印的地址，例如 "http://192.168.1.5:4174/#k3fd-9x2m-04tw-q8cz"，但得到的是 "{found}"。请给它加上引号',
  },
  'usage.joinName': {
    en: 'What shall the class call you? Add --name NAME; a pseudonym will do',
    zh: '班级该怎样称呼你？请加上 --name NAME；可以用化名',
  },
  'usage.joined': {
    en: 'You are in the class at {url} already, as {name}. First: labs join --leave',
    zh: '你已在 {url} 的班级中，名字是 {name}。请先运行：labs join --leave',
  },

  'class.page': {
    en: 'The page of the class, for you alone:\n  {url}',
    zh: '班级的页面，仅供你自己使用：\n  {url}',
  },
  'class.join': {
    en: 'What students type:\n  {line}',
    zh: '学生输入的命令：\n  {line}',
  },
  'class.loopback': {
    en: 'Only this computer can reach it. For others: labs class --lan ADDRESS, with one of {addresses}',
    zh: '只有这台电脑能访问。若要让其他人加入：labs class --lan ADDRESS，可用地址：{addresses}',
  },
  'class.lan': {
    en: 'Everybody on that network can reach {address}; what is sent is not encrypted. The page itself stays on this computer.',
    zh: '该网络上的所有人都能访问 {address}；传输内容没有加密。页面本身只在这台电脑上可见。',
  },
  'class.kept': {
    en: 'Students who joined before: {count}. To begin anew: labs class --new',
    zh: '之前已加入的学生：{count} 名。若要重新开始：labs class --new',
  },
  'class.end': { en: 'Ctrl-C ends it.', zh: '按 Ctrl-C 结束。' },
  'class.noAddress': { en: 'none', zh: '无' },

  'join.done': {
    en: 'You are in the class at {url}, as {name}. After each check it is sent which check has which verdict and which mistake is known; no code, no evidence. labs join --leave ends it.',
    zh: '你已加入 {url} 的班级，名字是 {name}。每次检查后会发送各项检查的结论和已知的错误；不发送代码和证据。退出：labs join --leave。',
  },
  'join.left': {
    en: 'You left the class at {url}',
    zh: '你已退出 {url} 的班级',
  },
  'join.leftUntold': {
    en: 'Nothing is sent to {url} any more, but it did not answer, so your name may still be shown there',
    zh: '不会再向 {url} 发送任何内容；但它没有响应，你的名字可能仍显示在那里',
  },
  'join.nowhere': {
    en: 'You are in no class. Your instructor has the line to type: labs join …',
    zh: '你没有加入任何班级。请向教师询问要输入的命令：labs join ……',
  },
  'join.told': {
    en: 'Verdicts sent to the class at {url}, as {name} (labs join --leave ends it)',
    zh: '结论已发送到 {url} 的班级，名字是 {name}（退出：labs join --leave）',
  },
  'join.notTold': {
    en: 'The class at {url} does not answer; nothing was sent (labs join --leave ends it)',
    zh: '{url} 的班级没有响应；未发送任何内容（退出：labs join --leave）',
  },
  'join.forgotten': {
    en: 'The class at {url} does not know you any more. labs join --leave, then join again',
    zh: '{url} 的班级已不认识你。请先运行 labs join --leave，再重新加入',
  },
  'join.unreachable': {
    en: '{url} does not answer. Are you on the same network as your instructor?',
    zh: '{url} 没有响应。你和教师在同一个网络中吗？',
  },
  'join.unknown': {
    en: '{url} does not know this address. Is every character behind # there?',
    zh: '{url} 不认识这个地址。# 之后的字符都完整吗？',
  },
  'join.busy': {
    en: '{url} has too much to do. Try again in a minute',
    zh: '{url} 正忙。请一分钟后再试',
  },
  'join.full': {
    en: 'The class at {url} is full',
    zh: '{url} 的班级已满',
  },
  'join.malformed': {
    en: '{url} does not take this name. Use letters or digits',
    zh: '{url} 不接受这个名字。请使用字母或数字',
  },
} as const satisfies Record<string, Text>
