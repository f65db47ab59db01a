/** Step 1: what can be wrong with a cgroup before any limit is felt. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const createDiagnoses = diagnosesOf({
  CGROUP_REFUSED: {
    title: text(
      'With a cgroup of its own, nothing runs',
      '有了自己的 cgroup 之后什么也跑不起来',
    ),
    because: text(
      'The bundle names a cgroup in linux.cgroupsPath, below one that was delegated to you. Making it, setting it up or entering it failed.',
      'bundle 用 linux.cgroupsPath 指定了一个 cgroup，位于交给你管理的那个之下。创建、设置或进入它时失败了。',
    ),
    read: [
      'cgroups(7), "CGROUPS VERSION 2"',
      'runtime-spec config-linux.md, "Cgroups Path"',
    ],
    hints: [
      text(
        'Which file was it, and which error? Standard error names both.',
        '是哪个文件，什么错误？标准错误里都有。',
      ),
      text(
        'A cgroup is a directory; its settings are files that the kernel puts there. A file that is missing belongs to a controller that is not enabled.',
        'cgroup 是一个目录；它的设置是内核放进去的文件。少了哪个文件，就是哪个控制器没有启用。',
      ),
      text(
        'In the VM: mkdir /sys/fs/cgroup/try, look at what is in it, echo 0 > …/cgroup.procs in a subshell, rmdir. Your runtime does the same.',
        '在虚拟机里：mkdir /sys/fs/cgroup/try，看看里面有什么，在子 shell 里 echo 0 > …/cgroup.procs，再 rmdir。你的运行时做的是同样的事。',
      ),
    ],
  },
  CGROUP_ELSEWHERE: {
    title: text(
      'The program is in another cgroup than the bundle names',
      '程序所在的 cgroup 不是 bundle 指定的那个',
    ),
    because: text(
      'An absolute cgroupsPath is meant from the root of the hierarchy. Who manages the machine counts on it: it has delegated just that subtree.',
      '绝对的 cgroupsPath 是从层级的根算起的。管理机器的人依赖这一点：他交出来的只有那棵子树。',
    ),
    read: [
      'runtime-spec config-linux.md, "Cgroups Path"',
      'cgroups(7), "/proc files"',
    ],
    hints: [
      text(
        'Compare the path in /proc/<pid>/cgroup with the one of the bundle.',
        '把 /proc/<pid>/cgroup 里的路径和 bundle 里的对照。',
      ),
      text(
        'The line "0::/a/b" is relative to the mount point of cgroup2. So is an absolute cgroupsPath; only a relative one goes below a place of your choice.',
        '“0::/a/b” 这一行是相对于 cgroup2 挂载点的。绝对的 cgroupsPath 也一样；只有相对的才放到你自己选的位置之下。',
      ),
      text(
        'join(mountPoint, cgroupsPath), all of it, not only its last name.',
        'join(mountPoint, cgroupsPath)，整条路径，不只是最后一个名字。',
      ),
    ],
  },
  NOT_IN_CGROUP: {
    title: text('The program is not in its cgroup', '程序不在自己的 cgroup 里'),
    because: text(
      'A limit holds for the processes of a cgroup. A process is born into the cgroup of its parent, and stays until someone moves it.',
      '限制只对 cgroup 里的进程有效。进程生在父进程的 cgroup 里，除非有人移动它，否则一直在那里。',
    ),
    read: ['cgroups(7), "/proc files"', 'clone(2), CLONE_INTO_CGROUP'],
    hints: [
      text(
        'Whose cgroup does /proc/<pid>/cgroup show in the evidence?',
        '证据里 /proc/<pid>/cgroup 显示的是谁的 cgroup？',
      ),
      text(
        'There are two ways in: clone3(2) with a descriptor of the directory, or a number written to cgroup.procs.',
        '有两种进入的办法：clone3(2) 带上目录的描述符，或者把进程号写进 cgroup.procs。',
      ),
      text(
        'Open the directory, hand the descriptor to child.bornInto(0n, descriptor), and close it once the child is there.',
        '打开目录，把描述符交给 child.bornInto(0n, descriptor)，子进程出现之后再关闭。',
      ),
    ],
  },
  CONTROLLERS_REFUSED: {
    title: text(
      'The kernel refuses what is written to cgroup.subtree_control',
      '内核拒绝写入 cgroup.subtree_control 的内容',
    ),
    because: text(
      'A cgroup can hand down only the controllers that its own parent hands to it, and it is told so with a sign before each name.',
      'cgroup 只能把父级交给它的控制器再交下去；写入时每个名字前面都要有符号。',
    ),
    read: [
      'cgroups(7), "Cgroups v2 subtree control"',
      'Documentation/admin-guide/cgroup-v2.rst, "Enabling and Disabling"',
    ],
    hints: [
      text(
        'EINVAL, ENOENT or EBUSY? Each has another cause.',
        '是 EINVAL、ENOENT 还是 EBUSY？原因各不相同。',
      ),
      text(
        'EINVAL: a name without "+", or one that nobody knows. ENOENT: cgroup.controllers of this directory lacks it, so a directory above has to hand it down first. EBUSY: processes are in it.',
        'EINVAL：名字前没有 “+”，或没有这个控制器。ENOENT：这个目录的 cgroup.controllers 里没有它，上一级要先交下来。EBUSY：里面有进程。',
      ),
      text(
        'From the top down: for each directory above the leaf, write "+cpu +memory +pids" to its cgroup.subtree_control before you go on to the next.',
        '自上而下：对叶子之上的每个目录，先把 "+cpu +memory +pids" 写进它的 cgroup.subtree_control，再处理下一级。',
      ),
    ],
  },
  CONTROLLER_MISSING: {
    title: text(
      'The cgroup lacks a controller that the settings need',
      'cgroup 里缺少设置所需的控制器',
    ),
    because: text(
      'memory.max is there only if the memory controller is. A new cgroup has what the subtree_control of its parent says, and that is empty unless somebody fills it.',
      '有 memory 控制器才有 memory.max。新 cgroup 有哪些控制器，由父级的 subtree_control 决定；没有人写，它就是空的。',
    ),
    read: [
      'cgroups(7), "Cgroups v2 controllers"',
      'Documentation/admin-guide/cgroup-v2.rst, "Controlling Controllers"',
    ],
    hints: [
      text(
        'Look at cgroup.controllers of the leaf, then at cgroup.subtree_control of every directory above it.',
        '看叶子的 cgroup.controllers，再看它上面每个目录的 cgroup.subtree_control。',
      ),
      text(
        'Each directory on the way has to hand the controller down: the one that was delegated to you, and every one that you made. Not the leaf itself.',
        '途中的每个目录都要把控制器交下去：交给你的那个，和你创建的每一个。叶子自己不用。',
      ),
      text(
        'Names before the dot of the files that you write, each with "+", into the cgroup.subtree_control of all ancestors, the highest first.',
        '把要写的文件名里点号之前的部分，各加 “+”，写进所有上级的 cgroup.subtree_control，从最高的开始。',
      ),
    ],
  },
  V1_FILE: {
    title: text(
      'A file of cgroup v1 is looked for on v2',
      '在 cgroup v2 里找 v1 的文件',
    ),
    because: text(
      'The OCI specification still speaks in the words of v1: shares, quota, limit. In v2 the files have other names, other units and other ranges.',
      'OCI 规范仍在用 v1 的词汇：shares、quota、limit。在 v2 里，文件的名字、单位和取值范围都不一样。',
    ),
    read: [
      'Documentation/admin-guide/cgroup-v2.rst, "Controllers"',
      'crun(1), "CGROUP v2"',
    ],
    hints: [
      text(
        'List the directory of a cgroup. Is the file there that you write to?',
        '列出 cgroup 目录。你要写的文件在里面吗？',
      ),
      text(
        'In v2, quota and period share one file, shares became a weight, and limit_in_bytes became max.',
        '在 v2 里，quota 和 period 合在一个文件里，shares 变成了权重，limit_in_bytes 变成了 max。',
      ),
      text(
        'cpu.max, cpu.weight, memory.max, memory.low, memory.swap.max, pids.max.',
        'cpu.max、cpu.weight、memory.max、memory.low、memory.swap.max、pids.max。',
      ),
    ],
  },
  ENTERED_TOO_LATE: {
    title: text(
      'The program was in its cgroup only after execve(2)',
      '程序在 execve(2) 之后才进入自己的 cgroup',
    ),
    because: text(
      'Pages are charged to the cgroup that a process is in when it first needs them, and the charge does not move along. execve(2) copies arguments and environment: these pages are missing here, so they were paid elsewhere.',
      '内存页记在进程第一次用到它时所在的 cgroup 上，之后移动进程也不会跟着走。execve(2) 会复制参数和环境变量：这里没有这些页，说明是别处付的账。',
    ),
    read: [
      'execve(2)',
      'Documentation/admin-guide/cgroup-v2.rst, "Memory Ownership"',
      'clone(2), CLONE_INTO_CGROUP',
    ],
    hints: [
      text(
        'What can a program do between its first instruction and the moment you move it?',
        '从第一条指令到你移动它的那一刻之间，程序能做什么？',
      ),
      text(
        'It can allocate and fork, all of it free of charge. The limits have to stand, and the process has to be inside, before the program begins.',
        '它可以分配内存、创建进程，而且都不计账。程序开始之前，限制必须写好，进程必须在里面。',
      ),
      text(
        'Let the child be born there: bornInto with the descriptor of the directory. Without CLONE_INTO_CGROUP, its first step writes "0" to cgroup.procs.',
        '让子进程直接生在里面：把目录的描述符交给 bornInto。没有 CLONE_INTO_CGROUP 时，它的第一步是把 "0" 写进 cgroup.procs。',
      ),
    ],
  },
  SETTING_MISSING: {
    title: text(
      'A file of the cgroup does not hold what the bundle says',
      'cgroup 的某个文件里不是 bundle 要求的值',
    ),
    because: text(
      'linux.resources.unified names files of cgroup v2 and what to write there, as it stands.',
      'linux.resources.unified 直接写明 cgroup v2 的文件和要写入的内容。',
    ),
    read: [
      'runtime-spec config-linux.md, "Unified"',
      'Documentation/admin-guide/cgroup-v2.rst',
    ],
    hints: [
      text('Which file, and what is in it?', '是哪个文件，里面是什么？'),
      text(
        'Is it written at all, and into the directory that the program is in?',
        '到底有没有写？写进的是不是程序所在的目录？',
      ),
      text(
        'writeFileSync(join(directory, file), value), after the controllers are enabled and before the program starts.',
        'writeFileSync(join(directory, file), value)，在启用控制器之后、程序启动之前。',
      ),
    ],
  },
  LIMITS_ON_PARENT: {
    title: text(
      'A limit was written to the cgroup above',
      '限制写到了上一级 cgroup 里',
    ),
    because: text(
      'A limit holds for everything below. The parent was delegated for many containers: what stands there bounds all of them together, and its files belong to whoever delegated it.',
      '限制对下面的一切都有效。父级是交给许多容器用的：写在那里会把它们合在一起限制，而且那些文件属于交出它的人。',
    ),
    read: [
      'cgroups(7), "Cgroups v2 delegation"',
      'Documentation/admin-guide/cgroup-v2.rst, "Delegation"',
    ],
    hints: [
      text(
        'In which directory does the evidence show your value?',
        '证据里你的值出现在哪个目录？',
      ),
      text(
        'Of the directories above, only cgroup.subtree_control (and cgroup.procs) are yours to write.',
        '在上级目录里，只有 cgroup.subtree_control（和 cgroup.procs）可以由你来写。',
      ),
      text(
        'Settings go to the leaf, the directory of cgroupsPath itself.',
        '设置写进叶子，也就是 cgroupsPath 那个目录本身。',
      ),
    ],
  },
})
