/** What can go wrong when a container is started, killed and deleted. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const lifecycleDiagnoses = diagnosesOf({
  START_FAILS: {
    title: text(
      'start does not bring the program to run',
      'start 没有让程序运行起来',
    ),
    because: text(
      'The process that create left has to execute the program, once, and keep its number.',
      'create 留下的那个进程要执行程序，只执行一次，编号保持不变。',
    ),
    read: ['runtime-spec runtime.md, "Start"', 'fifo(7)', 'execve(2)'],
    hints: [
      text(
        'Who wakes the process that waits, and by what?',
        '谁来唤醒那个等待的进程，用什么唤醒？',
      ),
      text(
        'A reader of a FIFO wakes up when somebody writes. A writer that comes while nobody reads gets ENXIO with O_NONBLOCK: then there is nobody to be started.',
        '有人写入时，FIFO 的读者就会醒来。没有读者时，带 O_NONBLOCK 的写者得到 ENXIO：说明没有谁可启动。',
      ),
      text(
        'Open the FIFO with O_WRONLY | O_NONBLOCK, write one byte, and wait for what the process reports of its execve(2).',
        '以 O_WRONLY | O_NONBLOCK 打开 FIFO，写一个字节，然后等待进程报告它的 execve(2) 结果。',
      ),
    ],
  },
  CONFIG_READ_AGAIN: {
    title: text(
      'start reads config.json again',
      'start 又读了一遍 config.json',
    ),
    because: text(
      'Between create and start anybody may change the bundle. The container is what the bundle said at create.',
      'create 与 start 之间谁都可能改动 bundle。容器由 create 时的 bundle 决定。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle", 2'],
    hints: [
      text(
        'Which of your commands read the bundle?',
        '你的哪些命令会读 bundle？',
      ),
      text(
        'What start needs to know, create has put into the process that waits, or written down in the state.',
        'start 需要知道的一切，create 已经放进了等待的进程，或写进了状态。',
      ),
      text(
        'Let start take the folder of the state, never that of the bundle.',
        '让 start 只用状态目录，绝不用 bundle 目录。',
      ),
    ],
  },
  STARTED_TWICE: {
    title: text('A container is started twice', '容器被启动了两次'),
    because: text(
      'start is for a container that is created and nothing else; of any other it has to say so, and do nothing.',
      'start 只能用于状态为 created 的容器；对其他容器必须报错，什么也不做。',
    ),
    read: ['runtime-spec runtime.md, "Start"'],
    hints: [
      text(
        'What does your start ask before it does something?',
        '你的 start 动手之前先问了什么？',
      ),
      text(
        'The status is that of now: ask the kernel, then refuse.',
        '状态以当下为准：先问内核，再拒绝。',
      ),
      text(
        'Load the state, compute its status, and throw a StateError unless it is created.',
        '读出状态并计算 status，不是 created 就抛出 StateError。',
      ),
    ],
  },
  DELETED_ALIVE: {
    title: text(
      'delete takes a container that runs',
      'delete 删除了正在运行的容器',
    ),
    because: text(
      'Without --force, delete is only for what has stopped. A mistyped id must not end a database.',
      '没有 --force 时，delete 只能用于已停止的容器。打错一个 id 不该让数据库停掉。',
    ),
    read: ['runtime-spec runtime.md, "Delete"', 'runc-delete(8)'],
    hints: [
      text(
        'What is different between delete with --force and without?',
        'delete 带不带 --force 有什么区别？',
      ),
      text(
        'Without it, a container that is not stopped is an error, and nothing is touched, not even the state.',
        '不带时，容器没有停止就是错误，什么都不能动，连状态也不能动。',
      ),
      text(
        'Ask the status first; only for stopped, or with --force, go on.',
        '先问状态；只有 stopped，或带了 --force，才继续。',
      ),
    ],
  },
  SIGNAL_LOST: {
    title: text('The signal does not arrive', '信号没有送到'),
    because: text(
      'kill has to bring exactly the signal that was named to the first process: by name, with or without SIG, or by number.',
      'kill 要把指定的信号原样送给第一个进程；信号可以用名字（带不带 SIG 都行）或编号指定。',
    ),
    read: ['kill(2)', 'signal(7)', 'pidfd_send_signal(2)'],
    hints: [
      text(
        'Which process gets your signal, and which signal is it?',
        '你的信号送给了哪个进程？送的是哪个信号？',
      ),
      text(
        'Default is SIGTERM. A signal that is blocked stays pending; the kernel shows it in ShdPnd.',
        '默认是 SIGTERM。被阻塞的信号会一直挂起，内核在 ShdPnd 里显示它。',
      ),
      text(
        'Take the number by name, and send it to the pid of the state, after you know that it is the same process still.',
        '按名字查出编号，确认还是同一个进程之后，再送给状态里的 pid。',
      ),
    ],
  },
  CREATED_NOT_KILLED: {
    title: text(
      'A container that waits cannot be killed',
      '还在等待的容器杀不掉',
    ),
    because: text(
      'kill is for containers that are created or running. One that is never started has to be ended somehow.',
      'created 和 running 的容器都可以 kill。从未启动的容器也得有办法结束。',
    ),
    read: ['runtime-spec runtime.md, "Kill"'],
    hints: [
      text('Which statuses does your kill accept?', '你的 kill 接受哪些状态？'),
      text(
        'The process is there, whether it waits or runs; a signal reaches it in both cases.',
        '进程就在那里，不管在等待还是在运行，信号都能送到。',
      ),
      text('Refuse stopped, and nothing else.', '只拒绝 stopped。'),
    ],
  },
  DELETE_LEAVES: {
    title: text(
      'delete leaves something of the container',
      'delete 之后还有残留',
    ),
    because: text(
      'When delete has ended, no process, mount, cgroup and no file of that container may be there, and its id is free.',
      'delete 结束后，这个容器的进程、挂载、cgroup 和文件都不能再有，id 也要空出来。',
    ),
    read: ['runtime-spec runtime.md, "Delete"'],
    hints: [
      text(
        'Look at what is left. Which command made it?',
        '看看留下了什么，是哪个命令建的？',
      ),
      text(
        'create and start end long before the container does. So whatever they made has to be written down, for delete to find.',
        'create 和 start 早在容器结束之前就退出了，所以它们建的东西必须记下来，delete 才找得到。',
      ),
      text(
        'Remove processes, then the cgroup, then the folder of the state, the FIFO in it included; the record goes last.',
        '依次清除进程、cgroup，最后才是状态目录（包括里面的 FIFO）；记录放在最后删。',
      ),
    ],
  },
  UNKNOWN_ID_TOLD: {
    title: text(
      'There is a state of what is not there',
      '不存在的容器也有状态',
    ),
    because: text(
      'Of an id that is not in use, state is an error.',
      '对没有使用的 id，state 必须报错。',
    ),
    read: ['runtime-spec runtime.md, "Query State"'],
    hints: [
      text(
        'What does your state do if there is no such folder?',
        '目录不存在时，你的 state 会做什么？',
      ),
      text(
        'An error is an exit status that is not 0, a line on standard error, and nothing on standard output.',
        '报错就是：退出状态不为 0，标准错误有一行说明，标准输出什么都没有。',
      ),
      text(
        'Say "container does not exist": others look for these words.',
        '要写明 “container does not exist”：别的程序会找这几个词。',
      ),
    ],
  },
  STATE_LOST: {
    title: text('The state is gone before delete', '还没 delete，状态就没了'),
    because: text(
      'A container that has ended is stopped, and there until it is deleted: who created it wants to ask how it is.',
      '结束的容器状态是 stopped，在删除之前一直都在：创建它的人还要来问。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle"'],
    hints: [
      text(
        'Which of your commands remove a state?',
        '你的哪些命令会删掉状态？',
      ),
      text(
        'run removes it at the end, since it stays until then. After create, only delete does.',
        'run 一直守到最后，所以由它删除。用 create 创建的，只有 delete 才能删。',
      ),
      text(
        'In state, tell that it is stopped; do not sweep.',
        'state 里只报告 stopped，不要清理。',
      ),
    ],
  },
})
