/** Step 1, second half: what can be wrong with an end. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const statusDiagnoses = diagnosesOf({
  STATUS_LOST: {
    title: text(
      'The exit status of the program gets lost',
      '程序的退出状态丢失了',
    ),
    because: text(
      'Whoever waits for the runtime wants to know how the container ended. The kernel told the runtime; the runtime has to end in the same way.',
      '等待运行时的人想知道容器是怎么结束的。内核已经告诉了运行时，运行时要以同样的状态退出。',
    ),
    read: ['wait(2)', 'exit_group(2)'],
    hints: [
      text(
        'What is the exit status of the runtime made of?',
        '运行时的退出状态是由什么决定的？',
      ),
      text(
        'The ending of the container has a kind; for "exited" it carries the number you need.',
        '容器的结束方式有几种；“exited” 这一种带着你需要的数字。',
      ),
      text(
        'Return the code of the ending, unchanged, also when it is not 0.',
        '原样返回结束时的 code，不为 0 时也一样。',
      ),
    ],
  },
  SIGNAL_STATUS_RAW: {
    title: text(
      'The number of the signal stands there without the 128',
      '只有信号编号，没有加 128',
    ),
    because: text(
      'An exit status is one number from 0 to 255, so shells agreed on a code: 128 + n means killed by signal n. A bare 15 would be a program that ended by itself with status 15.',
      '退出状态只是 0 到 255 的一个数，所以 shell 约定：128 + n 表示被信号 n 杀死。单独的 15 会被当成程序自己以状态 15 退出。',
    ),
    read: ['sh(1), "Exit Status for Commands"', 'wait(2)', 'signal(7)'],
    hints: [
      text(
        'How could a caller tell "exit 9" from "killed by signal 9"?',
        '调用者怎样区分 “exit 9” 和 “被信号 9 杀死”？',
      ),
      text(
        'Shells report SIGTERM (15) as 143. What did they do?',
        'shell 把 SIGTERM（15）报告为 143。它是怎么算的？',
      ),
      text(
        'For the kind "killed": 128 plus the number of the signal.',
        '对 “killed” 这一种：128 加上信号编号。',
      ),
    ],
  },
  SIGNAL_STATUS_LOST: {
    title: text(
      'That a signal killed the program gets lost',
      '程序被信号杀死这件事丢失了',
    ),
    because: text(
      'A process that is killed has no exit code at all. A runtime that passes on the code alone passes on nothing.',
      '被杀死的进程根本没有退出码。只传递退出码的运行时等于什么都没传。',
    ),
    read: ['wait(2), "WIFSIGNALED"', 'sh(1), "Exit Status for Commands"'],
    hints: [
      text(
        "Try it in a shell: sh -c 'kill -9 $$'; echo $?",
        "在 shell 里试试：sh -c 'kill -9 $$'; echo $?",
      ),
      text(
        'There are two ways to end: by exit, with a code, and by a signal, with its number.',
        '结束有两种方式：exit 带着退出码，信号带着信号编号。',
      ),
      text(
        'For the kind "killed": 128 plus the number of the signal.',
        '对 “killed” 这一种：128 加上信号编号。',
      ),
    ],
  },
  SIGNALS_NOT_FORWARDED: {
    title: text(
      'A signal ended the runtime and left the container alone',
      '信号结束了运行时，却没有管容器',
    ),
    because: text(
      'Whoever stops a container sends SIGTERM to the process it knows: the runtime. Without a handler the runtime dies, and the program inside goes on without a parent.',
      '要停止容器的人会把 SIGTERM 发给他认识的进程：运行时。没有处理函数，运行时就死了，里面的程序却继续运行，没有了父进程。',
    ),
    read: ['kill(2)', 'signal(7)'],
    hints: [
      text(
        'Which signals does the runtime handle, and from when on?',
        '运行时处理哪些信号，从什么时候开始？',
      ),
      text(
        'A handler that sends the same signal to the container is enough. The runtime ends when the container ends.',
        '一个把同样的信号发给容器的处理函数就够了。容器结束时运行时才结束。',
      ),
      text(
        'process.on(signal, …) for each signal to pass on, before the container is started.',
        '在启动容器之前，对每个要转发的信号调用 process.on(signal, …)。',
      ),
    ],
  },
  SIGNALS_SWALLOWED: {
    title: text(
      'The runtime keeps signals to itself',
      '运行时把信号留给了自己',
    ),
    because: text(
      'The runtime survived the signal, so it handles it, but nothing is pending in the program. Such a container can only be killed.',
      '运行时收到信号后还活着，说明它处理了信号，但程序里没有待处理的信号。这样的容器只能强杀。',
    ),
    read: ['kill(2)', 'signal(7), "ShdPnd in proc_pid_status(5)"'],
    hints: [
      text(
        'Whom does your handler send the signal to?',
        '你的处理函数把信号发给了谁？',
      ),
      text(
        'The container is the child that spawn returned. Is it known to the handler already?',
        '容器就是 spawn 返回的子进程。处理函数已经知道它了吗？',
      ),
      text(
        'In the handler: child.kill(signal), with the signal that came.',
        '在处理函数里：child.kill(signal)，用收到的那个信号。',
      ),
    ],
  },
  MISSING_NOT_127: {
    title: text(
      'A missing program does not give 127',
      '程序不存在时退出状态不是 127',
    ),
    because: text(
      'Shells say 127 for "no such program", so that a caller can tell it from a program that ran and failed. That is also what docker run reports.',
      'shell 用 127 表示“没有这个程序”，这样调用者才能把它和“运行了但失败”区分开。docker run 也是这样报告的。',
    ),
    read: ['sh(1), "Exit Status for Commands"', 'execve(2), ENOENT'],
    hints: [
      text(
        'What does your shell say? nosuchprogram; echo $?',
        '你的 shell 怎么说？nosuchprogram; echo $?',
      ),
      text(
        'The ending of kind "not executed" carries the name of the error of execve.',
        '“not executed” 这一种结束带着 execve 的错误名。',
      ),
      text(
        'ENOENT is 127; other errors are 126.',
        'ENOENT 对应 127；其他错误对应 126。',
      ),
    ],
  },
  NOT_EXECUTABLE_NOT_126: {
    title: text(
      'A file that may not be executed does not give 126',
      '文件不可执行时退出状态不是 126',
    ),
    because: text(
      'Shells say 126 for "it is there, but it cannot be executed". That is another mistake of the user than a wrong name, which is 127.',
      'shell 用 126 表示“文件存在但不能执行”。这和名字写错（127）是两种不同的错误。',
    ),
    read: ['sh(1), "Exit Status for Commands"', 'execve(2), EACCES'],
    hints: [
      text(
        'What does your shell say? /etc/passwd; echo $?',
        '你的 shell 怎么说？/etc/passwd; echo $?',
      ),
      text(
        'EACCES and ENOENT are two errors of execve, with two statuses.',
        'EACCES 和 ENOENT 是 execve 的两种错误，对应两个状态。',
      ),
      text(
        'ENOENT is 127; other errors are 126.',
        'ENOENT 对应 127；其他错误对应 126。',
      ),
    ],
  },
  FAILURE_SILENT: {
    title: text(
      'The error does not say which program',
      '错误信息没有说明是哪个程序',
    ),
    because: text(
      'The status is right, but a person at the terminal reads standard error, and the name of the program is what they have to correct.',
      '状态是对的，但终端前的人看的是标准错误，他要改正的正是程序名。',
    ),
    read: ['execve(2), "ERRORS"', 'stderr(3)'],
    hints: [
      text(
        'What does a person see who mistyped the name of the program?',
        '写错程序名的人会看到什么？',
      ),
      text(
        'Say what was to be executed, and where it was looked for. On standard error: standard output belongs to the container.',
        '说明要执行什么、在哪里找过。写到标准错误：标准输出属于容器。',
      ),
      text(
        'The error that is thrown has the name of the program; let it reach the place where errors are printed.',
        '抛出的错误里就有程序名；让它到达打印错误的地方。',
      ),
    ],
  },
})
