/** Step 4: what can be wrong with the number of processes. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const RST = 'Documentation/admin-guide/cgroup-v2.rst, "PID Interface Files"'

export const pidsDiagnoses = diagnosesOf({
  PIDS_REFUSED: {
    title: text(
      'With a limit on processes, nothing runs',
      '有了进程数限制之后什么也跑不起来',
    ),
    because: text(
      'The bundle has linux.resources.pids. Turning it into a file of the cgroup, or writing that, failed; or the limit left no room for the process itself.',
      'bundle 里有 linux.resources.pids。把它变成 cgroup 文件或写入时失败了；也可能限制没有给进程本身留下位置。',
    ),
    read: [RST, 'runtime-spec config-linux.md, "PIDs"'],
    hints: [
      text('Which file was written, and what?', '写的是哪个文件，写了什么？'),
      text(
        'EAGAIN of clone(2) means that a pids.max on the way up is reached.',
        'clone(2) 的 EAGAIN 表示往上某一级的 pids.max 已经到顶。',
      ),
      text(
        "{ file: 'pids.max', value: limitText(limit) }, no limit as max.",
        "{ file: 'pids.max', value: limitText(limit) }，没有限制写成 max。",
      ),
    ],
  },
  PIDS_NOT_LIMITED: {
    title: text(
      'The limit on processes is another one',
      '进程数限制不是 bundle 要求的',
    ),
    because: text(
      'Every process and every thread counts, those of the cgroups below too. At pids.max, fork(2) and clone(2) fail with EAGAIN.',
      '每个进程、每个线程都算，下级 cgroup 里的也算。到了 pids.max，fork(2) 和 clone(2) 就会失败，返回 EAGAIN。',
    ),
    read: [RST, 'fork(2), EAGAIN'],
    hints: [
      text('What is in pids.max of the leaf?', '叶子的 pids.max 里是什么？'),
      text(
        'The number of the bundle goes there as it is: the first process is one of them.',
        'bundle 里的数原样写进去：第一个进程也算一个。',
      ),
      text(
        "{ file: 'pids.max', value: limitText(limit) }.",
        "{ file: 'pids.max', value: limitText(limit) }。",
      ),
    ],
  },
  LIMIT_TOO_LATE: {
    title: text(
      'The limit came when the program was already running',
      '程序已经在运行时限制才到',
    ),
    because: text(
      'pids.max stops the next fork; what is there already stays. There are more processes now than the limit allows, so they were made before it stood.',
      'pids.max 只能拦住下一次 fork，已有的不会动。现在的进程比限制允许的还多，说明它们是在限制写好之前创建的。',
    ),
    read: [RST, 'cgroups(7), "Cgroups v2 controllers"'],
    hints: [
      text(
        'What happens first in your runtime: the settings, or the program?',
        '你的运行时里先发生的是什么：写设置，还是启动程序？',
      ),
      text(
        'A fork bomb needs a millisecond. Every limit has to stand before there is a process for it.',
        'fork 炸弹只需要一毫秒。每个限制都必须在进程出现之前写好。',
      ),
      text(
        'Make the directory, enable controllers, write the settings, and only then spawn into it.',
        '创建目录，启用控制器，写好设置，最后才在里面启动进程。',
      ),
    ],
  },
})
