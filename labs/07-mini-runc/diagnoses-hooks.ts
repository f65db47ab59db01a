/** What can go wrong with hooks. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const hooksDiagnoses = diagnosesOf({
  HOOK_NOT_RUN: {
    title: text('A hook is not run', '有钩子没有运行'),
    because: text(
      'Each hook of each kind has to be run, by the command that it belongs to: three kinds by create, two by start, one by delete.',
      '每一种的每个钩子都要由它所属的命令运行：三种归 create，两种归 start，一种归 delete。',
    ),
    read: ['runtime-spec config.md, "POSIX-platform Hooks"'],
    hints: [
      text(
        'Which hooks were run, and which came next in the list?',
        '运行了哪些钩子？列表里接下来该是哪一个？',
      ),
      text(
        'start and delete come later, from another process: create has to write down the hooks that they will need.',
        'start 和 delete 在以后由别的进程执行：它们要用的钩子，create 必须先记下来。',
      ),
      text(
        'Go through all hooks of a kind in a loop; and do not stop at the first that went well.',
        '对同一种的钩子逐个循环，第一个成功之后不要停。',
      ),
    ],
  },
  HOOK_TOO_LATE: {
    title: text(
      'A hook comes at the wrong moment of create',
      '钩子在 create 中的时机不对',
    ),
    because: text(
      'prestart and createRuntime come when the namespaces are there and the root is still that of the host: that is when networks are connected, and mounts added.',
      'prestart 和 createRuntime 要在命名空间已经建好、根目录还是宿主机的那一刻运行：这时可以接网络、加挂载。',
    ),
    read: ['runtime-spec config.md, "CreateRuntime Hooks"', 'pivot_root(2)'],
    hints: [
      text(
        'Where does the first process stand while your hooks are run?',
        '运行钩子时，你的第一个进程走到了哪里？',
      ),
      text(
        'It must have its namespaces, and wait: for its parent to run the hooks, before it calls pivot_root(2).',
        '它必须已经有了自己的命名空间，停下来等父进程运行钩子，然后才调用 pivot_root(2)。',
      ),
      text(
        'A row of the table that waits for a byte, right before the root is changed; the parent answers when the hooks are done.',
        '在切换根之前，加一行等待一个字节的步骤；父进程运行完钩子再应答。',
      ),
    ],
  },
  HOOK_ORDER: {
    title: text('Hooks come in the wrong order', '钩子的顺序不对'),
    because: text(
      'prestart, createRuntime, createContainer by create; startContainer, the program, poststart by start; poststop by delete, when all is over. Within a kind, as listed, one after the other.',
      'create：prestart、createRuntime、createContainer；start：startContainer、程序、poststart；最后 delete：poststop。同一种内按列表顺序，一个接一个。',
    ),
    read: [
      'runtime-spec runtime.md, "Lifecycle"',
      'runtime-spec config.md, "POSIX-platform Hooks"',
    ],
    hints: [
      text(
        'Compare the diary with the lifecycle of the specification.',
        '把日志与规范里的生命周期对照一下。',
      ),
      text(
        'A hook has to have ended before the next one begins, and before the container goes on.',
        '一个钩子结束之后，下一个才能开始，容器才能继续。',
      ),
      text(
        'await each hook in its turn; and call poststart only when execve(2) has happened, which the process reports.',
        '对每个钩子依次 await；确认 execve(2) 已经发生（由进程报告）之后才运行 poststart。',
      ),
    ],
  },
  HOOK_NAMESPACE: {
    title: text('A hook runs in the wrong place', '钩子运行的地方不对'),
    because: text(
      'createContainer and startContainer are executed in the namespaces of the container, the other four in those of the runtime. Only the path of startContainer is one inside.',
      'createContainer 和 startContainer 在容器的命名空间里执行，其余四种在运行时的命名空间里。只有 startContainer 的路径是容器内的路径。',
    ),
    read: [
      'runtime-spec config.md, "POSIX-platform Hooks"',
      'setns(2)',
      'execve(2)',
    ],
    hints: [
      text(
        'Compare the namespaces of each hook with those of the host and of the container.',
        '把每个钩子的命名空间与宿主机的、容器的比较一下。',
      ),
      text(
        'Who joins a PID namespace is not in there; its children are. And when createContainer comes, the root is still that of the host, so its path is found in the mount namespace of the container.',
        '加入 PID 命名空间的进程自己并不在里面，它的孩子才在。createContainer 运行时根目录还是宿主机的，所以在容器的挂载命名空间里也找得到它的路径。',
      ),
      text(
        'Let a new process enter all namespaces of the first one, be born once more for the PID namespace, and execute the hook.',
        '让一个新进程进入第一个进程的所有命名空间，为 PID 命名空间再生一次，然后执行钩子。',
      ),
    ],
  },
  HOOK_STATE_WRONG: {
    title: text('A hook reads the wrong state', '钩子读到的状态不对'),
    because: text(
      'The state on standard input is all that a hook gets to know: id, bundle, annotations, and the pid as it is counted where the hook runs.',
      '标准输入里的状态就是钩子所知道的一切：id、bundle、annotations，以及按它所在之处计数的 pid。',
    ),
    read: [
      'runtime-spec runtime.md, "State"',
      'runtime-spec config.md, "POSIX-platform Hooks"',
    ],
    hints: [
      text(
        'Compare what the hooks read with what the state command prints.',
        '把钩子读到的内容与 state 命令打印的比较一下。',
      ),
      text(
        'When the first hooks come, the state of create is not complete; the pid has to be in it already.',
        '最早的钩子运行时，create 的状态还不完整，但 pid 必须已经在里面。',
      ),
      text(
        'In the namespaces of the container its first process has the last number of NSpid: 1.',
        '在容器的命名空间里，第一个进程的编号是 NSpid 的最后一个：1。',
      ),
    ],
  },
  HOOK_INPUT_OPEN: {
    title: text('The input of a hook has no end', '钩子的输入没有结尾'),
    because: text(
      'A hook that reads until the end, as cat and jq do, would wait for ever: somebody has the other end of its input open.',
      '像 cat、jq 那样一直读到结尾的钩子会永远等下去：有人还开着它输入的另一端。',
    ),
    read: ['pipe(7)', 'read(2)'],
    hints: [
      text(
        'Who still holds the end of the pipe that is written to?',
        '管道的写端还在谁手里？',
      ),
      text(
        'A pipe ends when the last descriptor for writing is closed; and a hook that inherits it keeps it open for itself.',
        '最后一个写描述符关闭，管道才结束；钩子自己若继承了它，就等于替自己一直开着。',
      ),
      text(
        'Write the state into a file without a name, seek to its beginning, and let that be the input.',
        '把状态写进一个无名文件，回到开头，把它作为输入。',
      ),
    ],
  },
  HOOK_STATUS_WRONG: {
    title: text(
      'A hook reads the status of another moment',
      '钩子读到的是另一时刻的状态',
    ),
    because: text(
      'creating for the hooks of create, created for startContainer, running for poststart, stopped for poststop.',
      'create 的钩子读到 creating，startContainer 读到 created，poststart 读到 running，poststop 读到 stopped。',
    ),
    read: ['runtime-spec runtime.md, "State", status'],
    hints: [
      text('Which hook is told what?', '哪个钩子读到了什么？'),
      text(
        'As long as create has not ended, the container is not created, even if its process is there.',
        '只要 create 还没结束，容器就还不是 created，哪怕它的进程已经在了。',
      ),
      text(
        'The status belongs to the kind of the hook: let a table say so.',
        '状态由钩子的种类决定：用一张表写下来。',
      ),
    ],
  },
  HOOK_ARGUMENTS: {
    title: text(
      'A hook gets other arguments, or another environment',
      '钩子的参数或环境不对',
    ),
    because: text(
      'args are all of its arguments, the first of them its name, whatever the path is; env is all of its environment.',
      'args 是它的全部参数，第一个就是它的名字，与路径无关；env 是它的全部环境变量。',
    ),
    read: ['execve(2)', 'runtime-spec config.md, "POSIX-platform Hooks"'],
    hints: [
      text(
        'Compare what was asked for with /proc/<pid>/cmdline and environ.',
        '把要求的与 /proc/<pid>/cmdline 和 environ 比较一下。',
      ),
      text(
        "docker's hook is the program of its daemon under another name: argv[0] is how it knows what to do.",
        'docker 的钩子就是它的守护进程换了个名字：它靠 argv[0] 知道自己要做什么。',
      ),
      text(
        'execve(path, args, env): nothing in front of args, and nothing of your own environment added.',
        'execve(path, args, env)：args 前面不要加东西，也不要混入你自己的环境变量。',
      ),
    ],
  },
  HOOK_FAILURE_IGNORED: {
    title: text(
      'A hook that fails stops nothing',
      '钩子失败了，却什么都没停下',
    ),
    because: text(
      'A hook before the program may forbid the container: its failure is an error of the command, and nothing that comes later is run.',
      '程序之前的钩子可以否决容器：它失败就是命令的错误，后面的都不再运行。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle"', 'wait(2)'],
    hints: [
      text(
        'What does your runtime do with the exit status of a hook? And with the signal that ended it?',
        '你的运行时怎样对待钩子的退出状态？被信号结束时又怎样？',
      ),
      text(
        'Anything but exit status 0 is a failure: another status, a signal, a program that is not there.',
        '退出状态 0 以外都算失败：别的状态、信号、程序不存在。',
      ),
      text(
        'Throw when a hook fails; and see that nobody on the way up catches it but the one who undoes the container.',
        '钩子失败就抛出异常；除了负责撤销容器的那一层，途中谁都不要接住它。',
      ),
    ],
  },
  HOOK_FAILURE_LEAVES: {
    title: text(
      'After a hook has failed, something is left',
      '钩子失败之后还有残留',
    ),
    because: text(
      'The container has to be stopped and destroyed, as if it had been deleted: nobody will call delete.',
      '容器必须停止并销毁，就像 delete 过一样：没有人会再调用 delete。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle", 12'],
    hints: [
      text(
        'Look at what is left: the process that waits, or what is written about it?',
        '看看留下的是什么：等待的进程，还是关于它的记录？',
      ),
      text(
        'The process stands still and waits for an answer that does not come any more.',
        '进程还停在那里，等着一个不会再来的应答。',
      ),
      text(
        'Kill it, wait for its end, and sweep; then throw the error on.',
        '杀死它，等它结束，清理，然后再把错误抛出去。',
      ),
    ],
  },
  HOOK_TIMEOUT_IGNORED: {
    title: text(
      'A hook may take as long as it likes',
      '钩子想运行多久就运行多久',
    ),
    because: text(
      'timeout is a number of seconds. After that the hook has failed, and must not go on.',
      'timeout 是秒数。超过之后钩子就算失败，不能再继续运行。',
    ),
    read: [
      'runtime-spec config.md, "POSIX-platform Hooks", timeout',
      'kill(2)',
    ],
    hints: [
      text(
        'Who looks at the clock while a hook runs?',
        '钩子运行时，谁在看时间？',
      ),
      text(
        'To go on without waiting is not enough: the hook has to be killed, with what it has started.',
        '只是不再等待是不够的：钩子连同它启动的进程都要杀掉。',
      ),
      text(
        'Start a timer with the hook, kill its process group when it is over, and clear the timer at its end.',
        '与钩子一起启动定时器，到时就杀掉它的进程组；钩子结束时清除定时器。',
      ),
    ],
  },
  POSTSTART_FAILURE: {
    title: text(
      'The failure of poststart comes to nothing, or to half of something',
      'poststart 失败没有说法，或者只处理了一半',
    ),
    because: text(
      'Since 1.2.1 of the specification it is an error and stops the container; before, it was a warning. Either is right, but to say nothing is not, nor to fail and let the program run.',
      '规范从 1.2.1 起规定这是错误，要停止容器；之前只是警告。两种都可以，但不能一声不吭，也不能报了失败又让程序继续运行。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle", 9'],
    hints: [
      text(
        'Compare the exit status with whether the program runs.',
        '比较一下退出状态与程序是否还在运行。',
      ),
      text(
        'The program runs already: whoever says that start has failed has to kill it.',
        '程序已经在运行了：要说 start 失败，就得杀掉它。',
      ),
      text(
        'Catch the error, kill the first process, wait for it, and throw the error on.',
        '接住错误，杀死第一个进程，等它结束，再把错误抛出去。',
      ),
    ],
  },
  POSTSTOP_FAILURE: {
    title: text(
      'A poststop hook that fails stops delete',
      'poststop 失败让 delete 停了下来',
    ),
    because: text(
      'The container is gone, so there is nothing to be stopped any more: a warning, and the next hook.',
      '容器已经没了，没有什么可以再停的：发出警告，接着运行下一个钩子。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle", 13'],
    hints: [
      text('What is different about poststop?', 'poststop 有什么不同？'),
      text(
        'For each hook by itself: if it fails, say so on standard error, and go on.',
        '逐个处理：失败了就写到标准错误，然后继续。',
      ),
      text(
        'The try belongs inside the loop, not around it.',
        'try 要放在循环里面，而不是外面。',
      ),
    ],
  },
})
