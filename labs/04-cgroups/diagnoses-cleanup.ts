/** Step 10: what can be left when all should be over. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const KILL =
  'Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files", cgroup.kill'

export const cleanupDiagnoses = diagnosesOf({
  STRAYS_LEFT: {
    title: text(
      'Processes of the container live on after its end',
      '容器结束后，它的进程还活着',
    ),
    because: text(
      'Without a PID namespace of its own nobody ends what the first process leaves behind. A session of its own and another parent take a daemon out of reach of kill(-pgid), but not out of its cgroup.',
      '没有自己的 PID 命名空间时，没有人去结束第一个进程留下的东西。独立的会话和另一个父进程让守护进程躲过 kill(-pgid)，但它离不开自己的 cgroup。',
    ),
    read: [KILL, 'daemon(7)', 'cgroups(7)'],
    hints: [
      text(
        'Who is in cgroup.procs, of the leaf and of every cgroup below?',
        '叶子以及它下面每个 cgroup 的 cgroup.procs 里有谁？',
      ),
      text(
        'To kill by number is a race against fork(2). One file kills all that is in a cgroup and below, at once.',
        '按号码杀是在和 fork(2) 赛跑。有一个文件能一次杀掉 cgroup 里和下面的一切。',
      ),
      text(
        'Write 1 into cgroup.kill and wait for "populated 0": killAll(directory).',
        '把 1 写进 cgroup.kill，等 “populated 0”：killAll(directory)。',
      ),
    ],
  },
  CGROUP_NOT_REMOVED: {
    title: text(
      'A cgroup of the container is still there',
      '容器的 cgroup 还在',
    ),
    because: text(
      'rmdir(2) removes one cgroup, if nobody is in it (EBUSY) and none is below it. The program inside may have made some of its own; and a process that was killed is in it until it is really gone.',
      'rmdir(2) 一次删一个 cgroup，前提是里面没人（否则 EBUSY）、下面也没有别的。容器里的程序可能自己建过；被杀的进程在真正消失之前也还算在里面。',
    ),
    read: ['cgroups(7), "Destroying cgroups"', 'rmdir(2), EBUSY', KILL],
    hints: [
      text(
        'What does rmdir(2) say: EBUSY or ENOTEMPTY, and for which directory?',
        'rmdir(2) 说什么：EBUSY 还是 ENOTEMPTY？是哪个目录？',
      ),
      text(
        'Deepest first. The files in there are not to be deleted, only the directories.',
        '从最深的开始。里面的文件不用删，只删目录。',
      ),
      text(
        'List all directories below, reverse the list, remove each; try again after a pause while it says EBUSY.',
        '列出下面所有目录，倒过来逐个删除；遇到 EBUSY 就停一下再试。',
      ),
    ],
  },
  KILL_ALL_MISSES: {
    title: text(
      '"kill --all" does not reach all of them',
      '“kill --all” 没有送到全部进程',
    ),
    because: text(
      'Without --all a signal goes to the first process alone. With it, every process in the cgroup gets it. PID 1 of a namespace may not care for SIGTERM; its children do.',
      '没有 --all 时信号只发给第一个进程。有了它，cgroup 里的每个进程都要收到。命名空间的 PID 1 可以不理会 SIGTERM，它的子进程不行。',
    ),
    read: ['runc-kill(8)', 'pid_namespaces(7)', 'cgroups(7)'],
    hints: [
      text(
        'Who is still in cgroup.procs, and did they get the signal?',
        '谁还在 cgroup.procs 里？它们收到信号了吗？',
      ),
      text(
        'Nobody may be born between the look and the signal: let them stand still meanwhile.',
        '在查看和发信号之间不能有新进程出生：这段时间让它们停住。',
      ),
      text(
        'Freeze, send to every number in cgroup.procs, thaw.',
        '冻结，给 cgroup.procs 里的每个号码发信号，解冻。',
      ),
    ],
  },
  FORCE_LEAVES: {
    title: text(
      'After "delete --force" something is left',
      '“delete --force” 之后还有残留',
    ),
    because: text(
      'The runtime was killed with SIGKILL and could not clean up. What it had made is known from its record on disk alone; "delete --force" has to end every process and remove every cgroup.',
      '运行时被 SIGKILL 杀死，来不及清理。它做过什么只有磁盘上的记录知道；“delete --force” 要结束每个进程，删掉每个 cgroup。',
    ),
    read: ['runc-delete(8)', 'runtime-spec runtime.md, "Delete"', KILL],
    hints: [
      text(
        'What is left: processes, cgroups or both?',
        '留下的是进程、cgroup，还是两者都有？',
      ),
      text(
        'That the first process is dead does not mean that its cgroup is empty.',
        '第一个进程死了，不等于它的 cgroup 空了。',
      ),
      text(
        'removeCgroup with the directory from state.json, whether or not the first process lives.',
        '不管第一个进程是否活着，都对 state.json 里的目录调用 removeCgroup。',
      ),
    ],
  },
})
