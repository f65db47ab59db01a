/** What can go wrong in any lab, before a lab's own matter is reached. */
import type { Diagnosis, Text } from './check.ts'

/** One text in both languages. */
export const text = (en: string, zh: string): Text => ({ en, zh })

type Parts = Omit<Diagnosis, 'code'>

/** Give each diagnosis the code that it is filed under. */
export function diagnosesOf(
  parts: Readonly<Record<string, Parts>>,
): Readonly<Record<string, Diagnosis>> {
  return Object.fromEntries(
    Object.entries(parts).map(([code, part]) => [code, { code, ...part }]),
  )
}

export const commonDiagnoses = diagnosesOf({
  TODO_LEFT: {
    title: text(
      'A part of your runtime is not written yet',
      '你的运行时有一部分还没有写',
    ),
    because: text(
      'The runtime came to a TODO of this lab and stopped there. Its name is in the error, and in the source where your code belongs.',
      '运行时执行到本实验的一个 TODO 就停了。错误信息里有它的名字，源码中同名的位置就是你要写代码的地方。',
    ),
    read: ['runtime/todo.ts'],
    hints: [
      text(
        'Search your runtime for the name in the error message.',
        '在你的运行时里搜索错误信息中的名字。',
      ),
      text(
        'The comment above the call of todo() says what belongs there; the whole call goes away when you write it.',
        'todo() 上方的注释说明这里该写什么；写好之后整个调用就应该删掉。',
      ),
      text(
        'grep -rn "TODO(lab-" labs/work/runtime lists all that is left.',
        'grep -rn "TODO(lab-" labs/work/runtime 会列出所有还没写的地方。',
      ),
    ],
  },
  NOT_STARTED: {
    title: text('The program never ran', '程序没有运行起来'),
    because: text(
      'The runtime ended before any process executed the program of the bundle. Its standard error, shown as evidence, is the best witness.',
      '在任何进程执行 bundle 里的程序之前，运行时就结束了。上面作为证据给出的标准错误最能说明原因。',
    ),
    read: ['execve(2)', 'runtime-spec config.md, "Process"'],
    hints: [
      text(
        'Read the last line that the runtime wrote to standard error.',
        '看运行时写到标准错误的最后一行。',
      ),
      text(
        'A failing step names the system call, its arguments and its error. Was everything before it right for the step to succeed?',
        '失败的步骤会给出系统调用、参数和错误码。它之前的步骤是否都正确？',
      ),
      text(
        'mini-runc run --dry-run --explain prints the table without running it. Compare it, row by row, with what you wanted.',
        'mini-runc run --dry-run --explain 只打印系统调用表而不执行。逐行和你想要的对比。',
      ),
    ],
  },
  RUNTIME_HANGS: {
    title: text('The runtime does not end', '运行时不结束'),
    because: text(
      'Its time was over and it was killed, with everything it had started. It waits for something that does not come.',
      '时间用完后它和它启动的一切都被杀掉了。它在等待一件不会发生的事。',
    ),
    read: ['wait(2)', 'pidfd_open(2)'],
    hints: [
      text(
        'What does your code wait for after the process was started?',
        '进程启动之后，你的代码在等什么？',
      ),
      text(
        'A promise that is never settled, a pipe whose other end stays open, a loop without an end: these three wait for ever.',
        '永远不会完成的 promise、另一端一直开着的管道、没有出口的循环：这三种会一直等下去。',
      ),
      text(
        'Start it by hand in the VM (labs vm ssh) with strace -f in front: the last line is what it waits in.',
        '在虚拟机里（labs vm ssh）用 strace -f 手动启动它：最后一行就是它等待的地方。',
      ),
    ],
  },
  OUTPUT_FLOOD: {
    title: text('The runtime writes without end', '运行时无休止地输出'),
    because: text(
      'It wrote more than eight megabytes and was killed for it.',
      '它输出超过 8 MB，因此被杀掉了。',
    ),
    read: ['write(2)'],
    hints: [
      text('Which loop of yours writes something?', '你的哪个循环在输出？'),
      text(
        'An error handler that causes the same error again never comes to an end.',
        '如果错误处理又引发同样的错误，就永远不会结束。',
      ),
      text(
        'Start it by hand and look at the first screenful: mini-runc run … 2>&1 | head.',
        '手动启动并只看开头：mini-runc run … 2>&1 | head。',
      ),
    ],
  },
  OTHER_PROGRAM: {
    title: text(
      'What runs is not what the bundle names',
      '运行的不是 bundle 指定的程序',
    ),
    because: text(
      'The file that the process executes has another content than the program that was put there.',
      '进程所执行的文件，内容与放在那里的程序不同。',
    ),
    read: ['execve(2)', 'proc_pid_exe(5)'],
    hints: [
      text(
        'Does anything in your runtime write to the root file system?',
        '你的运行时是否往根文件系统里写了东西？',
      ),
      text(
        'execve(2) runs exactly the file at the path it is given. No copy, no shell, no wrapper is needed.',
        'execve(2) 执行的就是给定路径上的那个文件，不需要复制、shell 或包装程序。',
      ),
      text(
        'Pass process.args[0] as the path and process.args as the arguments.',
        '把 process.args[0] 作为路径、process.args 作为参数传入。',
      ),
    ],
  },
  LEFT_BEHIND: {
    title: text('The runtime leaves something behind', '运行时留下了东西'),
    because: text(
      'When a container has ended, the host has to look as before: what nobody removes stays until the next boot.',
      '容器结束之后，宿主机应当恢复原样：没有人清理的东西会一直留到下次重启。',
    ),
    read: ['runtime-spec runtime.md, "Lifecycle"', 'wait(2)'],
    hints: [
      text(
        'Look at the list: a process, a mount, a cgroup or a file?',
        '看清单：是进程、挂载、cgroup 还是文件？',
      ),
      text(
        'A process that is left usually means that the runtime ended before its container did.',
        '如果留下的是进程，多半是运行时比容器先结束了。',
      ),
      text(
        'Wait for the container in every case, also when you were sent a signal, and undo what you did in a finally block.',
        '无论如何都要等待容器结束，收到信号时也一样；并在 finally 块里撤销你做过的事。',
      ),
    ],
  },
})
