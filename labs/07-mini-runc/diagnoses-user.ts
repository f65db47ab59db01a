/** Step 3: what can be wrong with who a program is, and what it may use up. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const idDiagnoses = diagnosesOf({
  ENDED_EARLY: {
    title: text(
      'The program was gone before it was done',
      '程序还没做完就不在了',
    ),
    because: text(
      'The program of the bundle makes its calls, blocks all signals and sleeps. It started, and then somebody ended it, or it waits for something that does not come.',
      'bundle 里的程序会做完它的调用、阻塞所有信号，然后睡眠。它启动了，之后被人结束，或者在等待不会到来的东西。',
    ),
    read: ['signal(7)', 'execve(2)'],
    hints: [
      text(
        'How did the runtime itself end, and what did it say last?',
        '运行时自己是怎样结束的，最后说了什么？',
      ),
      text(
        'A program that lost a right in the middle, or got a filter that forbids everyday calls, ends by itself.',
        '中途失去权限，或者被过滤器禁止了日常调用的程序，会自己结束。',
      ),
      text(
        'Run the same bundle with strace in front of your runtime: strace -f shows the last call of each process.',
        '在你的运行时前面加上 strace 运行同一个 bundle：strace -f 会显示每个进程的最后一个调用。',
      ),
    ],
  },
  USER_NOT_SET: {
    title: text(
      'The program is another user than asked',
      '程序的用户不是要求的那个',
    ),
    because: text(
      'A process keeps the user of its parent, and yours is root. The bundle names another one; the kernel knows only numbers, and no file of the image is asked.',
      '进程沿用父进程的用户，而你的运行时是 root。bundle 指定了另一个；内核只认数字，不会去问镜像里的任何文件。',
    ),
    read: ['setresuid(2)', 'runtime-spec config.md, "POSIX-platform User"'],
    hints: [
      text(
        'Compare the line Uid of the evidence with process.user of the bundle.',
        '把证据里的 Uid 一行与 bundle 的 process.user 比较。',
      ),
      text(
        'The user and the group are two numbers with a call each; neither follows from the other.',
        '用户和组是两个数字，各有一个调用；谁也不能由另一个推出来。',
      ),
      text(
        'Record a call that sets all three user IDs to uid, as the last of those that change who the process is.',
        '记录一个把三个用户 ID 都设为 uid 的调用，放在所有改变身份的调用的最后。',
      ),
    ],
  },
  GROUP_NOT_SET: {
    title: text('The group is still another one', '组还不对'),
    because: text(
      'The user is right and the group is not: the process can still do to files whatever the group of root may.',
      '用户是对的，组却不对：root 组能对文件做的事，进程仍然都能做。',
    ),
    read: ['setresgid(2)', 'credentials(7)'],
    hints: [
      text(
        'Who is allowed to change the group of a process?',
        '谁有权改变进程的组？',
      ),
      text(
        'CAP_SETGID is needed, and it goes when the user stops being root. So the order decides.',
        '需要 CAP_SETGID，而用户不再是 root 时它就没有了。所以顺序是关键。',
      ),
      text(
        'Set all three group IDs to gid, right before the user is changed.',
        '把三个组 ID 都设为 gid，就在改变用户之前。',
      ),
    ],
  },
  USER_IN_PART: {
    title: text(
      'The program can become another user again',
      '程序还能变回另一个用户',
    ),
    because: text(
      'A process has a real, an effective and a saved user. Some of them are still those of root here: one call, and the program is root again.',
      '进程有实际、有效和保存的三个用户 ID。这里还有一些是 root 的：只要一个调用，程序就又是 root 了。',
    ),
    read: ['credentials(7)', 'setresuid(2)'],
    hints: [
      text(
        'The line Uid has four numbers. Which of them differ?',
        'Uid 一行有四个数字。哪些不一样？',
      ),
      text(
        'What a call leaves alone (-1) stays what it was.',
        '调用里留着不动的（-1）就还是原来的值。',
      ),
      text(
        'Give the same uid for all three arguments of the call with "res" in its name.',
        '对名字里有 “res” 的那个调用，三个参数都给同一个 uid。',
      ),
    ],
  },
  USER_BEFORE_GROUPS: {
    title: text(
      'The groups come too late: the right is gone',
      '改组改得太晚：权限已经没有了',
    ),
    because: text(
      'When all three user IDs stop being 0, the kernel takes all capabilities away, CAP_SETGID among them. The call for the groups comes after that, and gets EPERM.',
      '三个用户 ID 都不再是 0 时，内核会拿走所有权限，其中就有 CAP_SETGID。设置组的调用在它之后，得到 EPERM。',
    ),
    read: [
      'capabilities(7), "Effect of user ID changes on capabilities"',
      'setgroups(2)',
    ],
    hints: [
      text(
        'Which of your calls takes the right away that the next one needs?',
        '你的哪个调用拿走了下一个调用需要的权限？',
      ),
      text(
        'Whoever gives up a key has to lock the other doors first.',
        '交出钥匙之前，要先锁好其他的门。',
      ),
      text(
        'Additional groups, then the group, and the user last of all.',
        '先附加组，再组，最后才是用户。',
      ),
    ],
  },
  GROUPS_NOT_SET: {
    title: text('Additional groups are missing', '缺少附加组'),
    because: text(
      'The list of additional groups belongs to the process, and /etc/group plays no part in it: that is read by login programs only. Nobody has set the list of the bundle.',
      '附加组的列表属于进程，与 /etc/group 无关：那只有登录程序才读。没有人设置 bundle 里的列表。',
    ),
    read: ['setgroups(2)', 'runtime-spec config.md, "additionalGids"'],
    hints: [
      text(
        'Which call sets the whole list at once?',
        '哪个调用一次设置整个列表？',
      ),
      text(
        'It replaces the list, and takes a right that only root has.',
        '它会替换整个列表，并且需要只有 root 才有的权限。',
      ),
      text(
        'Before group and user: child.setgroups with the additionalGids of the bundle, which may be none.',
        '在组和用户之前：用 bundle 的 additionalGids（可能为空）调用 child.setgroups。',
      ),
    ],
  },
  GROUPS_KEPT: {
    title: text(
      'The program is in groups that nobody asked for',
      '程序在没人要求的组里',
    ),
    because: text(
      'Groups of the runtime were inherited or added. Each of them opens files: one group too many has been a vulnerability more than once.',
      '运行时的组被继承或添加了进来。每个组都能打开一些文件：多出一个组就足以成为漏洞。',
    ),
    read: ['setgroups(2)', 'credentials(7)'],
    hints: [
      text(
        'Which numbers in the evidence are not in the bundle?',
        '证据里的哪些数字不在 bundle 里？',
      ),
      text(
        'An empty list is a list too: whoever is asked for no groups has none.',
        '空列表也是列表：没有要求附加组，就应该一个也没有。',
      ),
      text(
        'Pass the list of the bundle and nothing else, also when it is empty.',
        '只传 bundle 的列表，别的都不加，列表为空时也一样。',
      ),
    ],
  },
  MAPPED_IDS_WRONG: {
    title: text(
      'In a user namespace the user is another one',
      '在用户命名空间里用户不对',
    ),
    because: text(
      'In a user namespace numbers mean what its map says: user 1000 inside is the first of the map plus 1000 outside. /proc shows the host’s number, and it is not that one.',
      '在用户命名空间里，数字的含义由映射决定：里面的 1000 号用户，在外面是映射起点加 1000。/proc 显示的是宿主机的数字，而它不对。',
    ),
    read: ['user_namespaces(7)', 'runtime-spec config.md, "User"'],
    hints: [
      text(
        'Being root of the namespace is only the way there. Who is the program to be?',
        '成为命名空间的 root 只是途中的一步。程序最后应该是谁？',
      ),
      text(
        'Inside, the process uses the numbers of the bundle; the kernel translates them.',
        '进程在里面使用 bundle 的数字，由内核来翻译。',
      ),
      text(
        'Do with a user namespace what you do without: groups, group, user, by the numbers of the bundle.',
        '有用户命名空间时和没有时做同样的事：附加组、组、用户，都用 bundle 的数字。',
      ),
    ],
  },
})

const limitDiagnoses = diagnosesOf({
  UMASK_NOT_SET: {
    title: text('The umask is another one', 'umask 不对'),
    because: text(
      'The umask is a property of the process: bits that it takes away from the permissions of every new file. It is inherited through execve.',
      'umask 是进程的属性：新建文件时要从权限里去掉的位。它会经过 execve 保留下来。',
    ),
    read: ['umask(2)', 'runtime-spec config.md, "umask"'],
    hints: [
      text(
        'The bundle has a decimal number; /proc prints it in octal.',
        'bundle 里是十进制数，/proc 用八进制打印。',
      ),
      text(
        'The bits of the umask are those that files do not get.',
        'umask 里的位是文件得不到的那些。',
      ),
      text(
        'One call with the number as it stands in the bundle, late enough for nothing of the runtime to be made by it.',
        '用 bundle 里的数字原样调用一次，时机要晚，不影响运行时自己创建的东西。',
      ),
    ],
  },
  RLIMITS_NOT_SET: {
    title: text('Not all resource limits are set', '没有设置全部资源限制'),
    because: text(
      'Each resource has a limit of its own, and each limit needs a call of its own. What is not set is inherited from the runtime.',
      '每种资源有自己的限制，每个限制都要单独调用一次。没有设置的就从运行时继承。',
    ),
    read: ['prlimit(2)', 'runtime-spec config.md, "rlimits"'],
    hints: [
      text(
        'Which limits of the bundle are missing in the evidence?',
        '证据里缺了 bundle 的哪些限制？',
      ),
      text(
        'The bundle has a list, of any length, in any order.',
        'bundle 给的是一个列表，长度和顺序都不固定。',
      ),
      text(
        'For each entry of the list, one call with its number from RESOURCES, and a structure of two words.',
        '对列表里的每一项调用一次，用 RESOURCES 里的编号和一个两个字的结构。',
      ),
    ],
  },
  RLIMITS_ONE_FOR_BOTH: {
    title: text(
      'One number serves as soft and as hard limit',
      '软限制和硬限制用了同一个数',
    ),
    because: text(
      'The soft limit is in force, and the process may raise it as far as the hard one. Where both are one number, the program can either do too little or too much.',
      '软限制是当前生效的，进程可以把它提高到硬限制。两者用同一个数时，程序不是能做的太少，就是太多。',
    ),
    read: ['getrlimit(2)'],
    hints: [
      text(
        'The evidence has two columns. Which of them is wrong?',
        '证据有两列。哪一列是错的？',
      ),
      text(
        'struct rlimit has two members, in the order soft, hard.',
        'struct rlimit 有两个成员，先软后硬。',
      ),
      text(
        'Give rlimit() both numbers of the entry, in its order.',
        '把这一项的两个数字按顺序都交给 rlimit()。',
      ),
    ],
  },
  OOM_SCORE_NOT_SET: {
    title: text(
      'The OOM score is that of the runtime',
      'OOM 分数是运行时自己的',
    ),
    because: text(
      'When memory is short the kernel kills who has the highest score. The bundle says by how much the program’s is to be changed; it was inherited instead.',
      '内存不足时，内核会杀掉分数最高的进程。bundle 说明了要调整多少，但这里是继承来的。',
    ),
    read: [
      'proc_pid_oom_score_adj(5)',
      'runtime-spec config.md, "oomScoreAdj"',
    ],
    hints: [
      text(
        'It is a file of the process in /proc, inherited by fork.',
        '它是进程在 /proc 里的一个文件，fork 时继承。',
      ),
      text(
        'Whoever lowers it needs CAP_SYS_RESOURCE of the host; raising it is free.',
        '降低它需要宿主机的 CAP_SYS_RESOURCE；提高它谁都可以。',
      ),
      text(
        'Write the number of the bundle, also if it is 0, whenever the bundle has one.',
        '只要 bundle 里有这个数，就写进去，0 也一样。',
      ),
    ],
  },
  SCHEDULER_NOT_SET: {
    title: text(
      'The processor serves it by other rules',
      '处理器按别的规则为它服务',
    ),
    because: text(
      'Policy and nice value are part of the process. Without a call they are those of the runtime: SCHED_OTHER, and 0.',
      '调度策略和 nice 值是进程的一部分。没有调用，就是运行时自己的：SCHED_OTHER 和 0。',
    ),
    read: ['sched_setattr(2)', 'runtime-spec config.md, "scheduler"'],
    hints: [
      text(
        'Is it the policy or the nice value that differs?',
        '不同的是策略，还是 nice 值？',
      ),
      text(
        'One structure holds both; the policy is a number of sched(7).',
        '一个结构里两者都有；策略是 sched(7) 里的一个数。',
      ),
      text(
        'Translate the word of the bundle by a table, and leave no word on one number.',
        '用一张表翻译 bundle 里的词，每个词都对应自己的数。',
      ),
    ],
  },
  IO_PRIORITY_NOT_SET: {
    title: text(
      'Disks serve it by another priority',
      '磁盘按别的优先级为它服务',
    ),
    because: text(
      'The priority of disks is one number of two parts: the class above bit 13, the level below. The kernel shows another number than the bundle asks for.',
      '磁盘优先级是一个由两部分组成的数：第 13 位以上是类别，以下是级别。内核显示的数与 bundle 要求的不同。',
    ),
    read: ['ioprio_set(2)', 'runtime-spec config.md, "ioPriority"'],
    hints: [
      text(
        'Write both numbers of the evidence in binary.',
        '把证据里的两个数都写成二进制。',
      ),
      text(
        'Class and level have to be joined to one argument.',
        '类别和级别要合成一个参数。',
      ),
      text(
        'The class shifted left by 13, or’ed with the level.',
        '类别左移 13 位，再与级别按位或。',
      ),
    ],
  },
  SYSCTL_NOT_SET: {
    title: text(
      'Settings of the kernel are not what was asked for',
      '内核参数不是要求的值',
    ),
    because: text(
      'A namespace is born with values of its own. What linux.sysctl asks for has to be written into its files below /proc/sys, each setting by itself.',
      '命名空间出生时有自己的默认值。linux.sysctl 要求的值必须写进 /proc/sys 下对应的文件，一个一个地写。',
    ),
    read: ['proc_sys(5)', 'runtime-spec config-linux.md, "Sysctl"'],
    hints: [
      text(
        'Which of the three settings is right, and which is not?',
        '三个参数里哪个对，哪个不对？',
      ),
      text(
        'sysctl is an object: names and values, as many as there are.',
        'sysctl 是一个对象：有多少名字和值就写多少。',
      ),
      text(
        'For each name: open the file of its path, write the value, close it.',
        '对每个名字：打开它路径上的文件，写入值，关闭。',
      ),
    ],
  },
  SYSCTL_UNREACHABLE: {
    title: text(
      'The file of a setting cannot be written',
      '写不了参数对应的文件',
    ),
    because: text(
      'The runtime ended at a file below /proc/sys. Either it is not there by that path, or by that time it may not be written any more.',
      '运行时在 /proc/sys 下的一个文件处结束了。要么按那个路径找不到它，要么那时已经不能再写。',
    ),
    read: ['sysctl.d(5)', 'proc_sys(5)'],
    hints: [
      text(
        'Read the path in the error: does such a file exist?',
        '看错误信息里的路径：有这样的文件吗？',
      ),
      text(
        'In a name the parts have dots between them, in a path slashes. And an engine makes /proc/sys read-only in the container.',
        '名字的各部分之间是点，路径的各部分之间是斜杠。而且引擎会把容器里的 /proc/sys 设为只读。',
      ),
      text(
        'Turn the name into a path with sysctlPath, and write while /proc is still that of the host.',
        '用 sysctlPath 把名字变成路径，并在 /proc 还是宿主机的时候写入。',
      ),
    ],
  },
  SYSCTL_ON_HOST: {
    title: text(
      'The runtime changed settings of the host',
      '运行时改了宿主机的参数',
    ),
    because: text(
      'Which file of a namespace one opens below /proc/sys depends on who opens it. Opened by the runtime itself, it is that of the host.',
      '在 /proc/sys 下打开的是哪个命名空间的文件，取决于谁来打开。由运行时自己打开，就是宿主机的。',
    ),
    read: ['proc_sys(5)', 'namespaces(7)'],
    hints: [
      text(
        'Which process writes: the runtime, or the child in its namespaces?',
        '是哪个进程在写：运行时，还是在自己命名空间里的子进程？',
      ),
      text(
        'A function of Node acts at once and here; a call recorded on the Program is made there.',
        'Node 的函数马上在这里执行；记录在 Program 上的调用才在那里执行。',
      ),
      text(
        'Open, write and close with the methods of child.',
        '打开、写入和关闭都用 child 的方法。',
      ),
    ],
  },
  SYSCTL_SHARED: {
    title: text(
      'A setting of the host was accepted for a container',
      '把宿主机的参数当成容器的接受了',
    ),
    because: text(
      'Few settings have namespaces. Any other one, and any of a namespace that the container shares, belongs to the whole machine: a container must not change it.',
      '只有少数参数有命名空间。其余的，以及容器与宿主机共用的命名空间里的参数，都属于整台机器：容器不能改。',
    ),
    read: ['runtime-spec config-linux.md, "Sysctl"', 'namespaces(7)'],
    hints: [
      text(
        'Which namespace has the setting of the evidence, and does the container have one of its own?',
        '证据里的参数属于哪种命名空间？容器有自己的吗？',
      ),
      text(
        'net.* goes with the network; fs.mqueue.* and some of kernel.* with ipc; nothing else has an owner.',
        'net.* 属于网络；fs.mqueue.* 和部分 kernel.* 属于 ipc；其他的没有归属。',
      ),
      text(
        'Before anything starts, refuse what has no owner, and what has one that is not in linux.namespaces.',
        '在启动任何东西之前，拒绝没有归属的参数，以及归属不在 linux.namespaces 里的参数。',
      ),
    ],
  },
})

export const userDiagnoses = { ...idDiagnoses, ...limitDiagnoses }
