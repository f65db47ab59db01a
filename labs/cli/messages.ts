/**
 * Everything the `labs` command says, in every language. A test compares the
 * `{names}` of both and looks for messages nobody says.
 */
import type { Text } from '#checker/check.ts'
import { CLASS_MESSAGES } from './messages-class.ts'
import { DEMO_MESSAGES } from './messages-demo.ts'
import { GRADE_MESSAGES } from './messages-grade.ts'
import { HELP_MESSAGES } from './messages-help.ts'
import { PLAYGROUND_MESSAGES } from './messages-playground.ts'
import { PROVIDER_MESSAGES } from './messages-provider.ts'

export const MESSAGES = {
  ...HELP_MESSAGES,
  ...PROVIDER_MESSAGES,
  ...CLASS_MESSAGES,
  ...GRADE_MESSAGES,
  ...PLAYGROUND_MESSAGES,
  ...DEMO_MESSAGES,

  'usage.unknownCommand': {
    en: '"{name}" is not a command of labs. Try: labs help',
    zh: '"{name}" 不是 labs 的命令。试试：labs help',
  },
  'usage.extra': {
    en: 'Expected no further word but found "{extra}"\n  {usage}',
    zh: '多出了一个参数 "{extra}"\n  {usage}',
  },
  'usage.language': {
    en: 'Expected --lang to be en or zh but found "{lang}"',
    zh: '--lang 应为 en 或 zh，而不是 "{lang}"',
  },
  'usage.unknownLab': {
    en: 'There is no lab "{name}". The labs are: {labs}',
    zh: '没有名为 "{name}" 的实验。现有实验：{labs}',
  },
  'usage.whichLab': {
    en: 'No lab is started yet. Which one? The labs are: {labs}',
    zh: '还没有开始任何实验。要哪一个？现有实验：{labs}',
  },
  'usage.notStarted': {
    en: 'Lab {lab} is not started. Run: labs start {lab}',
    zh: '实验 {lab} 尚未开始。请运行：labs start {lab}',
  },
  'usage.oneOf': {
    en: 'Expected {what} to be one of {wanted} but found "{found}"',
    zh: '{what} 应为 {wanted} 之一，而不是 "{found}"',
  },
  'usage.unknownCheck': {
    en: 'There is no check "{id}" in lab {lab}. The checks are:\n  {ids}',
    zh: '实验 {lab} 中没有检查 "{id}"。现有检查：\n  {ids}',
  },
  'usage.contradiction': {
    en: 'Only one of --solution and --runtime can be judged',
    zh: '--solution 和 --runtime 只能选一个',
  },
  'usage.part': {
    en: 'Expected a part as in "2/6" after --part but found "{found}"',
    zh: '--part 之后应为形如 "2/6" 的份数，但得到的是 "{found}"',
  },
  'usage.port': {
    en: 'Expected a number from 0 to 65535 after --port but found "{found}"',
    zh: '--port 之后应为 0 到 65535 的数字，但得到的是 "{found}"',
  },
  'usage.portTaken': {
    en: 'Somebody else has port {port}. Leave --port out to get one that is free',
    zh: '端口 {port} 已被占用。去掉 --port 即可使用空闲的端口',
  },
  'usage.lanes': {
    en: 'Expected a number from 1 to 16 after --lanes but found "{found}"',
    zh: '--lanes 之后应为 1 到 16 的数字，但得到的是 "{found}"',
  },
  'usage.unknownCgroup': {
    en: 'There is no cgroup "{name}". The cgroups are:\n  {paths}',
    zh: '没有名为 "{name}" 的 cgroup。现有的 cgroup：\n  {paths}',
  },
  'usage.manyCgroups': {
    en: 'Several cgroups are called "{name}". Which one?\n  {paths}',
    zh: '有多个 cgroup 名为 "{name}"。要哪一个？\n  {paths}',
  },
  'usage.noRuntime': {
    en: 'There is no executable file "{path}"',
    zh: '没有可执行文件 "{path}"',
  },
  'usage.confirm': {
    en: 'Nobody is there to ask. If you mean it: {command}',
    zh: '没有人可以询问。若确定要这样做：{command}',
  },

  'usage.student': {
    en: 'Expected a student id, 1 to 64 of A-Z a-z 0-9 . _ @ + - and no dot first, but found "{found}"',
    zh: '学号应由 1 到 64 个 A-Z a-z 0-9 . _ @ + - 组成，且不以点开头，但得到的是 "{found}"',
  },
  'usage.noStudent': {
    en: 'Who hands in? labs submit --student ID, with the id that your course gave you',
    zh: '由谁提交？labs submit --student ID，填写课程分配给你的学号',
  },
  'usage.outFile': {
    en: 'Expected a file that can be written after --out but found "{path}" ({found})',
    zh: '--out 之后应为可以写入的文件，但 "{path}" 不行（{found}）',
  },

  'list.you': { en: 'you are here', zh: '你在这里' },
  'list.draft': { en: 'draft', zh: '草稿' },
  'list.minutes': { en: '{minutes} min', zh: '{minutes} 分钟' },
  'list.passed': { en: '{passed} of {total}', zh: '通过 {passed} / {total}' },
  'list.start': {
    en: 'Start with: labs start {lab}',
    zh: '开始：labs start {lab}',
  },
  'help.usage': { en: 'Usage', zh: '用法' },
  'help.commands': { en: 'Commands', zh: '命令' },
  'help.options': { en: 'Options', zh: '选项' },
  'help.exit': {
    en: 'Exit codes: 0 pass · 1 checks failed · 2 usage · 3 this machine cannot',
    zh: '退出码：0 通过 · 1 检查未通过 · 2 用法错误 · 3 这台机器做不到',
  },
  'help.about': {
    en: 'Learn how containers work by building a runtime, lab by lab.',
    zh: '一个实验接一个实验，亲手写出容器运行时，弄懂容器。',
  },
  'help.alias': {
    en: 'Faster than npx: alias labs="node {path}"',
    zh: '比 npx 更快：alias labs="node {path}"',
  },

  'start.about': { en: 'about {minutes} min', zh: '约 {minutes} 分钟' },
  'start.files': { en: 'Your files', zh: '你的文件' },
  'start.filesNone': {
    en: 'No hole is left in your files. Run: labs check',
    zh: '你的文件里已经没有空缺。请运行：labs check',
  },
  'start.kept': {
    en: 'Kept as you left them: {names}',
    zh: '保持你留下的样子：{names}',
  },
  'start.merged': {
    en: 'Your edits and what is new were merged: {names}',
    zh: '已将你的修改与新内容合并：{names}',
  },
  'start.conflicts': {
    en: 'You and this lab changed the same lines. Both versions are there, between <<<<<<< and >>>>>>>: keep what is right, then remove the marks: {names}',
    zh: '你和本实验改动了相同的行。两个版本都写在 <<<<<<< 与 >>>>>>> 之间：留下正确的内容，再删去这些标记：{names}',
  },
  'start.foreign': {
    en: 'These files were yours before this lab brought its own, so they were left alone. Compare with labs solve --show: {names}',
    zh: '这些文件在本实验提供同名文件之前就由你写好，因此没有改动。可用 labs solve --show 对照：{names}',
  },
  'start.caughtUp': {
    en: 'Filled from the reference, and noted: {names}',
    zh: '已用参考答案填上，并记录在案：{names}',
  },
  'start.gaps': {
    en: 'Earlier labs left places open that this one builds on: {names}\nTo have them filled: labs start {lab} --catch-up',
    zh: '之前的实验还有空缺，而本实验要用到它们：{names}\n若要用参考答案填上：labs start {lab} --catch-up',
  },
  'start.noGit': {
    en: 'git is not installed, so your work has no history',
    zh: '没有安装 git，因此你的代码没有历史记录',
  },
  'start.noLesson': {
    en: 'This lab has no lesson in {language} yet.',
    zh: '本实验还没有 {language} 版课文。',
  },
  'start.more': {
    en: 'The whole lesson: labs start {lab} --lesson',
    zh: '整篇课文：labs start {lab} --lesson',
  },
  'start.red': {
    en: 'Red is where every lab begins. Begin at {place}, then: labs check (or labs watch)',
    zh: '每个实验都从红色开始。从 {place} 写起，然后运行：labs check（或 labs watch）',
  },
  'start.noCheck': {
    en: 'Begin at {place}, then: labs check (or labs watch)',
    zh: '从 {place} 写起，然后运行：labs check（或 labs watch）',
  },

  'machine.stale': {
    en: 'Your {name} does not build, so the guest keeps the one it had:',
    zh: '你的 {name} 无法构建，虚拟机里仍是之前的版本：',
  },
  'machine.none': { en: 'No machine is running', zh: '没有正在运行的虚拟机' },
  'machine.stopped': { en: 'The machine is stopped', zh: '虚拟机已停止' },
  'machine.status': {
    en: 'Running: {provider}, {accel}, Linux {kernel}, process {pid}',
    zh: '正在运行：{provider}，{accel}，Linux {kernel}，进程 {pid}',
  },
  'machine.console': { en: 'Console log: {path}', zh: '控制台日志：{path}' },
  'nodes.line': {
    en: '{name}: process {pid}, network between nodes on {link} ({mac})',
    zh: '{name}：进程 {pid}，节点之间的网络在 {link} 上（{mac}）',
  },
  'nodes.cannot': {
    en: 'The provider {name} has no network between machines; qemu has: LABS_PROVIDER=qemu labs vm up --nodes 2',
    zh: '提供者 {name} 没有机器之间的网络；qemu 有：LABS_PROVIDER=qemu labs vm up --nodes 2',
  },

  'check.begin': { en: 'Checking {lab}', zh: '正在检查 {lab}' },
  'check.running': {
    en: 'Checking {lab}: {done} of {total}',
    zh: '正在检查 {lab}：{done} / {total}',
  },
  'check.doesNotParse': {
    en: 'Your runtime does not build yet:',
    zh: '你的运行时还无法构建：',
  },
  'check.stepPassed': {
    en: 'Step {step} passes for the first time',
    zh: '步骤 {step} 首次通过',
  },
  'check.labPassed': {
    en: 'Lab {lab} is done. Read its debrief: labs start {lab} --lesson --no-check. Then: labs next',
    zh: '实验 {lab} 已完成。回顾课文：labs start {lab} --lesson --no-check。然后：labs next',
  },

  'watch.keys': {
    en: 'enter check · h hint · n next · l list · q quit',
    zh: '回车 检查 · h 提示 · n 下一个 · l 列表 · q 退出',
  },
  'watch.waiting': {
    en: 'Waiting for you to save in {folder}',
    zh: '等待你在 {folder} 中保存文件',
  },
  'watch.changed': { en: '{file} changed', zh: '{file} 有改动' },

  'live.cpu': { en: 'CPU', zh: '处理器' },
  'live.throttled': { en: 'throttled', zh: '被节流' },
  'live.memory': { en: 'memory', zh: '内存' },
  'live.swap': { en: 'swap', zh: '交换区' },
  'live.pids': { en: 'pids', zh: '任务数' },
  'live.read': { en: 'read', zh: '磁盘读' },
  'live.write': { en: 'write', zh: '磁盘写' },
  'live.of': { en: '{value} of {limit}', zh: '{value}，上限 {limit}' },
  'live.weight': { en: ', weight {weight}', zh: '，权重 {weight}' },
  'live.periods': { en: '{percent} % of periods', zh: '{percent} % 的周期' },
  'live.peak': { en: ', peak {peak}', zh: '，峰值 {peak}' },
  'live.perSecond': { en: '{amount}/s', zh: '每秒 {amount}' },
  'live.running': { en: 'running', zh: '运行中' },
  'live.frozen': { en: 'frozen', zh: '已冻结' },
  'live.ended': { en: 'ended', zh: '已结束' },
  'live.oom': { en: 'OOM kills: {kills}', zh: 'OOM 终止：{kills}' },
  'live.more': { en: 'and {more} more', zh: '另有 {more} 个' },
  'live.quit': { en: 'q quit', zh: 'q 退出' },
  'live.nothing': {
    en: 'No cgroup with a limit has processes. Start a container in: labs vm ssh',
    zh: '没有既设了限制又有进程的 cgroup。可在 labs vm ssh 中启动一个容器',
  },
  'live.empty': {
    en: 'Nobody is in {path} yet',
    zh: '{path} 中还没有进程',
  },
  'live.noCgroups': {
    en: 'This machine has no cgroup v2 mounted. The VM of the labs has: labs vm ssh',
    zh: '这台机器没有挂载 cgroup v2。实验用的虚拟机有：labs vm ssh',
  },

  'hint.none': {
    en: 'No check of {lab} is red. If you are unsure: labs check',
    zh: '{lab} 没有红色的检查。若不确定，请运行：labs check',
  },
  'hint.noDiagnosis': {
    en: 'What the kernel saw fits no mistake known here. Read again what the check says: labs check --only {id}',
    zh: '内核看到的情况不符合这里已知的任何错误。请重读检查的说明：labs check --only {id}',
  },
  'hint.level': { en: 'Hint {level} of {total}', zh: '提示 {level} / {total}' },
  'hint.more': {
    en: 'Still stuck? labs hint again says more.',
    zh: '还是卡住？再运行一次 labs hint，会说得更明确。',
  },
  'hint.last': {
    en: 'That was the strongest hint. What is left: labs solve --show',
    zh: '这是最明确的提示了。最后的办法：labs solve --show',
  },
  'hint.read': { en: 'Read', zh: '阅读' },

  'next.notDone': {
    en: 'Lab {lab} is not done: {passed} of {total} checks pass. Go on anyway: labs next --force',
    zh: '实验 {lab} 尚未完成：{total} 个检查通过了 {passed} 个。若仍要继续：labs next --force',
  },
  'next.last': {
    en: 'Lab {lab} is the last one so far. Well done.',
    zh: '实验 {lab} 是目前的最后一个。做得好。',
  },

  'submit.who': {
    en: 'Your student id, as your course gave it to you',
    zh: '你的学号（由课程分配）',
  },
  'submit.head': {
    en: '{lab}, handed in by {student}',
    zh: '{lab}，提交者 {student}',
  },
  'submit.goes': { en: 'Goes', zh: '提交' },
  'submit.stays': { en: 'Does not go', zh: '不提交' },
  'submit.given': { en: 'as given', zh: '原样' },
  'submit.changed': { en: 'changed', zh: '已修改' },
  'submit.new': { en: 'new', zh: '新增' },
  'submit.outside': { en: 'not below runtime/', zh: '不在 runtime/ 之下' },
  'submit.hidden': { en: 'hidden', zh: '隐藏文件' },
  'submit.packages': { en: 'packages of others', zh: '他人的软件包' },
  'submit.other': { en: 'no .ts file', zh: '不是 .ts 文件' },
  'submit.sum': {
    en: '{files} files, {size}: {given} as given, {changed} changed, {fresh} new',
    zh: '{files} 个文件，{size}：原样 {given}，已修改 {changed}，新增 {fresh}',
  },
  'submit.linked': {
    en: 'These files have other names too (hard links); what is packed is what they hold now: {names}',
    zh: '这些文件另有其他名字（硬链接）；打包的是它们此刻的内容：{names}',
  },
  'submit.code': {
    en: 'Only .ts files go. If your runtime imports these, it does not build where it is graded: {names}',
    zh: '只提交 .ts 文件。若你的运行时导入了以下文件，评分时将无法构建：{names}',
  },
  'submit.attempt': {
    en: 'Your last whole labs check ({at}) goes along, signed: {passed} of {total} checks passed',
    zh: '你最近一次完整的 labs check（{at}）会签名后一并提交：{total} 个检查通过了 {passed} 个',
  },
  'submit.says': {
    en: 'It also says: reference written by labs solve: {solved} · filled in from it: {names} · hints read: {hints}',
    zh: '其中还注明：用 labs solve 写入过参考答案：{solved} · 用参考答案填上：{names} · 看过的提示：{hints}',
  },
  'submit.older': {
    en: 'You changed files after that labs check. It is about other files ({older}) than those that go ({tree}), and who grades will see so. To have one of these: labs check {lab}',
    zh: '那次 labs check 之后你又改动了文件。它所针对的文件（{older}）不是现在提交的文件（{tree}），评分者会看到这一点。要针对现在的文件，请运行：labs check {lab}',
  },
  'submit.noAttempt': {
    en: 'No whole labs check of {lab} is on record, so none goes along. To have one: labs check {lab}',
    zh: '没有 {lab} 的完整 labs check 记录，因此没有检查结果一并提交。要有一份，请运行：labs check {lab}',
  },
  'submit.replaces': {
    en: 'This file is there already and will be replaced: {path}',
    zh: '这个文件已经存在，将被替换：{path}',
  },
  'submit.ask': { en: 'Pack these files?', zh: '打包这些文件吗？' },
  'submit.askOlder': {
    en: 'Pack them with a labs check of older files?',
    zh: '附上针对旧文件的 labs check，就这样打包吗？',
  },
  'submit.askNone': {
    en: 'Pack them without a labs check?',
    zh: '不附 labs check，就这样打包吗？',
  },
  'submit.nothing': { en: 'Nothing was packed', zh: '什么都没有打包' },
  'submit.done': {
    en: 'Hand in this file ({size}, sha256 {sha256}):',
    zh: '请提交这个文件（{size}，sha256 {sha256}）：',
  },

  'submission.notAnArchive': {
    en: 'Expected a submission as labs submit packs it, but this is damaged or something else. A browser may have unpacked it, or packed it anew',
    zh: '应为 labs submit 打包的提交文件，但它已损坏或是别的东西。可能是浏览器将它解压或重新打包了',
  },
  'submission.truncated': {
    en: 'The submission ends too early: a part of it is missing. Hand it in again',
    zh: '提交文件不完整，缺少后面的部分。请重新提交',
  },
  'submission.trailingData': {
    en: 'Something stands behind the end of the submission, and nothing may',
    zh: '提交文件的末尾之后还有内容，这是不允许的',
  },
  'submission.tooLarge': {
    en: '"{what}" is larger than the {most} bytes that it may have',
    zh: '"{what}" 超过了允许的 {most} 字节',
  },
  'submission.tooManyFiles': {
    en: 'There are more than the {most} files that a submission may have',
    zh: '文件数超过了一次提交允许的 {most} 个',
  },
  'submission.pathLeaves': {
    en: 'The name "{path}" leads out of the folder that a submission is unpacked into',
    zh: '文件名 "{path}" 会指向解包目录之外',
  },
  'submission.pathInvalid': {
    en: 'Expected the name of a file as in "runtime/linux/rootfs.ts", at most 200 bytes long, without hidden folders and special characters, but found "{path}"',
    zh: '文件名应形如 "runtime/linux/rootfs.ts"，最长 200 字节，不含隐藏目录和特殊字符，但得到的是 "{path}"',
  },
  'submission.duplicatePath': {
    en: 'Where upper and lower case are the same, "{path}" is taken by another file or folder already',
    zh: '在不区分大小写的系统上，"{path}" 已被另一个文件或目录占用',
  },
  'submission.notAFile': {
    en: 'Expected "{path}" to be a plain file but found another kind ({found}). Put a copy of the file there',
    zh: '"{path}" 应为普通文件，却是另一种类型（{found}）。请在那里放一份文件的副本',
  },
  'submission.unreadable': {
    en: 'Cannot read "{path}" ({found})',
    zh: '无法读取 "{path}"（{found}）',
  },
  'submission.manifestMissing': {
    en: 'Expected manifest.json as the first file of the submission',
    zh: '提交文件中的第一个文件应为 manifest.json',
  },
  'submission.manifestInvalid': {
    en: 'manifest.json, {pointer}: expected {wanted} but found {found}',
    zh: 'manifest.json 的 {pointer} 处应为 {wanted}，但得到的是 {found}',
  },
  'submission.fileChanged': {
    en: '"{path}" is not the file that the manifest describes: it was changed after packing',
    zh: '"{path}" 与清单所述不符：打包之后被改动过',
  },
  'submission.fileMissing': {
    en: '"{path}" stands in the manifest but not in the submission',
    zh: '清单中列有 "{path}"，但提交文件中没有',
  },
  'submission.fileUnknown': {
    en: '"{path}" does not stand in the manifest, or not at this place',
    zh: '"{path}" 不在清单中，或不在这个位置',
  },
  'submission.treeChanged': {
    en: 'The hash of the list of files is {found}, but the manifest says {wanted}: one of them was changed after packing',
    zh: '文件列表的哈希是 {found}，而清单写的是 {wanted}：其中之一在打包之后被改动过',
  },
  'submission.keyExposed': {
    en: 'Others may read your key {path} (mode {found}), so it proves nothing. Run: chmod 600 {path}',
    zh: '其他人可以读取你的密钥 {path}（模式 {found}），因此它不能证明任何事。请运行：chmod 600 {path}',
  },
  'submission.keyInvalid': {
    en: 'Expected {path} to hold an Ed25519 private key but found something else ({found}). Move it away, and a new one is made',
    zh: '{path} 应为 Ed25519 私钥，却是别的内容（{found}）。把它移走，就会生成新的密钥',
  },
  'submission.keyImpossible': {
    en: 'The key {path} can neither be read nor made ({found}). XDG_CONFIG_HOME names another folder for it',
    zh: '密钥 {path} 既无法读取也无法创建（{found}）。可用 XDG_CONFIG_HOME 指定其他目录',
  },

  'reset.ask': {
    en: 'Replace your work by a fresh starter of {lab}? (It is kept, --undo brings it back)',
    zh: '用 {lab} 的全新起始代码替换你的代码？（旧代码会保留，--undo 可恢复）',
  },
  'reset.done': {
    en: 'Fresh starter of {lab}. Your old work: labs reset --undo',
    zh: '已换成 {lab} 的全新起始代码。要恢复旧代码：labs reset --undo',
  },
  'reset.undone': {
    en: 'Your work of {name} (UTC) is back',
    zh: '已恢复你在 {name}（UTC）的代码',
  },
  'reset.nothing': {
    en: 'Nothing was kept: there has been no reset and no solve',
    zh: '没有保留的代码：还没有执行过 reset 或 solve',
  },
  'solve.ask': {
    en: 'Write the reference solution of {lab} over your work? (It is kept, labs reset --undo brings it back)',
    zh: '用 {lab} 的参考答案覆盖你的代码？（旧代码会保留，labs reset --undo 可恢复）',
  },
  'solve.done': {
    en: 'The solution of {lab} is in your files. Now read it, then: labs check. Your old work: labs reset --undo',
    zh: '{lab} 的答案已写入你的文件。先读一读，再运行：labs check。要恢复旧代码：labs reset --undo',
  },

  'doctor.ok': {
    en: 'This machine can run the labs ({provider})',
    zh: '这台机器可以运行实验（{provider}）',
  },
  'doctor.cannot': {
    en: 'This machine cannot run the labs yet',
    zh: '这台机器还不能运行实验',
  },
  'docs.building': {
    en: 'Building the site …',
    zh: '正在构建网站……',
  },
  'docs.serving': {
    en: 'The site is at {url} (Ctrl-C ends it)',
    zh: '网站地址：{url}（按 Ctrl-C 结束）',
  },
  'setup.nothing': {
    en: 'Every package is there',
    zh: '所有软件包都已安装',
  },
  'build.nothing': {
    en: 'There is no mini-runc of yours yet. Start a lab, or build the reference with --solution',
    zh: '还没有你的 mini-runc。先开始一个实验，或用 --solution 构建参考答案',
  },
  'setup.done': { en: 'Installed: {names}', zh: '已安装：{names}' },

  'resume.welcome': {
    en: 'Where do you want to begin?',
    zh: '从哪里开始？',
  },
  'resume.at': {
    en: 'You are in lab {lab}: {passed} of {total} checks pass',
    zh: '你在实验 {lab}：{total} 个检查通过了 {passed} 个',
  },
  'resume.then': { en: 'Go on with: {command}', zh: '继续：{command}' },

  'prompt.yes': { en: 'yes', zh: '是' },
  'prompt.no': { en: 'no', zh: '否' },
  'error.broke': {
    en: 'labs itself broke; this says nothing about your work. Please report it with:',
    zh: 'labs 自身出了故障，与你的代码无关。请附上以下内容报告：',
  },
  'error.debug': {
    en: 'The place in the source: LABS_DEBUG=1 labs …',
    zh: '查看源码位置：LABS_DEBUG=1 labs …',
  },
  'error.cannot': {
    en: 'This machine cannot do that yet:',
    zh: '这台机器还做不到：',
  },
} as const satisfies Record<string, Text>

export type MessageKey = keyof typeof MESSAGES
