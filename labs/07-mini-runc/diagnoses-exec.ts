/** What can go wrong with processes that come in later. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const execDiagnoses = diagnosesOf({
  EXEC_FAILS: {
    title: text('exec runs nothing', 'exec 什么都没运行'),
    because: text(
      'The container runs, but the program of the process file never came.',
      '容器在运行，但进程文件里的程序一直没有出现。',
    ),
    read: ['runc-exec(8)', 'setns(2)'],
    hints: [
      text(
        'Read what exec wrote to standard error.',
        '看 exec 写到标准错误的内容。',
      ),
      text(
        'The file of --process is one object as in config.json, process: what is not in it is not wanted.',
        '--process 的文件就是 config.json 里 process 那样的对象：里面没有的就是不要。',
      ),
      text(
        'Parse it with the same parser as config.json, and plan from it what you plan for the first process.',
        '用解析 config.json 的同一个解析器读它，再像第一个进程那样做计划。',
      ),
    ],
  },
  EXEC_OUTSIDE: {
    title: text(
      'exec leads to another place than the container',
      'exec 没有进到容器里',
    ),
    because: text(
      'A process that comes in later has to be where the first one is: in all its namespaces, its root, its cgroup. Otherwise neither limits nor walls hold for it.',
      '后来的进程必须与第一个进程在一起：所有命名空间、根目录、cgroup 都相同。否则限制和隔离对它都不起作用。',
    ),
    read: ['setns(2)', 'namespaces(7)', 'cgroups(7)'],
    hints: [
      text(
        'Which of its namespaces are not those of the container?',
        '它的哪些命名空间不是容器的？',
      ),
      text(
        "All kinds that the first process does not share with the host have to be joined; the cgroup before the mount namespace, since its path is the host's.",
        '凡是第一个进程没有与宿主机共享的，都要加入；cgroup 要在挂载命名空间之前加入，因为它的路径是宿主机的。',
      ),
      text(
        'Open the pidfd of the first process and what you need of the host, then setns(2) with all flags at once.',
        '先打开第一个进程的 pidfd 和需要的宿主机文件，再带上全部标志调用一次 setns(2)。',
      ),
    ],
  },
  EXEC_PROCESS_IGNORED: {
    title: text('The process file is not followed', '没有按进程文件来做'),
    because: text(
      'Arguments, environment, directory, user and groups come from the file of --process; those of the first process are another matter.',
      '参数、环境、目录、用户和组都来自 --process 的文件；第一个进程的是另一回事。',
    ),
    read: ['runc-exec(8), --process', 'credentials(7)'],
    hints: [
      text('Which of them is not as in the file?', '哪一项与文件不同？'),
      text(
        'Groups come first, then the group, then the user: in the end there is no right left to change the others.',
        '先附加组，再组，最后用户：到最后就没有权限再改别的了。',
      ),
      text(
        'Take what the file says as a whole, in the place of what the state says.',
        '整个采用文件里的内容，代替状态里的。',
      ),
    ],
  },
  EXEC_STATUS: {
    title: text(
      'exec ends with another status than its program',
      'exec 的退出状态与程序的不同',
    ),
    because: text(
      'A health check reads nothing but this status.',
      '健康检查只看这个状态。',
    ),
    read: ['wait(2)', 'runc-exec(8)'],
    hints: [
      text(
        'What becomes of the status of the child, on its way to process.exit?',
        '子进程的状态在到达 process.exit 的路上变成了什么？',
      ),
      text(
        'An exit status goes through as it is; a signal becomes 128 and its number.',
        '退出状态原样传出；信号变成 128 加它的编号。',
      ),
      text(
        'Return what exitStatus() makes of the ending, as run does.',
        '像 run 一样，返回 exitStatus() 对结局算出的值。',
      ),
    ],
  },
  EXEC_DETACH: {
    title: text('A detached exec is not detached', 'exec --detach 没有分离'),
    because: text(
      'exec has to end while its process lives on, in the container, and its number is to be found in the pid file.',
      'exec 要先结束，它的进程继续留在容器里运行，编号写在 pid 文件里。',
    ),
    read: ['runc-exec(8), --detach, --pid-file'],
    hints: [
      text(
        'What ends first, exec or its process?',
        '先结束的是 exec 还是它的进程？',
      ),
      text(
        'A process that waits at a pipe of ours ends with us. And where one is born for a PID namespace in between, the number is that of the heir.',
        '在我们的管道上等待的进程会跟着我们结束。如果为了 PID 命名空间中间多生了一次，编号应是后继者的。',
      ),
      text(
        'Wait until execve(2) has succeeded, write the number as the host counts, and return 0.',
        '等 execve(2) 成功，写下宿主机上的编号，然后返回 0。',
      ),
    ],
  },
  PS_WRONG: {
    title: text(
      'ps does not list the processes of the container',
      'ps 列出的不是容器的进程',
    ),
    because: text(
      'All of them, also those that came by exec, by the numbers of the host, as an array of JSON.',
      '要列出全部进程，包括 exec 进来的；用宿主机的编号，以 JSON 数组输出。',
    ),
    read: [
      'runc-ps(8), --format',
      'cgroups(7), cgroup.procs',
      'pid_namespaces(7)',
    ],
    hints: [
      text('Which are missing, or too many?', '少了哪些，或多了哪些？'),
      text(
        'The cgroup knows its members; where there is none, the PID namespace does. Children of the first process are not all.',
        'cgroup 知道它的成员；没有 cgroup 时看 PID 命名空间。第一个进程的孩子并不是全部。',
      ),
      text(
        'Read cgroup.procs of its cgroup and of those below; print nothing else on standard output.',
        '读它和它下面的 cgroup.procs；标准输出不要打印别的。',
      ),
    ],
  },
  EXEC_STOPPED: {
    title: text(
      'exec goes on where there is no container any more',
      '容器已经没了，exec 还在继续',
    ),
    because: text(
      'The number of a process that has ended may belong to another by now: who joins its namespaces by number may come anywhere.',
      '已结束进程的编号可能已属于别的进程：只凭编号去加入命名空间，可能进到任何地方。',
    ),
    read: ['runc-exec(8)', 'proc_pid_stat(5), starttime'],
    hints: [
      text(
        'What does exec ask before it opens /proc/<pid>/ns?',
        'exec 在打开 /proc/<pid>/ns 之前问了什么？',
      ),
      text(
        'Number and time of birth together name a process for good.',
        '编号加启动时间才能唯一确定一个进程。',
      ),
      text(
        'Refuse whatever is not running, by the status of now.',
        '按当下的状态，不是 running 就拒绝。',
      ),
    ],
  },
})
