/** Step 8: what can be wrong with standing still. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const RST =
  'Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files", cgroup.freeze'

export const freezerDiagnoses = diagnosesOf({
  PAUSE_REFUSED: {
    title: text('"pause" fails', '“pause” 失败了'),
    because: text(
      'The container runs in its cgroup, and one of its processes waits for a slow disk: it needs some seconds before it can stand still. "pause" ended with an error.',
      '容器在自己的 cgroup 里运行，其中一个进程在等一块很慢的磁盘：要过几秒才能停住。“pause” 却以错误结束。',
    ),
    read: [RST, 'runc-pause(8)'],
    hints: [
      text('What did it say on standard error?', '它在标准错误里说了什么？'),
      text(
        'A process inside the kernel cannot be frozen there. Be patient for as long as a disk may take, and only then give up.',
        '正在内核里的进程无法在那里冻结。耐心等一块磁盘可能需要的时间，之后才放弃。',
      ),
      text(
        'Write 1 into cgroup.freeze; wait for "frozen 1" in cgroup.events for up to ten seconds.',
        '把 1 写进 cgroup.freeze；在 cgroup.events 里等 “frozen 1”，最多等十秒。',
      ),
    ],
  },
  NOT_FROZEN: {
    title: text(
      'The container goes on while it is paused',
      '容器在暂停期间还在运行',
    ),
    because: text(
      'When every process of the cgroup stands still, cgroup.events says "frozen 1" and usage_usec does not grow. SIGSTOP is not the same: a process can be continued by others, its parent is told, and nothing about it is in cgroup.events.',
      '当 cgroup 里的每个进程都停住时，cgroup.events 会写 “frozen 1”，usage_usec 不再增长。SIGSTOP 不是一回事：别人可以让进程继续，它的父进程会得到通知，而且 cgroup.events 里看不到。',
    ),
    read: [RST, 'signal(7), SIGSTOP'],
    hints: [
      text(
        'What is in cgroup.freeze of the leaf?',
        '叶子的 cgroup.freeze 里是什么？',
      ),
      text(
        'No signal is needed. One file stops all of them, those that are just being forked included.',
        '不需要信号。一个文件就能停住全部进程，包括正在 fork 出来的。',
      ),
      text(
        'writeCgroupFile writes a file of the cgroup: 1 into cgroup.freeze.',
        'writeCgroupFile 可以写 cgroup 的文件：把 1 写进 cgroup.freeze。',
      ),
    ],
  },
  FREEZE_NOT_AWAITED: {
    title: text(
      '"pause" is back before everything stands still',
      '“pause” 返回时还没有全部停住',
    ),
    because: text(
      'Writing cgroup.freeze is a request. Each process stops at its next way out of the kernel; one that reads a slow disk needs seconds. Whoever takes a snapshot right after "pause" would see it change.',
      '写 cgroup.freeze 只是请求。每个进程要到下一次离开内核时才停；正在读慢速磁盘的要好几秒。在 “pause” 之后马上做快照的人会看到内容还在变。',
    ),
    read: [RST, 'inotify(7)'],
    hints: [
      text(
        'How does your code know that all of them stand still?',
        '你的代码怎么知道它们全都停住了？',
      ),
      text(
        'cgroup.events changes from "frozen 0" to "frozen 1" when the last one has stopped.',
        '最后一个停下时，cgroup.events 从 “frozen 0” 变成 “frozen 1”。',
      ),
      text(
        'After the write, await untilEvent for the event "frozen".',
        '写完之后，用 await untilEvent 等 “frozen” 事件。',
      ),
    ],
  },
  STATUS_NOT_PAUSED: {
    title: text(
      'A paused container is not called paused',
      '暂停的容器没有被称为 paused',
    ),
    because: text(
      'cgroup.events says that it is frozen, and "state" says something else. Engines ask for the status before they send a signal or take a snapshot.',
      'cgroup.events 说它已经冻结，“state” 却说别的。引擎在发信号或做快照之前会询问状态。',
    ),
    read: ['runtime-spec runtime.md, "State"', RST],
    hints: [
      text(
        'Where does your "state" take the status from?',
        '你的 “state” 从哪里得到状态？',
      ),
      text(
        'Ask the kernel each time: somebody else may have frozen it, or a cgroup above.',
        '每次都问内核：也可能是别人冻结了它，或者冻结了上级。',
      ),
      text(
        'A container that runs and whose cgroup is frozen is "paused".',
        '正在运行而且 cgroup 已冻结的容器就是 “paused”。',
      ),
    ],
  },
  NOT_RESUMED: {
    title: text('After "resume" it does not go on', '“resume” 之后它没有继续'),
    because: text(
      'cgroup.events has to say "frozen 0" again, and usage_usec has to grow: one of its processes wants all of a processor.',
      'cgroup.events 应当重新写 “frozen 0”，usage_usec 应当增长：它有一个进程想要一整个处理器。',
    ),
    read: [RST, 'runc-resume(8)'],
    hints: [
      text(
        'What is in cgroup.freeze of the leaf now?',
        '现在叶子的 cgroup.freeze 里是什么？',
      ),
      text(
        'A process that was stopped by a signal needs a signal to go on; one that was frozen needs none.',
        '被信号停住的进程要用信号才能继续；被冻结的不需要。',
      ),
      text(
        'Write 0 into cgroup.freeze and wait for "frozen 0".',
        '把 0 写进 cgroup.freeze，等 “frozen 0”。',
      ),
    ],
  },
  PAUSED_NOT_KILLED: {
    title: text('A paused container cannot be killed', '暂停的容器杀不死'),
    because: text(
      'In cgroup v2, SIGKILL ends a frozen process, in v1 it had to be thawed first. "kill" with SIGKILL was sent, and its first process lives.',
      '在 cgroup v2 里 SIGKILL 能结束冻结的进程，在 v1 里要先解冻。已经执行了带 SIGKILL 的 “kill”，它的第一个进程却还活着。',
    ),
    read: [RST, 'runtime-spec runtime.md, "Kill"'],
    hints: [
      text(
        'Does your "kill" refuse a container that is paused?',
        '你的 “kill” 会拒绝暂停的容器吗？',
      ),
      text(
        'A paused container is one that runs: whatever is allowed for "running" is allowed here.',
        '暂停的容器也是在运行的容器：“running” 时能做的这里都能做。',
      ),
      text(
        'Send the signal as to any other process; the kernel does the rest.',
        '像对别的进程那样发信号，其余的内核会做。',
      ),
    ],
  },
})
