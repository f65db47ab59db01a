/** Step 9: what can be wrong with a way into namespaces that exist. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const joinDiagnoses = diagnosesOf({
  JOIN_NOT_STARTED: {
    title: text(
      'With namespaces to join, nothing starts',
      '要求加入已有命名空间时什么也启动不了',
    ),
    because: text(
      'setns(2) wants a descriptor of the file in /proc/<pid>/ns, a flag that fits its kind or 0, and rights over the namespace. If one of them is wrong, the child ends before it is anything.',
      'setns(2) 需要 /proc/<pid>/ns 中文件的描述符、与种类相符的标志（或 0），以及对该命名空间的权限。其中一个不对，子进程就提前结束。',
    ),
    read: ['setns(2), "ERRORS"'],
    hints: [
      text(
        'Which step failed, and with which error? Standard error names both.',
        '哪一步失败了，错误是什么？标准错误里都有。',
      ),
      text(
        'EINVAL: the flag does not fit what the path is. EBADF: it was closed, or never opened. EPERM: rights were given up too early.',
        'EINVAL：标志与路径所指的种类不符。EBADF：已关闭或从未打开。EPERM：太早放弃了权限。',
      ),
      text(
        'Open every path, then setns on each descriptor with the flag of the same entry.',
        '先打开每个路径，再对每个描述符用同一条目的标志调用 setns。',
      ),
    ],
  },
  JOIN_WITHOUT_FORK: {
    title: text(
      'The PID namespace was joined for children only, and the program is no child',
      '加入的 PID 命名空间只对子进程有效，而程序不是子进程',
    ),
    because: text(
      'A process never changes its PID namespace. setns(2) sets pid_for_children, and only who is born afterwards is a member.',
      '进程永远不会改变自己的 PID 命名空间。setns(2) 只设置 pid_for_children，之后出生的进程才是成员。',
    ),
    read: ['setns(2), "PID namespaces"', 'pid_namespaces(7)'],
    hints: [
      text(
        'Compare ns/pid and ns/pid_for_children of the program.',
        '比较程序的 ns/pid 和 ns/pid_for_children。',
      ),
      text(
        'After the last setns there has to be one more birth.',
        '最后一个 setns 之后必须再有一次出生。',
      ),
      text(
        'The process that joined gives birth to the one that goes on, and ends: see bequeath().',
        '加入命名空间的进程生出继续执行的那个进程，然后自己结束：见 bequeath()。',
      ),
    ],
  },
  JOIN_LEFT_OUT: {
    title: text(
      'A namespace was not joined: the program is in that of the host',
      '有命名空间没有加入：程序还在宿主机的里面',
    ),
    because: text(
      'The spec names a path for it, so no new one is made; and nobody entered the one at the path. What is neither made nor entered is inherited.',
      'spec 给了路径，所以没有创建新的；也没有人进入路径所指的那个。既没有创建也没有加入的，就是继承来的。',
    ),
    read: ['setns(2)', 'runtime-spec config-linux.md, "Namespaces", path'],
    hints: [
      text('Which kinds does "actual" list?', '“实际”里列出了哪些种类？'),
      text(
        'Every namespace with a path needs its own open and its own setns.',
        '每个带路径的命名空间都要各自打开，各自 setns。',
      ),
      text(
        'A loop over all of them, and one setns in each round, with the flag from NAMESPACES.',
        '对全部命名空间循环，每轮一次 setns，标志取自 NAMESPACES。',
      ),
    ],
  },
  JOIN_MADE_NEW: {
    title: text(
      'A new namespace was made instead of entering the one at the path',
      '没有加入路径所指的命名空间，而是新建了一个',
    ),
    because: text(
      'With a path, the entry does not ask for a new namespace: two containers that are to share a network would each sit alone in one.',
      '带路径的条目并不是要新的命名空间：本该共用网络的两个容器会各自待在自己的网络里。',
    ),
    read: ['setns(2)', 'runtime-spec config-linux.md, "Namespaces", path'],
    hints: [
      text(
        'Which of the entries in linux.namespaces have a path?',
        'linux.namespaces 里哪些条目有 path？',
      ),
      text(
        'Flags for new namespaces are only for entries without a path. The others are opened and entered.',
        '新命名空间的标志只给没有路径的条目。其余的要打开并加入。',
      ),
      text(
        'Leave out entries with a path where the flags of the birth are put together.',
        '在拼合出生标志的地方，跳过带路径的条目。',
      ),
    ],
  },
  EXEC_WITHOUT_FORK: {
    title: text(
      'exec did not make a child of the container',
      'exec 没有生出属于容器的子进程',
    ),
    because: text(
      'setns(2) with a pidfd enters all namespaces at once, but for the PID namespace that is true of children only. The program was executed by the process that entered.',
      '用 pidfd 调用 setns(2) 可以一次加入所有命名空间，但 PID 命名空间只对子进程有效。而程序是由加入的那个进程自己执行的。',
    ),
    read: ['setns(2), "PID namespaces"'],
    hints: [
      text(
        'Compare ns/pid and ns/pid_for_children of the program.',
        '比较程序的 ns/pid 和 ns/pid_for_children。',
      ),
      text(
        'Between setns and execve there has to be a birth.',
        '在 setns 和 execve 之间必须有一次出生。',
      ),
      text(
        'The process that entered gives birth to the one that goes on, and ends: see bequeath().',
        '加入的进程生出继续执行的那个进程，然后自己结束：见 bequeath()。',
      ),
    ],
  },
  EXEC_NAMESPACE_MISSING: {
    title: text(
      'exec did not enter every namespace of the container',
      'exec 没有加入容器的所有命名空间',
    ),
    because: text(
      'A process that is in most namespaces of a container and in one of the host is a hole in it: in the network of the host, for example, it can be asked to do what the container may not.',
      '一个进程如果在容器的大多数命名空间里，却有一个在宿主机上，就是容器的一个漏洞：例如它在宿主机的网络里，就能被用来做容器不许做的事。',
    ),
    read: ['setns(2)', 'pidfd_open(2)'],
    hints: [
      text('Which kinds does "actual" list?', '“实际”里列出了哪些种类？'),
      text(
        'The flags say which namespaces of that process are entered. All in which it is and you are not have to be there.',
        '标志说明要加入该进程的哪些命名空间。凡是它在而你不在的，都必须包含进去。',
      ),
      text(
        'One setns with the pidfd "process" and the whole number "namespaces".',
        '用 pidfd "process" 和完整的 "namespaces" 调用一次 setns。',
      ),
    ],
  },
  EXEC_ROOT_OUTSIDE: {
    title: text(
      'exec left the process with another root directory',
      'exec 之后进程的根目录不是容器的',
    ),
    because: text(
      'A mount namespace says what is mounted where. Which directory is "/" belongs to each process: setns gives it the root of the namespace, and the first process of the container may have chosen another.',
      '挂载命名空间说的是哪里挂了什么。哪个目录是 “/” 则是每个进程自己的：setns 给它命名空间的根，而容器的第一个进程可能选择了别的。',
    ),
    read: ['setns(2), "Mount namespaces"', 'chroot(2)', 'proc_pid_root(5)'],
    hints: [
      text(
        'Compare the two roots in the evidence.',
        '比较证据里的两个根目录。',
      ),
      text(
        'The root of the first process is open already, in "root". How did lab 01 make a directory the root?',
        '第一个进程的根已经打开，就是 "root"。实验 01 是怎样把一个目录变成根的？',
      ),
      text(
        'fchdir to it, chroot("."), and only then to the working directory.',
        'fchdir 到那里，chroot(".")，然后才进入工作目录。',
      ),
    ],
  },
  EXEC_STATUS_LOST: {
    title: text(
      'exec does not end as its process did',
      'exec 的结束方式与它的进程不一致',
    ),
    because: text(
      'Scripts ask a container whether it is well by the exit status of exec. And what exec starts may come and go: the container goes on.',
      '脚本通过 exec 的退出状态询问容器是否正常。而且 exec 启动的进程来来去去，容器要继续运行。',
    ),
    read: ['wait(2)', 'exit_group(2)'],
    hints: [
      text(
        'Compare the two endings in expected and actual.',
        '比较“期望”和“实际”里的两个结局。',
      ),
      text(
        'The ending of the process is known to mini-runc exec in the same way as to mini-runc run.',
        'mini-runc exec 得知进程结局的方式与 mini-runc run 完全相同。',
      ),
      text(
        'Turn the ending into a status with the same function as run does.',
        '用和 run 相同的函数把结局变成退出状态。',
      ),
    ],
  },
})
