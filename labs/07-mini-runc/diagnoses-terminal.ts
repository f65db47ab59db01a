/** Step 6: what can be wrong with terminals. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const terminalDiagnoses = diagnosesOf({
  NOT_ONE_DESCRIPTOR: {
    title: text(
      'The socket was not sent one descriptor',
      '套接字收到的不是一个描述符',
    ),
    because: text(
      'A descriptor is a number of one process, and means nothing in another. Only a control message with SCM_RIGHTS makes the kernel open the same file there.',
      '描述符是一个进程里的数字，在别的进程里没有意义。只有带 SCM_RIGHTS 的控制消息才会让内核在那边打开同一个文件。',
    ),
    read: ['unix(7), SCM_RIGHTS', 'cmsg(3)', 'sendmsg(2)'],
    hints: [
      text(
        'What came over the socket: text, nothing, or more than one descriptor?',
        '套接字上收到了什么：文本、什么都没有，还是不止一个描述符？',
      ),
      text(
        'Ordinary bytes go beside the control message; at least one has to be there.',
        '普通字节与控制消息一起发送，至少要有一个字节。',
      ),
      text(
        'rights() makes the control message, msghdr() the whole; sendmsg sends it, once.',
        'rights() 生成控制消息，msghdr() 生成整个消息；用 sendmsg 发送一次。',
      ),
    ],
  },
  SLAVE_SENT: {
    title: text(
      'What was sent is not a master of a terminal',
      '发送的不是终端的主端',
    ),
    because: text(
      'A terminal has two ends. Who types and reads has the master, a ptmx; the program has the other one. The socket got something else than a master.',
      '终端有两端。打字和读取的一方拿主端（ptmx），程序拿另一端。套接字收到的不是主端。',
    ),
    read: ['pty(7)', 'pts(4)'],
    hints: [
      text(
        'Which path does /proc show for the descriptor that was received?',
        '/proc 显示收到的描述符是什么路径？',
      ),
      text(
        'The master comes from opening a ptmx; the other end comes from the master.',
        '主端来自打开 ptmx；另一端来自主端。',
      ),
      text(
        'Send what was opened as ptmx, and keep the peer for the program.',
        '发送以 ptmx 打开的那个，把另一端留给程序。',
      ),
    ],
  },
  TERMINAL_OF_HOST: {
    title: text(
      'The terminal is not of the container’s own /dev/pts',
      '终端不属于容器自己的 /dev/pts',
    ),
    because: text(
      'Each mount of devpts has terminals of its own. This one is of another, so that in the container it has no name: ttyname(3) fails, and the number may be somebody else’s.',
      '每个 devpts 挂载有自己的终端。这个属于另一个挂载，在容器里没有名字：ttyname(3) 会失败，同样的编号可能是别人的。',
    ),
    read: ['pts(4)', 'runtime-spec config-linux.md, "Default Devices"'],
    hints: [
      text(
        'Compare the two devices in the evidence.',
        '比较证据里的两个设备号。',
      ),
      text(
        'Which ptmx is opened: that of the host, or that in the root of the container?',
        '打开的是哪个 ptmx：宿主机的，还是容器根里的？',
      ),
      text(
        'Open dev/pts/ptmx below the descriptor of the container’s root.',
        '从容器根的描述符出发，打开 dev/pts/ptmx。',
      ),
    ],
  },
  STREAMS_NOT_TERMINAL: {
    title: text(
      'Not all standard streams are the terminal',
      '标准流没有全部接到终端',
    ),
    because: text(
      'A program that asks isatty(3) asks about one descriptor. Input, output and errors have to be the terminal, all three.',
      '程序用 isatty(3) 询问的是某一个描述符。输入、输出和错误三个都必须是终端。',
    ),
    read: ['runtime-spec config.md, "terminal"', 'dup(2)'],
    hints: [
      text(
        'Which of 0, 1 and 2 is something else?',
        '0、1、2 里哪个是别的东西？',
      ),
      text(
        'One open end serves for all three: a descriptor can be copied onto another number.',
        '打开一次就够三个用：描述符可以复制到另一个编号上。',
      ),
      text(
        'dup3 the peer onto 0, onto 1 and onto 2.',
        '用 dup3 把另一端复制到 0、1 和 2。',
      ),
    ],
  },
  NOT_CONTROLLING: {
    title: text('The terminal controls nobody', '终端没有控制任何进程'),
    because: text(
      'An open terminal is a file like others. Only as the controlling terminal of a session it sends ^C as a signal, hangs up, and is found as /dev/tty.',
      '打开的终端只是普通文件。只有成为会话的控制终端，它才会把 ^C 变成信号、挂断，并能以 /dev/tty 找到。',
    ),
    read: ['TIOCSCTTY(2const)', 'setsid(2)', 'credentials(7)'],
    hints: [
      text(
        'Which session is the program in, and which terminal has that session?',
        '程序在哪个会话里？那个会话的终端是哪个？',
      ),
      text(
        'Only the leader of a session without a terminal can take one.',
        '只有还没有终端的会话首进程才能取得终端。',
      ),
      text(
        'The process leads a session by now: one ioctl on the peer makes the terminal its own.',
        '进程此时已经是会话首进程：在另一端上做一次 ioctl，终端就归它了。',
      ),
    ],
  },
  INTERRUPT_LOST: {
    title: text('^C does not become a signal', '^C 没有变成信号'),
    because: text(
      'It is the terminal that makes SIGINT of a byte 3, for the group in the foreground, if its flag ISIG is set. The byte was typed and no signal came.',
      '把字节 3 变成 SIGINT 发给前台进程组的是终端，前提是设置了 ISIG 标志。字节已经输入，信号却没有来。',
    ),
    read: ['termios(3)', 'tty_ioctl(4)'],
    hints: [
      text(
        'Is the program in the foreground of its terminal, and did anybody change the terminal’s flags?',
        '程序在终端的前台吗？有没有人改过终端的标志？',
      ),
      text(
        'Raw mode belongs to the terminal of the person outside. That in the container stays as the kernel makes it.',
        '原始模式应该设在外面那个人的终端上。容器里的终端保持内核给的样子。',
      ),
      text(
        'Leave the termios of the new terminal alone.',
        '不要动新终端的 termios。',
      ),
    ],
  },
  SIZE_WRONG: {
    title: text('The window has another size', '窗口大小不对'),
    because: text(
      'A terminal knows how many rows and columns its window has: 0 and 0 until somebody says so. Whoever changes them at one end changes them for both, with SIGWINCH for the foreground.',
      '终端知道窗口有多少行和列：在有人设置之前是 0 和 0。在一端改变，两端都会变，前台会收到 SIGWINCH。',
    ),
    read: ['TIOCSWINSZ(2const)', 'runtime-spec config.md, "consoleSize"'],
    hints: [
      text(
        'Is the first size wrong, or the one after the change?',
        '错的是最初的大小，还是改变之后的？',
      ),
      text(
        'height is rows and comes first in struct winsize; width is columns.',
        'height 是行数，在 struct winsize 里排第一；width 是列数。',
      ),
      text(
        'If the bundle has a size, set it on the master before it is sent away.',
        '如果 bundle 给了大小，在主端发送出去之前设置好。',
      ),
    ],
  },
  TERMINAL_NOT_OWNED: {
    title: text('The terminal belongs to somebody else', '终端属于别人'),
    because: text(
      'The terminal was made by root. The program is another user: what it has open it can use, but /dev/stdout and /dev/tty are opened anew, and then the owner counts.',
      '终端是 root 创建的。程序是另一个用户：已经打开的能用，但 /dev/stdout 和 /dev/tty 要重新打开，那时就看属主了。',
    ),
    read: ['pts(4)', 'fchown(2)'],
    hints: [
      text(
        'Who is the owner in the evidence, and who is the program?',
        '证据里的属主是谁，程序是谁？',
      ),
      text(
        'The group of a terminal stays that of devpts; only the owner is changed.',
        '终端的组保持 devpts 给的；只改属主。',
      ),
      text(
        'fchown the open end to the uid of the bundle, with -1 for the group, while there is the right to.',
        '趁还有权限，对打开的一端做 fchown，属主为 bundle 的 uid，组用 -1。',
      ),
    ],
  },
  NO_CONSOLE: {
    title: text(
      '/dev/console is not the terminal',
      '/dev/console 不是这个终端',
    ),
    because: text(
      'A container with a terminal has it as /dev/console as well: programs that are written for a whole machine look there.',
      '有终端的容器，/dev/console 也是这个终端：为整台机器写的程序会去那里找。',
    ),
    read: ['runtime-spec config-linux.md, "Default Devices"', 'mount(2)'],
    hints: [
      text(
        'What is at /dev/console: nothing, an empty file, or another device?',
        '/dev/console 那里有什么：什么都没有、空文件，还是别的设备？',
      ),
      text(
        'It is no node of its own: the open end of the terminal is mounted over a file.',
        '它不是单独的设备节点：把终端打开的一端挂载到一个文件上。',
      ),
      text(
        'After the peer is open: mountConsole with the root and the peer.',
        '打开另一端之后：用根和另一端调用 mountConsole。',
      ),
    ],
  },
  TERMINAL_FOR_NOBODY: {
    title: text(
      'A terminal that nobody receives was accepted',
      '接受了没有人接收的终端',
    ),
    because: text(
      'The bundle asks for a terminal, the runtime does not stay, and no socket was named. The program would have no terminal, or one whose master is lost: that is an error, and no detail to leave out.',
      'bundle 要求终端，运行时又不会留下，也没有给出套接字。程序要么没有终端，要么主端丢失：这是错误，不能悄悄略过。',
    ),
    read: ['runtime-spec config.md, "terminal"'],
    hints: [
      text(
        'Who would hold the master when the runtime has ended?',
        '运行时结束之后，谁来持有主端？',
      ),
      text(
        'Terminal, detached, and a socket: not every combination makes sense.',
        '终端、分离运行、套接字：并不是每种组合都有意义。',
      ),
      text(
        'Before anything is made: an error if there is to be a terminal, nobody stays, and there is no --console-socket.',
        '在创建任何东西之前：要终端、没有人留下、又没有 --console-socket，就报错。',
      ),
    ],
  },
})
