/** Step 9: what can be wrong with figures, and with limits that change. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const RST = 'Documentation/admin-guide/cgroup-v2.rst'

export const statsDiagnoses = diagnosesOf({
  STATS_REFUSED: {
    title: text('"events --stats" fails', '“events --stats” 失败了'),
    because: text(
      'The container runs in its cgroup, and its files can be read; "events --stats" ended with an error.',
      '容器在自己的 cgroup 里运行，文件也读得到；“events --stats” 却以错误结束。',
    ),
    read: ['runc-events(8)', `${RST}, "Interface Files"`],
    hints: [
      text('What did it say on standard error?', '它在标准错误里说了什么？'),
      text(
        'The container is paused by somebody else while you are asked: reading files must not wait for it.',
        '被询问时容器正被别人暂停着：读文件不应该等它。',
      ),
      text(
        'Read the files of the cgroup, and nothing of its processes.',
        '读 cgroup 的文件，不要碰它的进程。',
      ),
    ],
  },
  STATS_FORMAT: {
    title: text(
      'What "events --stats" prints is not what engines read',
      '“events --stats” 打印的不是引擎能读的格式',
    ),
    because: text(
      'One line of JSON: {"type":"stats","id":"…","data":{"cpu":{…},"memory":{…},"pids":{…}}}. Engines read it line by line.',
      '一行 JSON：{"type":"stats","id":"…","data":{"cpu":{…},"memory":{…},"pids":{…}}}。引擎按行读取。',
    ),
    read: ['runc-events(8)'],
    hints: [
      text(
        'What is on standard output besides it, or instead?',
        '标准输出里除了它还有什么？或者代替它的是什么？',
      ),
      text(
        'Messages go to standard error; JSON has no bigint, so mind how yours are printed.',
        '消息写到标准错误；JSON 没有 bigint，注意你的是怎样打印的。',
      ),
      text(
        'One JSON object with type, id and data, and a newline.',
        '一个带 type、id、data 的 JSON 对象，加一个换行。',
      ),
    ],
  },
  STATS_UNIT: {
    title: text('The figures are right but for their unit', '数字对，单位不对'),
    because: text(
      'cpu.stat counts microseconds; runc tells nanoseconds, as cgroup v1 did, and docker stats divides by that. The number is off by a power of ten.',
      'cpu.stat 用微秒计；runc 像 cgroup v1 那样报告纳秒，docker stats 按纳秒来除。这个数差了十的几次方。',
    ),
    read: [`${RST}, "CPU Interface Files"`, 'runc-events(8)'],
    hints: [
      text(
        'What does "usec" in the name of the line say?',
        '行名里的 “usec” 是什么意思？',
      ),
      text(
        'All times of the output are in nanoseconds: usage, user, kernel and throttled.',
        '输出里的时间都是纳秒：总量、用户态、内核态和被节流的时间。',
      ),
      text(
        'Multiply what ends in _usec by 1000, and count what does not.',
        '以 _usec 结尾的乘以 1000，其余的照数。',
      ),
    ],
  },
  STATS_OF_OTHERS: {
    title: text(
      'The figures are not those of the container',
      '数字不是这个容器的',
    ),
    because: text(
      'The kit froze the container, so its files stood still while you were asked. A figure is another than in its file: it comes from another cgroup or another line.',
      '套件冻结了容器，询问时它的文件是不变的。有个数和文件里的不同：它来自别的 cgroup 或别的行。',
    ),
    read: [
      `${RST}, "CPU Interface Files", "Memory Interface Files"`,
      'runc-events(8)',
    ],
    hints: [
      text(
        'From which directory, and which line, does the figure come?',
        '这个数来自哪个目录、哪一行？',
      ),
      text(
        'usage_usec is all of it, user_usec and system_usec are its parts; nr_throttled are periods, throttled_usec is a time.',
        'usage_usec 是总量，user_usec 和 system_usec 是其中的部分；nr_throttled 是周期数，throttled_usec 是时间。',
      ),
      text(
        'total: usage_usec, kernel: system_usec, user: user_usec; of the cgroup in state.json, not your own.',
        'total：usage_usec，kernel：system_usec，user：user_usec；取 state.json 里的 cgroup，不是你自己的。',
      ),
    ],
  },
  UPDATE_IGNORED: {
    title: text(
      '"update" leaves the limits as they were',
      '“update” 之后限制还是原样',
    ),
    because: text(
      'The files of the cgroup are the limits: what is written there counts from then on, for everything in it. The bundle is not read again.',
      'cgroup 的文件就是限制：写进去的从那时起对其中的一切生效。bundle 不会再读一次。',
    ),
    read: ['runc-update(8)', `${RST}, "Interface Files"`],
    hints: [
      text(
        'Which of the files did not change, and did "update" say why?',
        '哪个文件没变？“update” 说了原因吗？',
      ),
      text(
        'The same settings as at the start, written into the same directory; the resources come from standard input.',
        '和启动时一样的设置，写进同一个目录；资源从标准输入读取。',
      ),
      text(
        'Parse the resources, make settings of them, apply these to the cgroup in state.json.',
        '解析资源，变成设置，应用到 state.json 里的 cgroup。',
      ),
    ],
  },
  UPDATE_OTHER: {
    title: text(
      '"update" sets other limits than it was asked for',
      '“update” 设置的不是要求的限制',
    ),
    because: text(
      '"update" changed the files of the cgroup, and at least one of them does not hold what it was told.',
      '“update” 改了 cgroup 的文件，但至少有一个不是它被告知的值。',
    ),
    read: ['runc-update(8)', `${RST}, "Interface Files"`],
    hints: [
      text('Which file is it?', '是哪个文件？'),
      text(
        'What holds at the start holds here: the same conversion, no second one.',
        '启动时怎样这里就怎样：用同样的换算，不要另写一套。',
      ),
      text(
        'settingsOf for the resources, applySettings for the directory.',
        '对资源用 settingsOf，对目录用 applySettings。',
      ),
    ],
  },
  UPDATE_NOT_REFUSED: {
    title: text(
      'An update that was not made is called a success',
      '没有做的更新却说成功了',
    ),
    because: text(
      'With checkBeforeUpdate, a limit below what is in use is an error. Nothing changed, but "update" ended as if all were well.',
      '有 checkBeforeUpdate 时，低于当前用量的限制是错误。什么都没变，“update” 却像一切正常那样结束了。',
    ),
    read: ['runtime-spec config-linux.md, "Memory", checkBeforeUpdate'],
    hints: [
      text(
        'With which status does it end, and what is printed?',
        '它以什么状态结束？打印了什么？',
      ),
      text(
        'Whoever calls it sees only the status: 0 means done.',
        '调用者只看状态：0 表示做到了。',
      ),
      text(
        'Let the error go up to where it is printed.',
        '让错误一直传到打印它的地方。',
      ),
    ],
  },
  UPDATE_UNCHECKED: {
    title: text(
      'An update changes something before it fails, or does harm',
      '更新在失败之前已经改了东西，或者造成了损害',
    ),
    because: text(
      'The limit asked for is below what is in use. Written anyway, the kernel kills until it fits. checkBeforeUpdate wants a look at memory.current first; and the other limits of the same update must stay as they were.',
      '要求的限制低于当前用量。硬写进去，内核就会一直杀进程直到放得下。checkBeforeUpdate 要求先看 memory.current；同一次更新里的其他限制也必须保持原样。',
    ),
    read: [
      'runtime-spec config-linux.md, "Memory", checkBeforeUpdate',
      `${RST}, "Memory Interface Files", memory.max`,
    ],
    hints: [
      text(
        'What is written before the memory is looked at?',
        '在查看内存之前写了什么？',
      ),
      text(
        'All that can be checked is checked before the first file is written.',
        '能检查的都要在写第一个文件之前检查完。',
      ),
      text(
        'Compare limit and memory.current at the very start of "update"; throw if it does not fit.',
        '在 “update” 的最开头比较 limit 和 memory.current；放不下就抛出错误。',
      ),
    ],
  },
})
