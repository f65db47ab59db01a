/** Steps 7 and 8: what can be wrong with the view of cgroups, and with clocks. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const cgroupTimeDiagnoses = diagnosesOf({
  CGROUP_SHARED: {
    title: text(
      'The program sees where it stands among the cgroups of the host',
      '程序能看到自己在宿主机 cgroup 层级中的位置',
    ),
    because: text(
      'A cgroup namespace hides what is above: its root is the cgroup that the process was in when the namespace was made. The program is still in the namespace of the host, and reads the names of what runs beside it.',
      'cgroup 命名空间把上层隐藏起来：它的根就是创建命名空间时进程所在的 cgroup。程序还在宿主机的命名空间里，能读到旁边运行着什么的名字。',
    ),
    read: ['cgroup_namespaces(7)', 'unshare(2), CLONE_NEWCGROUP'],
    hints: [
      text(
        'This flag is not among those of the birth. Who makes the namespace then?',
        '这个标志不在出生时的标志里。那么由谁来创建这个命名空间？',
      ),
      text(
        'The child can leave a namespace for a new one while it lives, with unshare(2).',
        '子进程可以在运行中用 unshare(2) 离开一个命名空间，进入新的。',
      ),
      text(
        'Record child.unshare with CLONE_NEWCGROUP.',
        '用 CLONE_NEWCGROUP 记录一次 child.unshare。',
      ),
    ],
  },
  CGROUP_TOO_EARLY: {
    title: text(
      'The root of the cgroup namespace is not the cgroup of the program',
      'cgroup 命名空间的根不是程序所在的 cgroup',
    ),
    because: text(
      'The root of the namespace is the cgroup of the moment when it was made. Afterwards the process was moved to another one, so its path inside is not "/", and it can see out.',
      '命名空间的根是创建那一刻所在的 cgroup。之后进程又被移到别的 cgroup，所以它在里面的路径不是 “/”，还能看到外面。',
    ),
    read: ['cgroup_namespaces(7)'],
    hints: [
      text(
        'When is the namespace made, and when does the process reach its last cgroup?',
        '命名空间是什么时候创建的，进程又是什么时候到达最终的 cgroup？',
      ),
      text('First the place, then the namespace.', '先到位，再创建命名空间。'),
      text(
        'unshare(CLONE_NEWCGROUP) belongs behind everything that moves the process.',
        'unshare(CLONE_NEWCGROUP) 要放在所有移动进程的步骤之后。',
      ),
    ],
  },
  TIME_NOT_STARTED: {
    title: text(
      'With clocks of its own, nothing starts',
      '要求自己的时钟时什么也启动不了',
    ),
    because: text(
      'The offsets can be written as long as no process lives in the namespace. unshare(2) makes one without anybody in it; the next child is born into it, and from then on timens_offsets answers EACCES.',
      '只有当命名空间里还没有进程时才能写偏移量。unshare(2) 创建一个没有人的时间命名空间；下一个子进程出生在里面，从那时起写 timens_offsets 就得到 EACCES。',
    ),
    read: ['time_namespaces(7)'],
    hints: [
      text(
        'Which step failed, and with which error? Standard error names both.',
        '哪一步失败了，错误是什么？标准错误里都有。',
      ),
      text(
        'EACCES: there is a process already. EINVAL: the text is not "clock seconds nanoseconds" in each line. ERANGE: a clock would go below zero.',
        'EACCES：里面已经有进程。EINVAL：某一行不是“时钟 秒 纳秒”。ERANGE：某个时钟会小于零。',
      ),
      text(
        'unshare, then the parent writes /proc/<pid>/timens_offsets of the process that called it, then the birth of the next.',
        '先 unshare，再由父进程写调用者的 /proc/<pid>/timens_offsets，然后才让下一个出生。',
      ),
    ],
  },
  TIME_SHARED: {
    title: text(
      'The program has the clocks of the host',
      '程序用的是宿主机的时钟',
    ),
    because: text(
      'The program is in the time namespace of the host: its monotonic clock and its time since boot are those of the machine.',
      '程序在宿主机的时间命名空间里：它的单调时钟和开机时长就是这台机器的。',
    ),
    read: ['time_namespaces(7)', 'unshare(2), CLONE_NEWTIME'],
    hints: [
      text(
        'Compare the two inodes in the evidence.',
        '比较证据里的两个 inode。',
      ),
      text(
        'A namespace of the type "time" in the spec asks for a flag of its own.',
        'spec 里类型为 "time" 的命名空间要求有它自己的标志。',
      ),
      text(
        'The flag is CLONE_NEWTIME; it has to be part of the number that flagsOf returns.',
        '标志是 CLONE_NEWTIME；它必须包含在 flagsOf 返回的数里。',
      ),
    ],
  },
  TIME_FOR_CHILDREN_ONLY: {
    title: text(
      'The new clocks are for children only, and the program is no child',
      '新的时钟只对子进程有效，而程序不是子进程',
    ),
    because: text(
      'As with PID namespaces, unshare(2) sets time_for_children and leaves the caller where it is. The program was executed by the caller.',
      '和 PID 命名空间一样，unshare(2) 只设置 time_for_children，调用者自己不动。而程序是由调用者执行的。',
    ),
    read: ['time_namespaces(7)', 'unshare(2), CLONE_NEWTIME'],
    hints: [
      text(
        'Compare ns/time and ns/time_for_children of the program.',
        '比较程序的 ns/time 和 ns/time_for_children。',
      ),
      text(
        'There has to be a birth between unshare and execve.',
        '在 unshare 和 execve 之间必须有一次出生。',
      ),
      text(
        'After the offsets are written: one more child, which goes on with the program.',
        '写好偏移量之后：再生一个子进程，由它继续执行程序。',
      ),
    ],
  },
  OFFSETS_WRONG: {
    title: text(
      'The clocks are not ahead by what the bundle says',
      '时钟的偏移与 bundle 不一致',
    ),
    because: text(
      'timens_offsets has a line for each clock: monotonic and boottime, each with seconds and nanoseconds. What is not written stays 0.',
      'timens_offsets 里每个时钟一行：monotonic 和 boottime，各有秒和纳秒。没有写的就是 0。',
    ),
    read: [
      'time_namespaces(7)',
      'runtime-spec config-linux.md, "Offset for Time Namespace"',
    ],
    hints: [
      text(
        'Compare expected and actual: which clock, and which part of it?',
        '比较“期望”和“实际”：是哪个时钟，哪一部分？',
      ),
      text(
        'An offset has two members, secs and nanosecs, and each clock has its own.',
        '一个偏移量有 secs 和 nanosecs 两个成员，每个时钟各有一份。',
      ),
      text(
        'Two lines: "monotonic", its secs, its nanosecs; "boottime", its secs, its nanosecs.',
        '两行：“monotonic” 和它的 secs、nanosecs；“boottime” 和它的 secs、nanosecs。',
      ),
    ],
  },
})
