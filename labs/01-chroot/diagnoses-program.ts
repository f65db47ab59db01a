/** Step 1, first half: what can be wrong with a program that was started. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const programDiagnoses = diagnosesOf({
  ARGV_WRONG: {
    title: text(
      'The arguments are not those of the bundle',
      '参数与 bundle 不一致',
    ),
    because: text(
      'execve(2) takes the path and the list of arguments apart, and the first of the list is the name of the program itself. Nothing is added to the list, nothing is left out, nothing is split at spaces.',
      'execve(2) 的路径和参数列表是分开的，而列表的第一个元素就是程序自己的名字。列表不增、不减，也不按空格拆分。',
    ),
    read: ['execve(2)', 'runtime-spec config.md, "Process", args'],
    hints: [
      text(
        'Compare the two lists from the left. Where do they part?',
        '从左到右比较两个列表，从哪里开始不同？',
      ),
      text(
        'If the first one is missing: argv[0] is part of process.args and has to be passed as well.',
        '如果缺了第一个：argv[0] 也属于 process.args，同样要传入。',
      ),
      text(
        'The second argument of child.execve is process.args as a whole, whatever the first one was.',
        '不管第一个参数是什么，child.execve 的第二个参数都是完整的 process.args。',
      ),
    ],
  },
  ENV_FROM_HOST: {
    title: text(
      'The environment of the host leaks into the container',
      '宿主机的环境变量漏进了容器',
    ),
    because: text(
      'A process inherits nothing through execve(2) but what its third argument lists. So variables of the host get in only if the runtime puts them there, and tokens and passwords are among them.',
      'execve(2) 之后，进程只有第三个参数列出的环境变量。所以宿主机的变量是运行时自己放进去的，其中可能就有令牌和密码。',
    ),
    read: ['environ(7)', 'execve(2)', 'runtime-spec config.md, "Process", env'],
    hints: [
      text(
        'Where does the list that you give to execve come from?',
        '你传给 execve 的列表是从哪里来的？',
      ),
      text(
        'process.env of Node is the environment of the runtime. The container has one of its own, in config.json.',
        'Node 的 process.env 是运行时的环境。容器有自己的环境，在 config.json 里。',
      ),
      text(
        'Use the list process.env of the spec, as it stands, and merge it with nothing.',
        '直接使用 spec 中的 process.env 列表，不与任何东西合并。',
      ),
    ],
  },
  ENV_WRONG: {
    title: text(
      'The environment is not that of the bundle',
      '环境变量与 bundle 不一致',
    ),
    because: text(
      'The specification lists the whole environment, as NAME=value. A value may be empty and may hold spaces and further equals signs.',
      '规范给出的就是完整的环境，格式为 NAME=value。值可以为空，也可以包含空格和更多等号。',
    ),
    read: ['environ(7)', 'runtime-spec config.md, "Process", env'],
    hints: [
      text(
        'Lines with + are too many, lines with - are missing.',
        '带 + 的是多出来的，带 - 的是缺少的。',
      ),
      text(
        'Do you take the variables apart and put them together again? There is no need to.',
        '你是否把变量拆开又拼起来？没有必要。',
      ),
      text(
        'The third argument of child.execve is the env of the spec.',
        'child.execve 的第三个参数就是 spec 的 env。',
      ),
    ],
  },
  STDIO_CLOSED: {
    title: text(
      'Standard input, output or error is closed in the container',
      '容器里的标准输入、输出或错误被关闭了',
    ),
    because: text(
      'Node marks its own descriptors 0, 1 and 2 close-on-exec when it starts. The child inherits them with that mark, and execve(2) closes them.',
      'Node 启动时会给自己的 0、1、2 号描述符加上 close-on-exec 标记。子进程连同标记一起继承，execve(2) 时它们就被关闭了。',
    ),
    read: ['fcntl(2), "File descriptor flags"', 'execve(2)'],
    hints: [
      text(
        'Which descriptors survive execve, and which do not?',
        '哪些描述符能活过 execve，哪些不能？',
      ),
      text(
        'The flag FD_CLOEXEC belongs to the descriptor. It has to be taken off 0, 1 and 2 in the child.',
        'FD_CLOEXEC 标记属于描述符。要在子进程里把 0、1、2 的标记去掉。',
      ),
      text(
        'Record a fcntl with F_SETFD and 0 for each of the three.',
        '对三个描述符各记录一次 fcntl，命令为 F_SETFD，值为 0。',
      ),
    ],
  },
  STDIO_MIXED: {
    title: text(
      'What is written to one stream does not come out of it',
      '写到一个流的内容没有从这个流出来',
    ),
    because: text(
      'The streams are open, but what the program wrote to standard output and standard error did not arrive where it should, or its input did not reach it.',
      '流是打开的，但程序写到标准输出和标准错误的内容没有到达该到的地方，或者输入没有到达程序。',
    ),
    read: ['stdin(3)', 'dup3(2)'],
    hints: [
      text(
        'Does your runtime write something of its own to standard output?',
        '你的运行时是否往标准输出写了自己的东西？',
      ),
      text(
        'The container writes to the very same streams. Words of the runtime belong on standard error, and only when something went wrong.',
        '容器直接写到同样的流。运行时自己的话应写到标准错误，并且只在出错时才写。',
      ),
      text(
        'Let 0, 1 and 2 be inherited as they are: no pipe, no copying, no reading of standard input.',
        '让 0、1、2 原样继承：不用管道，不复制数据，也不要读标准输入。',
      ),
    ],
  },
  DESCRIPTOR_LEAK: {
    title: text(
      'Files of the host are open in the container',
      '宿主机的文件在容器里是打开的',
    ),
    because: text(
      'An open descriptor is a way to a file that no change of root can bar: a directory of the host, open as descriptor 3, is a door in the wall. Descriptors without FD_CLOEXEC survive execve(2).',
      '打开的描述符是一条更换根目录也拦不住的路：以描述符 3 打开的宿主机目录，就是墙上的一扇门。没有 FD_CLOEXEC 的描述符会活过 execve(2)。',
    ),
    read: ['close_range(2)', 'fcntl(2), "File descriptor flags"', 'execve(2)'],
    hints: [
      text(
        'Whoever starts your runtime may have files open that you know nothing of. What becomes of them?',
        '启动你的运行时的程序可能打开着你不知道的文件。它们后来怎样了？',
      ),
      text(
        'One system call handles a whole range of descriptors, known or not. Closing at once would also close the pipe that reports errors to the parent.',
        '有一个系统调用能处理一整段描述符，不管你知不知道它们。立即关闭会把向父进程报告错误的管道也关掉。',
      ),
      text(
        'close_range from 3 to the highest number, with CLOSE_RANGE_CLOEXEC.',
        'close_range，从 3 到最大号，带 CLOSE_RANGE_CLOEXEC。',
      ),
    ],
  },
  SIGNALS_IGNORED: {
    title: text(
      'The container is born ignoring signals',
      '容器一出生就忽略某些信号',
    ),
    because: text(
      'execve(2) forgets handlers but keeps what is ignored. Node ignores SIGPIPE, so "yes | head" in such a container never ends.',
      'execve(2) 会清除信号处理函数，但保留“忽略”。Node 忽略 SIGPIPE，所以在这样的容器里 “yes | head” 永远不会结束。',
    ),
    read: ['signal(7)', 'execve(2)', 'sigaction(2)'],
    hints: [
      text(
        'Which of the signals named above does your own process ignore?',
        '上面列出的信号中，哪些是你自己的进程忽略的？',
      ),
      text(
        'The disposition of every signal can be set to its default in the child, before execve.',
        '在子进程里、execve 之前，可以把每个信号的处置恢复为默认。',
      ),
      text(
        'Record rt_sigaction with SIG_DFL for the signals 1 to 64, without SIGKILL and SIGSTOP.',
        '对信号 1 到 64（除 SIGKILL 和 SIGSTOP）记录 rt_sigaction，值为 SIG_DFL。',
      ),
    ],
  },
  SIGNALS_BLOCKED: {
    title: text(
      'The container is born with blocked signals',
      '容器一出生就有被阻塞的信号',
    ),
    because: text(
      'The mask of blocked signals is inherited by the child and kept by execve(2). A blocked SIGTERM waits for ever.',
      '被阻塞信号的掩码会被子进程继承，并被 execve(2) 保留。被阻塞的 SIGTERM 会永远等待。',
    ),
    read: ['sigprocmask(2)', 'signal(7)'],
    hints: [
      text('Who blocked them, and when?', '是谁、在什么时候阻塞了它们？'),
      text(
        'The mask belongs to the thread that starts the child.',
        '掩码属于启动子进程的那个线程。',
      ),
      text(
        'Record rt_sigprocmask with SIG_SETMASK and an empty set.',
        '记录 rt_sigprocmask，使用 SIG_SETMASK 和空集合。',
      ),
    ],
  },
  PATH_OF_HOST: {
    title: text(
      'The program was searched in the PATH of the runtime',
      '程序是在运行时自己的 PATH 里查找的',
    ),
    because: text(
      'The runtime has a PATH, the container has another. What ran is a file in a directory that only the first one names.',
      '运行时有一个 PATH，容器有另一个。实际运行的文件，只在前者列出的目录里。',
    ),
    read: ['execvp(3)', 'environ(7)'],
    hints: [
      text(
        'Whose PATH do you split at the colons?',
        '你按冒号拆分的是谁的 PATH？',
      ),
      text(
        'process.env.PATH of Node is that of the runtime.',
        'Node 的 process.env.PATH 是运行时的。',
      ),
      text(
        'Take the entry that begins with PATH= out of the env of the spec.',
        '从 spec 的 env 中取出以 PATH= 开头的那一项。',
      ),
    ],
  },
  PATH_NOT_SEARCHED: {
    title: text(
      'The name of the program was taken for a path',
      '程序名被当成了路径',
    ),
    because: text(
      'execve(2) does not search: "tool" is a file in the current directory for it. The search through PATH is the work of a shell, of execvp(3), or of a runtime.',
      'execve(2) 不做查找：对它来说 “tool” 就是当前目录下的文件。在 PATH 中查找是 shell、execvp(3) 或运行时的工作。',
    ),
    read: ['execve(2)', 'execvp(3)'],
    hints: [
      text(
        'What does execve make of a name without a slash?',
        'execve 怎样理解一个不含斜杠的名字？',
      ),
      text(
        'Try each directory of PATH in its order. A failed execve returns, so the next one can be tried.',
        '按顺序尝试 PATH 的每个目录。execve 失败会返回，于是可以试下一个。',
      ),
      text(
        'One execve per directory, each but the last with { ignore: [...] } for the errors that mean "not here".',
        '每个目录一次 execve，除最后一次外都加 { ignore: [...] }，忽略表示“不在这里”的错误。',
      ),
    ],
  },
  PATH_SEARCHED_ON_HOST: {
    title: text(
      'The program was searched on the host',
      '程序是在宿主机上查找的',
    ),
    because: text(
      'The directories of PATH are directories of the container. The first of them exists on the host, with a program of that name, but not inside. Whoever asks the file system before the root is changed asks the wrong one.',
      'PATH 里的目录是容器里的目录。第一个目录在宿主机上存在，里面也有同名程序，但容器里没有。在更换根目录之前去问文件系统，问的就是错的那一个。',
    ),
    read: ['execvp(3)', 'path_resolution(7)'],
    hints: [
      text(
        'When does your search look at the file system: before the root is changed, or after?',
        '你的查找是在更换根目录之前还是之后访问文件系统的？',
      ),
      text(
        'existsSync runs in the parent, on the host. In the child no JavaScript runs, but execve itself can be tried several times.',
        'existsSync 在父进程、在宿主机上执行。子进程里不能运行 JavaScript，但 execve 本身可以尝试多次。',
      ),
      text(
        'Record one execve for each directory of PATH, and let the kernel decide which one is there.',
        '为 PATH 的每个目录记录一次 execve，让内核决定哪个存在。',
      ),
    ],
  },
})
