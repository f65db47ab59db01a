/** What `labs help` says of commands and options. */
import type { Text } from '#checker/check.ts'

export const HELP_MESSAGES = {
  'summary.resume': {
    en: 'Go on where you were',
    zh: '从上次的地方继续',
  },
  'summary.list': { en: 'List the labs', zh: '列出所有实验' },
  'summary.start': {
    en: 'Start a lab: its task, your files, the first check',
    zh: '开始一个实验：任务、你的文件、第一次检查',
  },
  'summary.check': {
    en: 'Judge your work and show what the kernel saw',
    zh: '评判你的代码，并展示内核看到了什么',
  },
  'summary.watch': {
    en: 'Check again whenever you save',
    zh: '每次保存后重新检查',
  },
  'summary.watchCgroup': {
    en: 'Draw what the containers in the VM use, as it happens',
    zh: '实时画出虚拟机中各容器的资源用量',
  },
  'summary.hint': {
    en: 'A hint for the check that is red; again: a stronger one',
    zh: '给未通过的检查一个提示；再次运行，提示更明确',
  },
  'summary.next': { en: 'Go on to the next lab', zh: '进入下一个实验' },
  'summary.submit': {
    en: 'Pack your files, and sign what labs check found, to hand them in',
    zh: '打包你的文件，并为 labs check 的结果签名，以便提交',
  },
  'summary.reset': {
    en: 'Begin a lab again; your old work is kept',
    zh: '重新开始一个实验；旧的代码会保留',
  },
  'summary.solve': {
    en: 'Fill in or show the reference solution',
    zh: '填入或查看参考答案',
  },
  'summary.vm': {
    en: 'The virtual machine: up, down, reset, status, ssh, use',
    zh: '虚拟机：up、down、reset、status、ssh、use',
  },
  'summary.doctor': {
    en: 'What this machine has, and what is missing',
    zh: '这台机器有什么，缺什么',
  },
  'summary.setup': {
    en: 'Install the Debian packages that are missing',
    zh: '安装缺少的 Debian 软件包',
  },
  'summary.build': {
    en: 'Make of mini-runc a program that Docker can call',
    zh: '把 mini-runc 做成 Docker 能调用的程序',
  },
  'summary.docs': {
    en: 'Open the site of the course on this computer',
    zh: '在这台电脑上打开课程网站',
  },
  'summary.gate': {
    en: 'For authors: prove that labs, checks and pages are right',
    zh: '供作者使用：证明实验、检查和网页都是正确的',
  },
  'summary.help': { en: 'This page', zh: '本页' },

  'option.lang': {
    en: 'language: en or zh (also LABS_LANG)',
    zh: '语言：en 或 zh（也可用 LABS_LANG）',
  },
  'option.help': {
    en: 'what a command does, and its options',
    zh: '命令的作用及其选项',
  },
  'option.noColor': {
    en: 'no colours (also NO_COLOR)',
    zh: '不用颜色（也可用 NO_COLOR）',
  },
  'option.nodes': {
    en: 'with up: so many machines, node1 and on, with a network between them',
    zh: '用于 up：启动这么多台机器（node1 起），它们之间有网络',
  },
  'option.json': { en: 'for machines: JSON', zh: '供程序读取：JSON' },
  'option.helpJson': {
    en: 'for machines: this page and that of every command',
    zh: '供程序读取：本页以及每个命令的帮助',
  },
  'option.lesson': { en: 'print the whole lesson', zh: '打印整篇课文' },
  'option.noCheck': {
    en: 'do not boot the VM and check at once',
    zh: '不启动虚拟机，也不立即检查',
  },
  'option.catchUp': {
    en: 'fill what earlier labs left open from the reference',
    zh: '用参考答案填上之前实验的空缺',
  },
  'option.solution': {
    en: 'judge the reference instead of your work',
    zh: '评判参考答案，而不是你的代码',
  },
  'option.out': {
    en: 'folder for the program and its files (.cache/bin)',
    zh: '存放程序及其文件的目录（.cache/bin）',
  },
  'option.buildSolution': {
    en: 'the reference instead of your work',
    zh: '用参考答案，而不是你的代码',
  },
  'option.runtime': {
    en: 'judge any program of that kind: /usr/sbin/runc, /usr/lib/cni',
    zh: '评判任意同类程序：/usr/sbin/runc、/usr/lib/cni',
  },
  'option.only': {
    en: 'only this check and what it needs (comma: several)',
    zh: '只运行这个检查及其所需的检查（逗号分隔可列多个）',
  },
  'option.seed': {
    en: 'replay a run with the same parameters',
    zh: '用相同的参数重放一次检查',
  },
  'option.live': {
    en: 'draw what the containers use while they are judged',
    zh: '评判时实时画出各容器的资源用量',
  },
  'option.once': {
    en: 'one picture, and no more',
    zh: '只画一次',
  },
  'option.usageJson': {
    en: 'for machines: one line of JSON a look',
    zh: '供程序读取：每次采样一行 JSON',
  },
  'option.reporter': {
    en: 'lesson, tap, json, junit (XML) or github (lines for $GITHUB_ENV)',
    zh: 'lesson、tap、json、junit（XML）或 github（供 $GITHUB_ENV 使用的行）',
  },
  'option.undo': {
    en: 'bring back what the last reset or solve replaced',
    zh: '恢复最近一次 reset 或 solve 所替换的代码',
  },
  'option.show': {
    en: 'print the solution, leave your files alone',
    zh: '只打印答案，不改动你的文件',
  },
  'option.student': {
    en: 'who hands in (else LABS_STUDENT, or as the last time)',
    zh: '提交者的学号（否则用 LABS_STUDENT 或上一次的）',
  },
  'option.submitOut': {
    en: 'the file to make (STUDENT-LAB.labs.tgz)',
    zh: '生成的文件（默认 STUDENT-LAB.labs.tgz）',
  },
  'option.yes': { en: 'do not ask', zh: '不询问' },
  'option.force': {
    en: 'even though not every check has passed',
    zh: '即使还有检查未通过',
  },
  'option.tests': {
    en: 'also what the tests of the kit need',
    zh: '也包括本项目自身测试所需的软件包',
  },
  'option.port': {
    en: 'serve it at this port (4173 if it is free)',
    zh: '使用这个端口（默认 4173，若空闲）',
  },
  'option.gateLab': {
    en: 'only this lab, and no page (several times: several labs)',
    zh: '只检查这个实验，不查网页（可重复使用以指定多个）',
  },
  'option.gateOnly': {
    en: 'only items whose name contains this',
    zh: '只运行名称包含该文字的项目',
  },
  'option.gatePart': {
    en: 'of many items of one kind that take long, one of N parts',
    zh: '同类且耗时的项目很多时，只运行 N 份中的第 K 份',
  },
  'option.gateLanes': {
    en: 'use so many machines at the same time',
    zh: '同时使用这么多台虚拟机',
  },
} as const satisfies Record<string, Text>
