/** Step 11: what can be wrong with what /proc tells. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const figuresDiagnoses = diagnosesOf({
  FIGURES_REFUSED: {
    title: text(
      'With --own-figures, nothing runs',
      '用 --own-figures 时什么也跑不起来',
    ),
    because: text(
      'The bundle mounts a /proc, and files of the container’s own are to be bound over some of its files. One of these calls failed.',
      'bundle 挂了一个 /proc，还要把容器自己的文件绑定到其中几个文件上。这些调用里有一个失败了。',
    ),
    read: ['open_tree(2)', 'move_mount(2)', 'lxcfs(1)'],
    hints: [
      text(
        'Which call failed, and for which file?',
        '哪个调用失败了？是哪个文件？',
      ),
      text(
        'A file is covered by a file. Before 6.15, open_tree(2) with OPEN_TREE_CLONE wants the source to be attached somewhere.',
        '文件要用文件来盖。在 6.15 之前，带 OPEN_TREE_CLONE 的 open_tree(2) 要求来源已经挂在某处。',
      ),
      text(
        'open_tree of the file with OPEN_TREE_CLONE, move_mount onto the descriptor of the file in /proc.',
        '用 OPEN_TREE_CLONE 对该文件做 open_tree，再 move_mount 到 /proc 里那个文件的描述符上。',
      ),
    ],
  },
  MEMINFO_OF_HOST: {
    title: text(
      '/proc/meminfo inside does not tell the limit',
      '容器里的 /proc/meminfo 说的不是限制',
    ),
    because: text(
      '/proc/meminfo is in no namespace: everyone reads the figures of the machine. A program that sizes its heap by MemTotal then takes more than memory.max and dies. Its total has to be that of the cgroup, in kB.',
      '/proc/meminfo 不属于任何命名空间：谁读到的都是整台机器的数。按 MemTotal 决定堆大小的程序会超过 memory.max 而死。总量应当是 cgroup 的，单位 kB。',
    ),
    read: ['proc_meminfo(5)', 'lxcfs(1)'],
    hints: [
      text(
        'Is there a mount on /proc/meminfo, and what is in its text?',
        '/proc/meminfo 上有挂载吗？里面写了什么？',
      ),
      text(
        'memory.max is in bytes, MemTotal in units of 1024; without a limit the host’s total is right.',
        'memory.max 的单位是字节，MemTotal 以 1024 字节为单位；没有限制时用宿主机的总量。',
      ),
      text(
        'Replace the number of the line MemTotal by the smaller of the two.',
        '把 MemTotal 那行的数换成两者中较小的。',
      ),
    ],
  },
  CPUINFO_OF_HOST: {
    title: text(
      '/proc/cpuinfo inside shows processors that it may not use',
      '容器里的 /proc/cpuinfo 显示了它不能用的处理器',
    ),
    because: text(
      'Programs count the lines "processor" to decide how many threads to start. The container may use one processor; its /proc/cpuinfo has to have one.',
      '程序数 “processor” 行来决定开几个线程。这个容器只能用一个处理器，它的 /proc/cpuinfo 也应当只有一个。',
    ),
    read: ['proc_cpuinfo(5)', 'lxcfs(1)'],
    hints: [
      text(
        'Is there a mount on /proc/cpuinfo, and how many blocks are in its text?',
        '/proc/cpuinfo 上有挂载吗？里面有几段？',
      ),
      text(
        'Each block ends in an empty line; leave out those of processors that are not in the cpuset.',
        '每段以空行结束；去掉不在 cpuset 里的处理器那几段。',
      ),
      text(
        'Bind the generated text over /proc/cpuinfo as over the others.',
        '像其他文件一样，把生成的文本绑定到 /proc/cpuinfo 上。',
      ),
    ],
  },
  UPTIME_OF_HOST: {
    title: text(
      '/proc/uptime inside is that of the machine',
      '容器里的 /proc/uptime 是整台机器的',
    ),
    because: text(
      'The container has just been started, and its /proc/uptime tells of a time before.',
      '容器刚刚启动，它的 /proc/uptime 却说到了之前的时间。',
    ),
    read: ['proc_uptime(5)', 'lxcfs(1)'],
    hints: [
      text('Is there a mount on /proc/uptime?', '/proc/uptime 上有挂载吗？'),
      text(
        'It has two numbers of seconds: since the start, and idle.',
        '里面是两个秒数：启动以来的，和空闲的。',
      ),
      text(
        'Bind the generated text over /proc/uptime as over the others.',
        '像其他文件一样，把生成的文本绑定到 /proc/uptime 上。',
      ),
    ],
  },
})
