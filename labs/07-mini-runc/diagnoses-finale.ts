/** The finale: what can be wrong when Docker is the one who calls. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const LOG = text(
  'Docker shows the last line of level "error" in the file that --log names. Start the same by hand in the VM, with --log /tmp/log --log-format json.',
  'Docker 显示的是 --log 所指文件里最后一条 “error” 级别的消息。在虚拟机里手动执行同样的命令，加上 --log /tmp/log --log-format json。',
)

export const finaleDiagnoses = diagnosesOf({
  DOCKER_RUN_FAILS: {
    title: text('Docker does not get its container', 'Docker 没有得到它的容器'),
    because: text(
      'docker asks dockerd, dockerd asks containerd, its shim calls your runtime: create, then start. One of the two ended with an error, or left no number in the file of --pid-file.',
      'docker 找 dockerd，dockerd 找 containerd，它的 shim 调用你的运行时：先 create，再 start。其中一个以错误结束，或者没有在 --pid-file 的文件里留下进程号。',
    ),
    read: ['docker-run(1)', 'runc-create(8)', 'runc-start(8)'],
    hints: [
      text(
        'What does the message of the daemon say after "OCI runtime create failed"?',
        '守护进程的消息里，“OCI runtime create failed” 后面写着什么？',
      ),
      LOG,
      text(
        'Put a script in front: it writes "$@" into a file, copies config.json of the --bundle, and executes your runtime. What it wrote can be started again by hand.',
        '在前面放一个脚本：把 "$@" 写进文件，复制 --bundle 的 config.json，再执行你的运行时。写下来的命令可以手动重做。',
      ),
    ],
  },
  DOCKED_OTHERWISE: {
    title: text(
      'The container is not where Docker wants it',
      '容器不在 Docker 想要的地方',
    ),
    because: text(
      'The program of the image has to run, in namespaces of its own and in the cgroup that linux.cgroupsPath names. Docker counts and freezes whatever is in there.',
      '镜像里的程序应当在自己的命名空间里、在 linux.cgroupsPath 指定的 cgroup 里运行。Docker 统计和冻结的就是那里面的进程。',
    ),
    read: ['runtime-spec config-linux.md, "Namespaces", "cgroupsPath"'],
    hints: [
      text('Which line of the list is missing?', '列表里缺的是哪一行？'),
      text(
        'The number in --pid-file is the host’s, of the first process of the container and not of a stage before it.',
        '--pid-file 里是宿主机的进程号，属于容器的第一个进程，而不是它之前的某个阶段。',
      ),
      text(
        'Compare ls -l /proc/<pid>/ns with /proc/self/ns, and /proc/<pid>/cgroup with cgroupsPath of the config.json.',
        '比较 ls -l /proc/<pid>/ns 和 /proc/self/ns，以及 /proc/<pid>/cgroup 和 config.json 的 cgroupsPath。',
      ),
    ],
  },
  DOCKER_LIMITS_LOST: {
    title: text(
      'A limit of docker run is not in the cgroup',
      'docker run 的限制没有写进 cgroup',
    ),
    because: text(
      '--memory, --cpus and --pids-limit become linux.resources. Docker writes every member, and a 0 where nobody asked for anything: "cpu": {"shares": 0}.',
      '--memory、--cpus 和 --pids-limit 变成 linux.resources。Docker 会写出每个成员，没人要求时写 0：“cpu”: {"shares": 0}。',
    ),
    read: ['runtime-spec config-linux.md, "Control groups"'],
    hints: [
      text('Which file has another value?', '哪个文件的值不对？'),
      text(
        'A weight or share of 0 is no wish. It must not keep the others from being written.',
        '权重或份额为 0 表示没有要求，不能因此不写其他的。',
      ),
      text(
        'Your checks of lab 04 look at the same files; take resources of Docker’s config.json for a bundle there.',
        '实验 04 的检查看的是同样的文件；把 Docker 的 config.json 里的 resources 拿到那里的 bundle 里试。',
      ),
    ],
  },
  DOCKER_MOUNTS_LOST: {
    title: text(
      'The root or a volume is not as asked for',
      '根或卷不是所要求的样子',
    ),
    because: text(
      'The root is an overlay that Docker mounted, root.readonly makes it read-only; a volume is a bind mount with "rbind", "ro" and "rprivate".',
      '根是 Docker 挂载的 overlay，root.readonly 让它只读；卷是带 “rbind”“ro”“rprivate” 的绑定挂载。',
    ),
    read: ['runtime-spec config.md, "Root", "Mounts"', 'mount(2)'],
    hints: [
      text(
        'Which of the mounts is missing or writable?',
        '哪个挂载缺失或可写？',
      ),
      text(
        'The mount point of a volume may not be in the image: the runtime makes it, before the root becomes read-only.',
        '卷的挂载点可能不在镜像里：运行时要在根变成只读之前创建它。',
      ),
      text(
        'A bind mount takes "ro" only with a second call, mount_setattr or a remount; the root likewise.',
        '绑定挂载要用第二个调用（mount_setattr 或 remount）才能变成 “ro”；根也一样。',
      ),
    ],
  },
  DOCKER_RIGHTS_WRONG: {
    title: text(
      'The program has other rights than Docker gave it',
      '程序的权限和 Docker 给的不一样',
    ),
    because: text(
      'Docker lists three sets of capabilities and leaves the inheritable and ambient ones out; it asks for a filter of system calls and, here, for no_new_privs.',
      'Docker 列出三个能力集，省略 inheritable 和 ambient；它要求系统调用过滤器，在这里还要求 no_new_privs。',
    ),
    read: ['capabilities(7)', 'proc_pid_status(5)'],
    hints: [
      text('Which line of status differs?', 'status 的哪一行不同？'),
      text(
        'A set that the bundle does not name is empty. It is not what the process happens to have.',
        'bundle 没有写的集合就是空的，而不是进程碰巧拥有的。',
      ),
      text(
        'Seccomp: 2 means that a filter is loaded. With no_new_privs load it as late as possible, right before execve.',
        'Seccomp: 2 表示加载了过滤器。有 no_new_privs 时尽量晚加载，就在 execve 之前。',
      ),
    ],
  },
  DOCKER_PORT_DEAD: {
    title: text(
      'Nobody gets through the published port',
      '没有人能通过发布的端口',
    ),
    because: text(
      'Docker brings the network in by a hook: dockerd itself, started by your runtime, is told the process by the state on standard input, and moves a veth into /proc/<pid>/ns/net.',
      'Docker 用钩子接入网络：你的运行时启动 dockerd 自己，标准输入里的状态告诉它是哪个进程，它把 veth 移进 /proc/<pid>/ns/net。',
    ),
    read: ['runtime-spec config.md, "POSIX-platform Hooks": prestart'],
    hints: [
      text(
        'Does the container have an eth0? ip -n shows it, or nsenter -t <pid> -n ip address.',
        '容器里有 eth0 吗？用 nsenter -t <pid> -n ip address 看。',
      ),
      text(
        'The hook runs when the namespaces are there and the root is not yet entered, in those of the host. Its "pid" is the number on the host.',
        '钩子在命名空间已经存在、还没有进入根的时候运行，在宿主机的命名空间里。“pid” 是宿主机上的进程号。',
      ),
      text(
        'args[0] of the hook is its name, not its path: "libnetwork-setkey" is how the same program knows what to be.',
        '钩子的 args[0] 是它的名字而不是路径：同一个程序靠 “libnetwork-setkey” 知道自己要做什么。',
      ),
    ],
  },
  DOCKER_EXEC_FAILS: {
    title: text('docker exec starts nothing', 'docker exec 什么也没启动'),
    because: text(
      'The shim writes a process as JSON and calls exec --process FILE --detach --pid-file FILE ID. The file is gone when exec has ended.',
      'shim 把进程写成 JSON，然后调用 exec --process FILE --detach --pid-file FILE ID。exec 结束后那个文件就没有了。',
    ),
    read: ['runc-exec(8)', 'docker-exec(1)'],
    hints: [
      text('What does the message say?', '消息里说了什么？'),
      LOG,
      text(
        'With --detach the runtime ends as soon as the process executes its program; the number is in the file before that.',
        '有 --detach 时，进程一执行它的程序，运行时就结束；在那之前进程号已经写进文件。',
      ),
    ],
  },
  DOCKER_EXEC_OTHERWISE: {
    title: text(
      'A process of docker exec is not confined as the first is',
      'docker exec 的进程没有受到和第一个一样的限制',
    ),
    because: text(
      'It joins all namespaces of the container and its cgroup. Its rights are in the JSON; the filter of system calls is not, it is the one of the container.',
      '它加入容器的所有命名空间和 cgroup。权限写在 JSON 里；系统调用过滤器不在里面，用容器的那个。',
    ),
    read: ['setns(2)', 'runc-exec(8)', 'runc-ps(8)'],
    hints: [
      text('Which line differs?', '哪一行不同？'),
      text(
        'docker top asks ps --format json ID, and reads numbers of the host: [812,815]. Nothing else may be printed.',
        'docker top 调用 ps --format json ID，读取宿主机的进程号：[812,815]。不能再打印别的。',
      ),
      text(
        'Keep the config.json that the container was created with: exec takes from there what the JSON does not say.',
        '保存创建容器时的 config.json：JSON 里没写的，exec 从那里取。',
      ),
    ],
  },
  DOCKER_STATS_WRONG: {
    title: text('docker stats shows something else', 'docker stats 显示的不对'),
    because: text(
      'The shim reads the cgroup of the first process, as /proc/<pid>/cgroup tells it, in the namespace of the host.',
      'shim 按 /proc/<pid>/cgroup 所说，在宿主机的命名空间里读取第一个进程的 cgroup。',
    ),
    read: ['docker-stats(1)', 'cgroups(7)'],
    hints: [
      text(
        'Is the first process in the cgroup with the limits, or in one below it?',
        '第一个进程是在有限制的 cgroup 里，还是在它下面的某个里？',
      ),
      text(
        'A leaf that is made below the named cgroup hides its figures.',
        '在指定的 cgroup 下面再建叶子，会让统计数字落到别处。',
      ),
      text(
        'The process belongs into cgroupsPath itself.',
        '进程应当直接在 cgroupsPath 里。',
      ),
    ],
  },
  DOCKER_PAUSE_LOST: {
    title: text(
      'docker pause does not stop it, or unpause does not let it go',
      'docker pause 没有停住它，或 unpause 没有放开它',
    ),
    because: text(
      'docker pause calls pause ID, docker unpause calls resume ID. What counts is cgroup.events of the container.',
      'docker pause 调用 pause ID，docker unpause 调用 resume ID。算数的是容器的 cgroup.events。',
    ),
    read: ['runc-pause(8)', 'cgroup-v2.rst, cgroup.freeze'],
    hints: [
      text(
        'Do the checks "freezer" of lab 04 pass?',
        '实验 04 的 “freezer” 检查通过吗？',
      ),
      text(
        'Both have to work for a container that was created by one call and started by another.',
        '对于由一次调用创建、另一次调用启动的容器，两者都必须有效。',
      ),
      text(
        'Write 1 or 0 into cgroup.freeze of the cgroup in the state file, and wait for cgroup.events.',
        '把 1 或 0 写进状态文件中那个 cgroup 的 cgroup.freeze，再等 cgroup.events。',
      ),
    ],
  },
  DOCKER_NOT_RESTARTED: {
    title: text(
      'Docker does not bring it back to life',
      'Docker 没有让它重新活过来',
    ),
    because: text(
      'The shim is the parent of the first process once create has ended: it sees its end, calls delete, and Docker creates the same container again, under the same ID.',
      'create 结束后，shim 就是第一个进程的父进程：它看到进程结束，调用 delete，Docker 再用同一个 ID 创建同样的容器。',
    ),
    read: ['runc-delete(8)', 'PR_SET_CHILD_SUBREAPER(2const)'],
    hints: [
      text(
        'Does delete of a container that ended end with 0, and leave nothing of the name?',
        '对已经结束的容器执行 delete 会以 0 结束吗？名字完全没有留下吗？',
      ),
      text(
        'Nobody of yours may stay between the process and the shim: the first process has to become its child.',
        '在进程和 shim 之间不能留下你的任何东西：第一个进程必须成为它的子进程。',
      ),
      text(
        'delete, then delete --force of the same ID, which is not there any more: that is no error.',
        '先 delete，再对已经不在的同一个 ID 执行 delete --force：这不是错误。',
      ),
    ],
  },
  DOCKER_RM_LEAVES: {
    title: text(
      'Something is left after docker rm -f',
      'docker rm -f 之后还有东西留下',
    ),
    because: text(
      'docker rm -f calls kill ID 9 and, when the process has ended, delete ID. Its cgroup and its folder below --root are then to be gone.',
      'docker rm -f 调用 kill ID 9，进程结束后再调用 delete ID。它的 cgroup 和 --root 下的文件夹应当都没有了。',
    ),
    read: ['runc-delete(8)', 'docker-rm(1)'],
    hints: [
      text('What is left?', '留下了什么？'),
      text(
        'A cgroup can be removed only when nobody is in it; a process of exec may be dying still.',
        '只有里面没有进程时才能删除 cgroup；exec 的进程可能还没完全结束。',
      ),
      text(
        'delete kills what is left in the cgroup, waits for cgroup.events to say "populated 0", and removes it.',
        'delete 杀死 cgroup 里剩下的进程，等 cgroup.events 说 “populated 0”，再删除它。',
      ),
    ],
  },
  DOCKER_TERMINAL_WRONG: {
    title: text(
      'The terminal of docker run -it is none',
      'docker run -it 的终端不对',
    ),
    because: text(
      'With -t the shim listens at the socket that --console-socket names. create makes a pseudo terminal inside, sends the controlling end there, and gives the other one to the program as 0, 1 and 2.',
      '有 -t 时 shim 在 --console-socket 所指的套接字上等待。create 在里面创建伪终端，把主端发送过去，把从端作为 0、1、2 交给程序。',
    ),
    read: ['pty(7)', 'unix(7): SCM_RIGHTS', 'runc-create(8)'],
    hints: [
      text('Which line differs?', '哪一行不同？'),
      text(
        'A size that does not arrive was set on another terminal than the program has.',
        '大小没有传到，说明设置的终端和程序用的不是同一个。',
      ),
      text(
        'The program leads a session of its own (setsid) and takes the terminal for it (TIOCSCTTY), before anybody types.',
        '程序要领导自己的会话（setsid），并把终端设为会话的控制终端（TIOCSCTTY），在有人输入之前完成。',
      ),
    ],
  },
  DOCKER_STATUS_LOST: {
    title: text(
      'Output or exit status does not reach docker',
      '输出或退出码没有到达 docker',
    ),
    because: text(
      'The container writes to pipes of the shim, which are 0, 1 and 2 of create. The shim waits for the first process and learns its exit status as its parent.',
      '容器写进 shim 的管道，也就是 create 的 0、1、2。shim 等待第一个进程，作为父进程得到退出码。',
    ),
    read: ['docker-run(1)', 'wait(2)'],
    hints: [
      text('Is it the output or the status?', '是输出不对，还是退出码不对？'),
      text(
        'The process is the child of create, and create ends: then it belongs to the nearest subreaper, which is the shim.',
        '进程是 create 的子进程，create 结束后它归最近的 subreaper，也就是 shim。',
      ),
      text(
        'Nobody else may have the pipes open when the program has ended: docker waits for their end.',
        '程序结束后不能还有别人开着管道：docker 在等它们结束。',
      ),
    ],
  },
  DOCKER_REFUSAL_UNCLEAR: {
    title: text(
      'Docker cannot tell what was wrong with the program',
      'Docker 看不出程序哪里不对',
    ),
    because: text(
      'create has to fail when the program is not there. Docker looks for words in the message: "executable file not found" and "no such file or directory" give 127, "permission denied" gives 126.',
      '程序不存在时 create 必须失败。Docker 在消息里找这些词：“executable file not found” 和 “no such file or directory” 得到 127，“permission denied” 得到 126。',
    ),
    read: ['docker-run(1), "Exit Status"', 'runtime-spec runtime.md, "Create"'],
    hints: [
      text('What does your runtime say?', '你的运行时说了什么？'),
      LOG,
      text(
        'Look for the program in create, as the process inside and along its PATH; say: exec: "NAME": executable file not found in $PATH',
        '在 create 时，以容器内进程的身份沿着它的 PATH 查找程序；报告：exec: "NAME": executable file not found in $PATH',
      ),
    ],
  },
})
