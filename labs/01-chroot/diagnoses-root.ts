/** Steps 2 and 3: what can be wrong with a root, and with a way out of it. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const rootDiagnoses = diagnosesOf({
  ROOT_UNCHANGED: {
    title: text(
      'The root of the program is that of the host',
      '程序的根目录还是宿主机的',
    ),
    because: text(
      'Nobody changed the root, or somebody changed it in another process. chroot(2) moves only the process that calls it, and those it starts from then on.',
      '没有人更换根目录，或者是在别的进程里换的。chroot(2) 只影响调用它的进程，以及它之后启动的进程。',
    ),
    read: ['chroot(2)', 'proc_pid_root(5)'],
    hints: [
      text(
        'Which system call changes the root, and in which process has it to be made?',
        '哪个系统调用更换根目录？应该在哪个进程里调用？',
      ),
      text(
        'It has to be recorded for the child: before execve, after the last step that needs a path of the host.',
        '它要为子进程记录下来：在 execve 之前，在最后一个需要宿主机路径的步骤之后。',
      ),
      text(
        'child.chroot with the path of the rootfs. Then something else is still missing.',
        'child.chroot，参数是 rootfs 的路径。然后还差一步。',
      ),
    ],
  },
  ROOT_ELSEWHERE: {
    title: text(
      'The root of the program is another directory',
      '程序的根目录是另一个目录',
    ),
    because: text(
      'The root was changed, but not to root.path of the bundle.',
      '根目录换了，但不是 bundle 的 root.path。',
    ),
    read: ['chroot(2)', 'runtime-spec config.md, "Root"'],
    hints: [
      text('Compare the two paths in the evidence.', '比较证据里的两个路径。'),
      text(
        'root.path names the root itself, not the directory above it, and not the bundle.',
        'root.path 就是根目录本身，不是它的上级目录，也不是 bundle。',
      ),
      text(
        'resolve the path once, in the parent, and give chroot the absolute result.',
        '在父进程里解析一次路径，把得到的绝对路径交给 chroot。',
      ),
    ],
  },
  CHDIR_FORGOTTEN: {
    title: text('The working directory stayed outside', '工作目录留在了外面'),
    because: text(
      'chroot(2) changes where "/" is, and nothing else. The program still stands in the directory where the runtime was started, outside its root, and can walk from there wherever it likes.',
      'chroot(2) 只改变 “/” 在哪里，别的什么也不动。程序仍然站在启动运行时的目录里，也就是根目录之外，从那里可以走到任何地方。',
    ),
    read: ['chroot(2), "DESCRIPTION" and "NOTES"', 'proc_pid_cwd(5)'],
    hints: [
      text(
        'A process has two directories. You moved one of them.',
        '进程有两个目录，你只移动了一个。',
      ),
      text(
        'After the root has changed, the working directory has to be set to a path inside.',
        '更换根目录之后，要把工作目录设到里面的一个路径。',
      ),
      text(
        'One more line after chroot: chdir to the cwd of the spec.',
        '在 chroot 后面再加一行：chdir 到 spec 的 cwd。',
      ),
    ],
  },
  CHDIR_BEFORE_CHROOT: {
    title: text(
      'The working directory was set before the root was changed',
      '工作目录是在更换根目录之前设置的',
    ),
    because: text(
      'The path of the working directory was looked up from the root of that moment. It was still the root of the host, so the program stands in a directory of the host that happens to have the same path.',
      '工作目录的路径是从当时的根目录开始查找的。那时还是宿主机的根，所以程序站在宿主机上一个恰好同名的目录里。',
    ),
    read: ['chroot(2)', 'path_resolution(7)'],
    hints: [
      text(
        'In which order are your two calls made?',
        '你的两个调用是什么顺序？',
      ),
      text(
        'An absolute path begins at the root directory of the process. First move the root, then look up the path.',
        '绝对路径从进程的根目录开始。先换根，再查找路径。',
      ),
      text('chroot first, chdir second.', '先 chroot，再 chdir。'),
    ],
  },
  CWD_IGNORED: {
    title: text(
      'The working directory is "/", whatever the bundle says',
      '不管 bundle 怎么写，工作目录都是 “/”',
    ),
    because: text(
      'The program is inside, and it stands at the top of its root. The bundle asked for another directory.',
      '程序在里面，但站在根目录的最上层。bundle 要的是另一个目录。',
    ),
    read: ['chdir(2)', 'runtime-spec config.md, "Process", cwd'],
    hints: [
      text(
        'Which member of config.json names the working directory?',
        'config.json 的哪个成员指定工作目录？',
      ),
      text(
        'chdir("/") after chroot is safe, but process.cwd is the place to go to.',
        'chroot 之后 chdir("/") 是安全的，但该去的地方是 process.cwd。',
      ),
      text(
        'Give chdir the cwd of the spec instead of "/".',
        '把 chdir 的参数从 “/” 换成 spec 的 cwd。',
      ),
    ],
  },
  CWD_ELSEWHERE: {
    title: text('The working directory is another one', '工作目录是另一个目录'),
    because: text(
      'The program stands neither where the bundle wants it nor where the runtime was started.',
      '程序既不在 bundle 要求的地方，也不在启动运行时的地方。',
    ),
    read: ['chdir(2)', 'proc_pid_cwd(5)'],
    hints: [
      text('Follow the path in the evidence.', '顺着证据里的路径看。'),
      text(
        'process.cwd is an absolute path inside the new root; it needs nothing in front of it.',
        'process.cwd 是新根目录里的绝对路径，前面不需要加任何东西。',
      ),
      text(
        'After chroot, chdir with the cwd of the spec as it stands.',
        'chroot 之后，直接用 spec 的 cwd 调用 chdir。',
      ),
    ],
  },
  ROOT_RELATIVE_TO_CWD: {
    title: text(
      'The root was looked up from the working directory',
      'root.path 是从工作目录开始查找的',
    ),
    because: text(
      'A relative path begins at the working directory of whoever uses it. The runtime was started elsewhere, where another directory has the same name. The specification says: relative to the bundle.',
      '相对路径从使用它的进程的工作目录开始。运行时是在别处启动的，那里有一个同名的目录。规范说：相对于 bundle。',
    ),
    read: ['runtime-spec config.md, "Root", path', 'path_resolution(7)'],
    hints: [
      text(
        'Relative to what is "rootfs" in config.json?',
        'config.json 里的 “rootfs” 是相对于什么的？',
      ),
      text(
        'The directory of the bundle is known where config.json is read. Make the path absolute there.',
        '读取 config.json 的地方就知道 bundle 目录。在那里把路径变成绝对的。',
      ),
      text(
        'resolve(…) of node:path takes the directory to begin with as its first argument.',
        'node:path 的 resolve(…) 的第一个参数就是起始目录。',
      ),
    ],
  },
  ROOT_RELATIVE_UNRESOLVED: {
    title: text(
      'With a relative root.path nothing starts',
      'root.path 为相对路径时什么也启动不了',
    ),
    because: text(
      'The same runtime starts containers whose root is given as an absolute path. With "rootfs", relative to the bundle, it finds no root.',
      '同一个运行时能启动根目录为绝对路径的容器。给出相对于 bundle 的 “rootfs” 时，它找不到根目录。',
    ),
    read: ['runtime-spec config.md, "Root", path'],
    hints: [
      text(
        'Which path does the error name, and where does it begin?',
        '错误信息里是哪个路径？它从哪里开始？',
      ),
      text(
        'The path has to be made absolute before anybody changes directory: relative to the bundle.',
        '在任何人切换目录之前，就要把路径变成绝对的：相对于 bundle。',
      ),
      text(
        'resolve(…) of node:path takes the directory to begin with as its first argument.',
        'node:path 的 resolve(…) 的第一个参数就是起始目录。',
      ),
    ],
  },
})

export const escapeDiagnoses = diagnosesOf({
  ESCAPE_NOT_BUILT: {
    title: text('There is no escape to try', '没有可以尝试的逃逸程序'),
    because: text(
      'mini-escape ended without writing a program, so nothing was started in the container.',
      'mini-escape 没有写出程序就结束了，所以容器里什么也没启动。',
    ),
    read: ['runtime/cli/mini-escape.ts'],
    hints: [
      text(
        'Read what mini-escape wrote to standard error.',
        '看 mini-escape 写到标准错误的内容。',
      ),
      text(
        'Recording a call checks its arguments: a wrong type is refused where it is written.',
        '记录调用时会检查参数：类型不对会在写的地方就被拒绝。',
      ),
      text(
        'Every call in your escape is a method of the program you are given, with the arguments of its manual page.',
        '你的逃逸程序中的每个调用都是给定 program 的一个方法，参数与手册页一致。',
      ),
    ],
  },
  ESCAPE_STAYED_INSIDE: {
    title: text('The escape did not get out', '逃逸程序没有出去'),
    because: text(
      'Walking up with ".." stops at the root directory of the process. As long as the working directory lies below the root, every walk up meets the root and stops there.',
      '用 “..” 往上走会停在进程的根目录。只要工作目录在根目录之下，每次往上走都会碰到根目录而停下。',
    ),
    read: ['chroot(2), "NOTES"', 'path_resolution(7)', 'credentials(7)'],
    hints: [
      text(
        'You may move the root once more. Where should it be, for the walk up not to meet it?',
        '你可以再移动一次根目录。把它放在哪里，往上走才不会碰到它？',
      ),
      text(
        'chroot into a directory below, and stay where you are. Now the working directory is outside the root, and ".." leads on and on. Steps that are too many do no harm.',
        'chroot 到下面的一个目录，但自己不动。这时工作目录就在根目录之外，“..” 可以一直走上去。多走几步没有坏处。',
      ),
      text(
        'mkdir, chroot into it, chdir("..") many times, and at the top chroot(".").',
        'mkdir，chroot 进去，多次 chdir("..")，到顶之后 chroot(".")。',
      ),
    ],
  },
  ESCAPE_SILENT: {
    title: text(
      'The secret was read, but not told',
      '读到了秘密，但没有说出来',
    ),
    because: text(
      'The escape opened the file outside and read it. Its standard output holds something else.',
      '逃逸程序打开并读取了外面的文件，但它的标准输出里是别的内容。',
    ),
    read: ['read(2)', 'write(2)'],
    hints: [
      text(
        'Which descriptor does your program write to?',
        '你的程序写到了哪个描述符？',
      ),
      text(
        'read returns how many bytes came, and write has to be given just that number.',
        'read 返回读到的字节数，write 要用同样的数目。',
      ),
      text(
        'Use the result of read as the third argument of write to descriptor 1.',
        '把 read 的结果作为写到描述符 1 的 write 的第三个参数。',
      ),
    ],
  },
  ESCAPE_BY_ANOTHER: {
    title: text('Somebody else opened the secret', '打开秘密的是别的程序'),
    because: text(
      'The process that opened it does not execute the program that mini-escape wrote. To read a file of the host from the host is no escape.',
      '打开它的进程执行的不是 mini-escape 写出的程序。在宿主机上读宿主机的文件不算逃逸。',
    ),
    read: ['proc_pid_exe(5)'],
    hints: [
      text('The evidence shows who opened it.', '证据里显示了是谁打开的。'),
      text(
        'The runtime only starts the escape; it has no business with the secret.',
        '运行时只负责启动逃逸程序，不应碰秘密文件。',
      ),
      text(
        'All of the work belongs into the program that mini-escape records.',
        '所有工作都应写在 mini-escape 记录的程序里。',
      ),
    ],
  },
})
