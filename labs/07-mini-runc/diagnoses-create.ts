/** What can go wrong until a container waits to be started. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const createDiagnoses = diagnosesOf({
  NOT_CREATED: {
    title: text('create leaves no container', 'create 之后没有容器'),
    because: text(
      "When create has ended, a process has to be there: it is the container's first, and it waits. There is none, or create said that it failed.",
      'create 结束后必须有一个进程在那里：它是容器的第一个进程，正在等待。现在没有这样的进程，或者 create 报告了失败。',
    ),
    read: ['runtime-spec runtime.md, "Create"', 'clone(2)'],
    hints: [
      text(
        'Read what create wrote to standard error. If it wrote nothing, which process should have stayed?',
        '先看 create 写到标准错误的内容。如果什么都没写，本该留下的是哪个进程？',
      ),
      text(
        'A process whose parent ends goes on, as a child of process 1. But one that waits for its parent, at a pipe, reads the end of it and ends, too.',
        '父进程结束后，子进程会继续运行，成为 1 号进程的孩子。但如果它在管道上等父进程，就会读到文件结束，跟着退出。',
      ),
      text(
        'What it waits at must not belong to create: a FIFO has a name, so anybody can open it later.',
        '它等待的东西不能属于 create：FIFO 有名字，谁都可以晚些再来打开。',
      ),
    ],
  },
  PROGRAM_RUNS_EARLY: {
    title: text('The program runs before start', '还没 start，程序就运行了'),
    because: text(
      'Between create and start the container is there, but nothing of its program may have run: not even to be stopped again.',
      '在 create 和 start 之间，容器已经存在，但程序一步也不能运行，哪怕运行之后再停住也不行。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle"', 'fifo(7)', 'execve(2)'],
    hints: [
      text(
        'What is the last thing that your first process does before it executes the program?',
        '你的第一个进程在执行程序之前，最后做的是什么？',
      ),
      text(
        'It has to sleep in a system call that only start brings to an end. SIGSTOP comes too late, and everybody can end it.',
        '它必须睡在一个只有 start 才能结束的系统调用里。SIGSTOP 来得太晚，而且谁都能解除。',
      ),
      text(
        'Before execve(2), record a read of one byte from the FIFO in the folder of the state.',
        '在 execve(2) 之前，记录一次从状态目录里的 FIFO 读一个字节的操作。',
      ),
    ],
  },
  NOT_READY: {
    title: text('create ends too early', 'create 结束得太早'),
    because: text(
      'What config.json asks for has to be there when create ends: others look at the process then, and connect its network.',
      'create 结束时，config.json 要求的环境必须都已就位：别人这时就会来看这个进程，给它接网络。',
    ),
    read: [
      'runtime-spec runtime.md, "Create"',
      'pivot_root(2)',
      'namespaces(7)',
    ],
    hints: [
      text(
        'Who tells create that the first process has come to its waiting place?',
        '谁告诉 create，第一个进程已经走到等待的地方了？',
      ),
      text(
        'The parent has to wait until the child says that all steps before the waiting have succeeded, or which one failed.',
        '父进程要一直等到子进程说：等待之前的步骤都成功了，或者哪一步失败了。',
      ),
      text(
        'child.ready() tells the parent that all went well; it belongs right before the child begins to wait, and after everything else.',
        'child.ready() 告诉父进程一切顺利；它应当紧挨在开始等待之前，排在其他所有步骤之后。',
      ),
    ],
  },
  PID_FILE_WRONG: {
    title: text(
      'The pid file does not name the first process',
      'pid 文件写的不是第一个进程',
    ),
    because: text(
      'Whoever calls create finds the container by this number: as the host counts, and complete as soon as create has ended.',
      '调用 create 的程序靠这个编号找到容器：它是宿主机上的编号，create 一结束就必须写好。',
    ),
    read: ['runc-create(8), --pid-file', 'pid_namespaces(7)'],
    hints: [
      text(
        'Compare the number in the file with what ps shows on the host.',
        '把文件里的编号与宿主机上 ps 显示的比较一下。',
      ),
      text(
        'A process has a number in each PID namespace that it is seen from. Inside it is 1; and the number of create itself is none of its.',
        '进程在每个能看到它的 PID 命名空间里都有一个编号。在容器里它是 1；而 create 自己的编号与它无关。',
      ),
      text(
        'Write the number that clone(2) gave to the parent, under another name first, and rename the file.',
        '写入 clone(2) 返回给父进程的编号：先写到另一个文件名，再改名。',
      ),
    ],
  },
  STATE_WRONG: {
    title: text('state does not tell what is so', 'state 说的与事实不符'),
    because: text(
      'docker, containerd and podman know a container only by this JSON: ociVersion, id, status, pid, bundle, annotations.',
      'docker、containerd 和 podman 只通过这段 JSON 认识容器：ociVersion、id、status、pid、bundle、annotations。',
    ),
    read: ['runtime-spec runtime.md, "State"'],
    hints: [
      text(
        'Compare what was expected and what was found, member by member.',
        '逐个成员比较期望的和实际的。',
      ),
      text(
        'The bundle is an absolute path, the pid that of the host, and annotations are those of config.json, unchanged.',
        'bundle 是绝对路径，pid 是宿主机上的编号，annotations 原样来自 config.json。',
      ),
      text(
        'Print one object of JSON to standard output, and nothing else; what you have to say to people goes to standard error.',
        '标准输出只打印一个 JSON 对象；要对人说的话写到标准错误。',
      ),
    ],
  },
  STATUS_WRONG: {
    title: text('The status is not that of the moment', '状态与实际阶段不符'),
    because: text(
      'created: the process is there and waits. running: it executes the program. stopped: it has ended. Nobody may write that down in advance.',
      'created：进程在等待。running：它在执行程序。stopped：它已经结束。这些都不能提前写死。',
    ),
    read: ['runtime-spec runtime.md, "State", status', 'proc_pid_stat(5)'],
    hints: [
      text(
        'Who could tell you that a process has ended, when nobody looked after it?',
        '没有人照看一个进程时，谁能告诉你它已经结束了？',
      ),
      text(
        'Whether it lives, the kernel knows; a number alone may belong to another by now, so its time of birth is compared, too. A zombie has ended.',
        '它是否还活着，内核知道；光凭编号可能已经是别的进程，所以还要比较启动时间。僵尸进程算已经结束。',
      ),
      text(
        'Between created and running, the FIFO makes the difference: as long as it is there, and the process waits at it, nobody has started the container.',
        'created 与 running 的区别在于 FIFO：只要它还在、进程还在等它，容器就还没有启动。',
      ),
    ],
  },
  DUPLICATE_TAKEN: {
    title: text('An id is given twice', '同一个 id 给了两次'),
    because: text(
      'An id that is in use has to be refused, and whoever has it must not notice anything.',
      '正在使用的 id 必须拒绝，而占用它的容器不能受到任何影响。',
    ),
    read: ['runtime-spec runtime.md, "Create"', 'mkdir(2), EEXIST'],
    hints: [
      text(
        'When does your create find out that the id is taken: before it makes something, or after?',
        '你的 create 是什么时候发现 id 已被占用的：动手之前，还是之后？',
      ),
      text(
        'And what does it undo when it fails? Whatever it has not made itself is not its to undo.',
        '失败时它又撤销了什么？不是自己建的东西，就不该由它来撤销。',
      ),
      text(
        'Claim the folder of the state first, and begin to undo only what comes after.',
        '先占住状态目录，只撤销在那之后做的事情。',
      ),
    ],
  },
  RACE_LOST: {
    title: text('Two get the same id', '两个命令得到了同一个 id'),
    because: text(
      'To look whether an id is free and to take it are two steps, and another runtime may come in between.',
      '查看 id 是否空闲与占用它是两步，另一个运行时可能正好插在中间。',
    ),
    read: ['mkdir(2), EEXIST', 'flock(2)', 'rename(2)'],
    hints: [
      text(
        'What happens if both look at the same moment, and neither finds anything?',
        '如果两个命令同时去看，而且都没发现什么，会怎样？',
      ),
      text(
        'The kernel makes a folder for exactly one of two who ask for it; the other gets EEXIST. Or one holds a lock while it looks and takes.',
        '两个进程同时建同一个目录，内核只让一个成功，另一个得到 EEXIST。或者在查看和占用期间一直持有锁。',
      ),
      text(
        'Do both below one flock(2) on the folder of all states, and let go of it only when the state is written.',
        '在所有状态所在目录的同一把 flock(2) 之下完成这两步，写好状态才放开。',
      ),
    ],
  },
  ABSENT_PROGRAM: {
    title: text(
      'create does not notice that the program is missing',
      'create 没有发现程序不存在',
    ),
    because: text(
      'Whoever calls create wants to know then that the program is not there; at start it is too late to say so clearly.',
      '调用 create 的人这时就想知道程序不存在；等到 start 再说就晚了。',
    ),
    read: ['runtime-spec runtime.md, "Create"', 'access(2)', 'execve(2)'],
    hints: [
      text(
        'Where can you look whether there is such a program: outside, or in the root of the container?',
        '去哪里看这个程序在不在：在外面，还是在容器的根目录里？',
      ),
      text(
        'Only the first process stands in that root, as that user, after all mounts. It can ask before it begins to wait.',
        '只有第一个进程在挂载全部完成之后，以那个用户的身份站在那个根里。它可以在开始等待之前先问一下。',
      ),
      text(
        'Record faccessat(2) with X_OK for each place of PATH before ready(); and name the program in the error.',
        '在 ready() 之前，对 PATH 的每个位置记录一次带 X_OK 的 faccessat(2)；并在错误里写出程序名。',
      ),
    ],
  },
  FAILED_CREATE_LEAVES: {
    title: text(
      'A create that fails leaves something',
      '失败的 create 留下了东西',
    ),
    because: text(
      'Whoever was told that create failed does not call delete. So what was made already has to be undone at once.',
      '得知 create 失败的人不会再调用 delete，所以已经建好的东西必须当场撤销。',
    ),
    read: [
      'runtime-spec runtime.md, "Errors"',
      'runtime-spec runtime.md, "Lifecycle"',
    ],
    hints: [
      text(
        'Look at what is left: a process, a mount, a cgroup, or the state?',
        '看看留下的是什么：进程、挂载、cgroup 还是状态？',
      ),
      text(
        'Things are undone in the opposite order: the process first, then its cgroup, then what is written down about both.',
        '撤销的顺序正好相反：先进程，再 cgroup，最后是关于它们的记录。',
      ),
      text(
        'Put the whole making into a try, and in the catch kill the process, wait for it, and sweep.',
        '把整个创建过程放进 try，在 catch 里杀死进程、等它结束，再清理。',
      ),
    ],
  },
})
