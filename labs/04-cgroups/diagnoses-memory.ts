/** Step 3: what can be wrong with memory. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const RST = 'Documentation/admin-guide/cgroup-v2.rst, "Memory Interface Files"'
const SPEC = 'runtime-spec config-linux.md, "Memory"'

export const memoryDiagnoses = diagnosesOf({
  MEMORY_REFUSED: {
    title: text(
      'With a limit on memory, nothing runs',
      '有了内存限制之后什么也跑不起来',
    ),
    because: text(
      'The bundle has linux.resources.memory with limit, reservation and swap. Turning them into files of the cgroup, or writing one of these, failed.',
      'bundle 的 linux.resources.memory 里有 limit、reservation 和 swap。把它们变成 cgroup 文件，或写其中某个文件时失败了。',
    ),
    read: [RST, SPEC],
    hints: [
      text(
        'Which file was written, and what? Standard error says it.',
        '写的是哪个文件，写了什么？标准错误里有。',
      ),
      text(
        'Bytes are written as they are; no limit is the word "max", not -1. A value below zero comes from a subtraction the wrong way round.',
        '字节数原样写；没有限制写 "max"，而不是 -1。小于零的值说明减法写反了。',
      ),
      text(
        'memory.max, memory.low, memory.swap.max: three files, one number each.',
        'memory.max、memory.low、memory.swap.max：三个文件，各一个数。',
      ),
    ],
  },
  MEMORY_NOT_LIMITED: {
    title: text('The limit on memory does not hold', '内存限制没有生效'),
    because: text(
      'Past memory.max the kernel first reclaims. If it cannot find enough, its OOM killer ends a process of that cgroup, and no other.',
      '超过 memory.max 时，内核先回收内存。如果回收不够，OOM killer 就杀掉这个 cgroup 里的一个进程，不会动别人。',
    ),
    read: [RST, SPEC],
    hints: [
      text(
        'What is in memory.max of the leaf?',
        '叶子的 memory.max 里是什么？',
      ),
      text(
        '"max" means that there is none. memory.high only slows down and kills nobody; memory.low protects and limits nothing.',
        '“max” 表示没有限制。memory.high 只会拖慢，不会杀；memory.low 是保护，不是限制。',
      ),
      text(
        "{ file: 'memory.max', value: limitText(limit) }, -1 as max.",
        "{ file: 'memory.max', value: limitText(limit) }，-1 写成 max。",
      ),
    ],
  },
  MEMORY_HIGH_NOT_MAX: {
    title: text(
      'memory.high stands where memory.max belongs',
      '该写 memory.max 的地方写了 memory.high',
    ),
    because: text(
      'Above memory.high the kernel slows a process down and reclaims, and lets it grow all the same. Only memory.max is a wall.',
      '超过 memory.high 时，内核会拖慢进程并回收内存，但仍让它继续增长。只有 memory.max 才是一堵墙。',
    ),
    read: [RST, SPEC],
    hints: [
      text(
        'Compare memory.high and memory.max of the leaf.',
        '对照叶子的 memory.high 和 memory.max。',
      ),
      text(
        'Which of the two says "invoke the OOM killer" in the manual?',
        '手册里说会触发 OOM killer 的是哪一个？',
      ),
      text(
        "limit is { file: 'memory.max', … }.",
        "limit 对应 { file: 'memory.max', … }。",
      ),
    ],
  },
  OOM_ELSEWHERE: {
    title: text(
      'It was not the limit of the container that ended it',
      '结束它的不是容器自己的限制',
    ),
    because: text(
      'memory.events counts what happened in a cgroup and below it, memory.events.local only what its own limit caused. Here the bound of the cgroup above was hit: without it, the machine would have been next.',
      'memory.events 统计 cgroup 及其下面发生的事，memory.events.local 只统计由它自己的限制引起的。这里撞上的是上一级的上限：要是没有它，遭殃的就是整台机器。',
    ),
    read: [RST, 'cgroups(7), "Cgroups v2 release notification"'],
    hints: [
      text(
        'Compare max and oom in memory.events.local of the parent with memory.max of the leaf.',
        '把父级 memory.events.local 里的 max、oom 和叶子的 memory.max 对照。',
      ),
      text(
        'Either the leaf has no limit or the program is not in it.',
        '要么叶子没有限制，要么程序不在里面。',
      ),
      text(
        'Write memory.max into the leaf before the program starts in it.',
        '在程序于叶子中启动之前写好它的 memory.max。',
      ),
    ],
  },
  KILL_NOT_REPORTED: {
    title: text(
      'The kernel killed the program, and the runtime does not say so',
      '内核杀掉了程序，运行时却没有说',
    ),
    because: text(
      'The OOM killer sends SIGKILL. A shell, an engine and Kubernetes recognise that by the exit status 128 + 9.',
      'OOM killer 发送 SIGKILL。shell、引擎和 Kubernetes 都靠退出状态 128 + 9 认出这件事。',
    ),
    read: ['wait(2)', 'signal(7)'],
    hints: [
      text('With which status did the runtime end?', '运行时以什么状态退出？'),
      text(
        'A process that a signal ended has no exit status; whoever reports it adds 128.',
        '被信号杀死的进程没有退出码；报告者要用 128 加上信号编号。',
      ),
      text(
        'It is what you wrote in lab 01, step status. Does cleaning up the cgroup come in between?',
        '这在实验 01 的 status 步骤里写过。是不是清理 cgroup 时把它弄丢了？',
      ),
    ],
  },
  DIES_TOGETHER: {
    title: text(
      'One process was too big, and the whole container died',
      '一个进程太大，整个容器都死了',
    ),
    because: text(
      'The OOM killer chooses one process of the cgroup. With memory.oom.group it kills all; the bundle does not ask for that.',
      'OOM killer 从 cgroup 里选一个进程。设了 memory.oom.group 就会全部杀掉；bundle 没有这样要求。',
    ),
    read: [RST],
    hints: [
      text('What is in memory.oom.group?', 'memory.oom.group 里是什么？'),
      text(
        'The program itself used hardly anything; its child did. It should see with wait(2) how the child ended.',
        '程序自己几乎没用内存，用的是它的子进程。它应当通过 wait(2) 看到子进程的结局。',
      ),
      text(
        'Write only the files that the bundle asks for.',
        '只写 bundle 要求的文件。',
      ),
    ],
  },
  RESERVATION_IGNORED: {
    title: text(
      'The reservation is not in memory.low',
      'reservation 没有写进 memory.low',
    ),
    because: text(
      'A reservation is memory that the kernel leaves to this cgroup while it can take it from others. It is no limit, and no guarantee to the last page.',
      'reservation 是内核在还能从别处拿内存时留给这个 cgroup 的部分。它不是上限，也不是拼到最后一页的保证。',
    ),
    read: [RST, SPEC],
    hints: [
      text(
        'In which file of the leaf is the number, if in any?',
        '这个数在叶子的哪个文件里？有没有？',
      ),
      text(
        'memory.min is a guarantee that leads to OOM kills elsewhere, memory.high a brake; memory.low is best effort, as the soft limit of v1 was.',
        'memory.min 是硬保证，会让别处被 OOM 杀死；memory.high 是刹车；memory.low 是尽力而为，和 v1 的软限制一样。',
      ),
      text(
        "{ file: 'memory.low', value: limitText(reservation) }.",
        "{ file: 'memory.low', value: limitText(reservation) }。",
      ),
    ],
  },
  SWAP_OPEN: {
    title: text('Swap is left open', '没有限制交换空间'),
    because: text(
      'memory.max bounds what is in memory. Without memory.swap.max the kernel moves the rest to swap: the container uses more than it was given, and is slow besides.',
      'memory.max 只限制内存里的部分。没有 memory.swap.max，内核会把多出的换出去：容器用得比给它的多，还很慢。',
    ),
    read: [RST, SPEC],
    hints: [
      text(
        'What is in memory.swap.max of the leaf?',
        '叶子的 memory.swap.max 里是什么？',
      ),
      text(
        'In the bundle, swap is memory and swap together. Where it equals the limit, nothing is left for swap.',
        'bundle 里的 swap 是内存加交换空间的总和。它等于 limit 时，就没有留给交换空间的了。',
      ),
      text(
        "{ file: 'memory.swap.max', value: String(swap - limit) }.",
        "{ file: 'memory.swap.max', value: String(swap - limit) }。",
      ),
    ],
  },
  SWAP_UNCONVERTED: {
    title: text(
      'The sum of memory and swap is written as swap',
      '把内存加交换空间的总和当成了交换空间',
    ),
    because: text(
      'v1 had memory.memsw, the two together, and the bundle still means that. memory.swap.max of v2 is swap alone. So the container got its limit once more.',
      'v1 的 memory.memsw 是两者之和，bundle 至今仍是这个意思。v2 的 memory.swap.max 只是交换空间。于是容器多得了一份 limit。',
    ),
    read: [SPEC, RST],
    hints: [
      text(
        'Compare memory.swap.max with the swap and the limit of the bundle.',
        '把 memory.swap.max 和 bundle 里的 swap、limit 对照。',
      ),
      text(
        'What is left of the sum, without the memory?',
        '总和里去掉内存，还剩多少？',
      ),
      text('swap - limit; -1 stays max.', 'swap - limit；-1 还是 max。'),
    ],
  },
})
