/** Step 3: what can be wrong with process 1, and with an init. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const pidDiagnoses = diagnosesOf({
  CUT_SHORT: {
    title: text(
      'The program did not stay, or does not hear its input',
      '程序没有留下来，或者听不到它的输入',
    ),
    because: text(
      'The program was started, and waits for two lines of input: at the first it attacks the machine, at the second it ends. It was gone before that, or the lines did not reach it.',
      '程序已经启动，并等待两行输入：收到第一行时攻击这台机器，收到第二行时结束。它在那之前就不见了，或者输入没有到达它。',
    ),
    read: ['stdin(3)', 'pid_namespaces(7)'],
    hints: [
      text(
        'Does lab 01 still pass? Its step "exec" looks at the streams.',
        '实验 01 还能通过吗？它的 "exec" 一步检查输入输出流。',
      ),
      text(
        'A second process may take the input away, and a parent that ends early may take the container with it.',
        '第二个进程可能抢走输入；提前结束的父进程可能把容器一起带走。',
      ),
      text(
        'Start it by hand with a program that reads, such as cat, and see which process ends first.',
        '用一个会读输入的程序（比如 cat）手动启动，看哪个进程先结束。',
      ),
    ],
  },
  PID_SHARED: {
    title: text(
      'The program lives among the processes of the host',
      '程序和宿主机的进程混在一起',
    ),
    because: text(
      'Without a PID namespace of its own the program has one number, that of the host. It can name every process of the host, as root it can kill them, and its children do not end with it.',
      '没有自己的 PID 命名空间，程序就只有一个编号，即宿主机上的编号。它能指名宿主机上的任何进程，作为 root 能杀死它们，它的子进程也不会随它一起结束。',
    ),
    read: ['pid_namespaces(7)', 'clone(2), CLONE_NEWPID'],
    hints: [
      text('How many numbers stand behind NSpid?', 'NSpid 后面有几个数？'),
      text(
        'A process gets its PID namespace at birth and never changes it. Which flag must its birth have?',
        '进程的 PID 命名空间在出生时确定，之后不再改变。出生时必须带哪个标志？',
      ),
      text(
        'The flag is CLONE_NEWPID, for the type "pid". Does flagsOf return it?',
        '类型 "pid" 的标志是 CLONE_NEWPID。flagsOf 返回它了吗？',
      ),
    ],
  },
  PID_FOR_CHILDREN_ONLY: {
    title: text(
      'The new PID namespace is for children only, and the program is no child',
      '新的 PID 命名空间只对子进程有效，而程序不是子进程',
    ),
    because: text(
      'unshare(2) cannot move a process to another PID namespace: its number would change while it runs. It sets pid_for_children, and whoever is born next lives there. The program was executed by the process that called unshare.',
      'unshare(2) 不能把进程移到另一个 PID 命名空间：那样它的编号会在运行中改变。它只设置 pid_for_children，下一个出生的进程才住在那里。而程序是由调用 unshare 的那个进程执行的。',
    ),
    read: ['pid_namespaces(7)', 'unshare(2), CLONE_NEWPID'],
    hints: [
      text(
        'Compare ns/pid and ns/pid_for_children of the program.',
        '比较程序的 ns/pid 和 ns/pid_for_children。',
      ),
      text(
        'There has to be a birth between unshare and execve.',
        '在 unshare 和 execve 之间必须有一次出生。',
      ),
      text(
        'Either clone3 with CLONE_NEWPID, or after unshare one more child, which goes on with the program.',
        '要么 clone3 时带上 CLONE_NEWPID，要么在 unshare 之后再生一个子进程，由它继续执行程序。',
      ),
    ],
  },
  PID_NOT_1: {
    title: text(
      'The program is not the first of its PID namespace',
      '程序不是它的 PID 命名空间里的第一个进程',
    ),
    because: text(
      'The first process that is born in a PID namespace has number 1 and with it a duty: when it ends, all others are killed. Some other process was there before the program.',
      '在 PID 命名空间里第一个出生的进程编号为 1，同时有一个职责：它结束时，其他进程全部被杀死。在程序之前，那里已经有了别的进程。',
    ),
    read: ['pid_namespaces(7), "The namespace init process"'],
    hints: [
      text('Who has number 1 in there?', '里面的 1 号是谁？'),
      text(
        'Every birth in the namespace takes a number: a helper that was started there first, too.',
        '在这个命名空间里每次出生都占用一个编号：先启动的辅助进程也一样。',
      ),
      text(
        'Let the first process that is born into the namespace execute the program itself.',
        '让第一个出生在这个命名空间里的进程自己去执行程序。',
      ),
    ],
  },
  INIT_MISSING: {
    title: text('With --init there is no init', '加了 --init 却没有 init'),
    because: text(
      'With --init the program of the bundle is to be the child of a small process 1. Here it has no parent in its own PID namespace.',
      '加了 --init 时，bundle 的程序应当是一个小小的 1 号进程的子进程。这里它在自己的 PID 命名空间里没有父进程。',
    ),
    read: ['pid_namespaces(7)', 'execveat(2)'],
    hints: [
      text(
        'Who executes the program of the bundle, and who is left to look after it?',
        '谁来执行 bundle 的程序，又由谁留下来照看它？',
      ),
      text(
        'The init clones once: its child becomes the program, and it stays itself.',
        'init 克隆一次：它的子进程变成程序，自己留下。',
      ),
      text(
        'In your loop, only the parent may get to it: the child has jumped to its execve before.',
        '只有父进程会走到你的循环：子进程在那之前已经跳去执行 execve 了。',
      ),
    ],
  },
  ORPHANS_NOT_REAPED: {
    title: text(
      'A process that has ended stays as a zombie',
      '结束的进程变成僵尸留了下来',
    ),
    because: text(
      'When a process ends, its status is kept until the parent asks for it. The kernel hands orphans to process 1 of their PID namespace. If that one waits for its own child only, every orphan stays in the table for ever.',
      '进程结束后，它的状态会保留到父进程来取。内核把孤儿进程交给所在 PID 命名空间的 1 号进程。如果它只等待自己的子进程，每个孤儿都会永远留在进程表里。',
    ),
    read: ['wait(2), "NOTES"', 'pid_namespaces(7)'],
    hints: [
      text('For whom does your loop wait?', '你的循环在等待谁？'),
      text(
        'wait4 takes -1 for "any child", and with WNOHANG it returns 0 when nobody has ended.',
        'wait4 的 -1 表示“任何子进程”，加上 WNOHANG，没有人结束时返回 0。',
      ),
      text(
        'After each SIGCHLD: wait4(-1, …, WNOHANG) again and again, until it returns 0; then sleep.',
        '每次收到 SIGCHLD：反复调用 wait4(-1, …, WNOHANG)，直到返回 0，然后再睡。',
      ),
    ],
  },
  INIT_KEEPS_SIGNALS: {
    title: text(
      'Process 1 keeps signals to itself',
      '1 号进程把信号留给了自己',
    ),
    because: text(
      'Whoever stops a container sends SIGTERM to its process 1. That is the init now, and the program behind it never hears of it.',
      '停止容器的人把 SIGTERM 发给容器的 1 号进程。现在那是 init，而它后面的程序对此一无所知。',
    ),
    read: ['signal(7)', 'sigtimedwait(2)', 'kill(2)'],
    hints: [
      text(
        'What does your loop do with a signal that is not SIGCHLD?',
        '你的循环怎样处理不是 SIGCHLD 的信号？',
      ),
      text(
        'rt_sigtimedwait takes one signal that is pending, and returns its number: the argument for kill.',
        'rt_sigtimedwait 取走一个待处理的信号，并返回它的编号：正好作为 kill 的参数。',
      ),
      text(
        'kill the child with the result of rt_sigtimedwait, then jump back to the sleep.',
        '用 rt_sigtimedwait 的结果对 child 调用 kill，然后跳回去睡眠。',
      ),
    ],
  },
  INIT_LOSES_STATUS: {
    title: text(
      'With --init the exit status gets lost',
      '加了 --init 后退出状态丢失了',
    ),
    because: text(
      'The program is the child of the init, so only the init can ask the kernel how it ended. mini-runc learns it from the four bytes that the init writes into its pipe.',
      '程序是 init 的子进程，所以只有 init 能向内核询问它是怎么结束的。mini-runc 从 init 写入管道的四个字节得知结果。',
    ),
    read: ['wait(2)', 'pipe(7)'],
    hints: [
      text(
        'What is in the buffer when you write it, and whose status is it?',
        '你写缓冲区的时候里面是什么，是谁的状态？',
      ),
      text(
        'wait4 of an orphan fills in the same buffer. Report only what wait4 of the child gave.',
        '等待孤儿的 wait4 也会填写同一个缓冲区。只报告等待 child 的 wait4 给出的内容。',
      ),
      text(
        'wait4 for the child, write the status to "report", exit_group: these three in a row.',
        '对 child 调用 wait4，把状态写到 "report"，然后 exit_group：三步连在一起。',
      ),
    ],
  },
})
