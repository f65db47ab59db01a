/** Step 1: what can be wrong with a root that was swapped. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const pivotDiagnoses = diagnosesOf({
  PIVOT_REFUSED: {
    title: text(
      'With a mount namespace, nothing runs',
      '加上挂载命名空间之后什么也跑不起来',
    ),
    because: text(
      'The runtime ended before the program ran. pivot_root(2) is particular: the new root must be a mount point, it must not be the root that is there already, and neither its parent mount nor that of the old root may be shared. For each of these the answer is the same EINVAL.',
      '程序还没运行，运行时就结束了。pivot_root(2) 很挑剔：新根必须是一个挂载点，不能就是当前的根，新根和旧根的父挂载都不能是 shared。违反哪一条得到的都是同一个 EINVAL。',
    ),
    read: ['pivot_root(2), "NOTES" and "ERRORS"', 'mount_namespaces(7)'],
    hints: [
      text(
        'Read the line on standard error: which call failed, and with which error?',
        '看标准错误里的那一行：哪个调用失败了，错误码是什么？',
      ),
      text(
        'A plain directory is no mount point. A bind mount of a directory on itself makes it one.',
        '普通目录不是挂载点。把目录绑定挂载到它自己身上，它就成了挂载点。',
      ),
      text(
        'In the child: the rootfs bound on itself, then a descriptor of that mount, fchdir to it, and only then pivot_root.',
        '在子进程里：先把 rootfs 绑定到自己，再取得这个挂载的描述符，fchdir 过去，然后才是 pivot_root。',
      ),
    ],
  },
  MOUNT_NAMESPACE_SHARED: {
    title: text(
      'The program runs in the mount namespace of the host',
      '程序运行在宿主机的挂载命名空间里',
    ),
    because: text(
      'The bundle asks for a new mount namespace. Without one there is nothing whose root could be swapped: every change would be a change of the host.',
      'bundle 要求新的挂载命名空间。没有它，就没有可以换根的地方：任何改动都会改到宿主机。',
    ),
    read: ['mount_namespaces(7)', 'runtime-spec config-linux.md, "Namespaces"'],
    hints: [
      text('Does labs check 02 still pass?', 'labs check 02 还能通过吗？'),
      text(
        'Compare /proc/<pid>/ns/mnt of the program with that of your shell.',
        '把程序的 /proc/<pid>/ns/mnt 和你的 shell 的对照一下。',
      ),
      text(
        'CLONE_NEWNS has to be among the flags that the child is born with.',
        '子进程诞生时的标志里必须有 CLONE_NEWNS。',
      ),
    ],
  },
  ROOT_UNCHANGED: {
    title: text(
      'The root of the program is not the rootfs',
      '程序的根目录不是 rootfs',
    ),
    because: text(
      'With a mount namespace of its own the program could have a root of its own as well; it still has another one.',
      '程序有了自己的挂载命名空间，本可以有自己的根，但它的根还是别的目录。',
    ),
    read: ['pivot_root(2)', 'proc_pid_root(5)'],
    hints: [
      text(
        'Which directory is "/" in the evidence?',
        '证据里的 “/” 是哪个目录？',
      ),
      text(
        'pivot_root(2) moves the root of every process of the namespace that had the old one. Was it made, and in the child?',
        'pivot_root(2) 会移动命名空间里所有以旧根为根的进程。它执行了吗？是在子进程里执行的吗？',
      ),
      text(
        'fchdir to the descriptor of the rootfs, then pivot_root(".", ".").',
        '先 fchdir 到 rootfs 的描述符，再 pivot_root(".", ".")。',
      ),
    ],
  },
  CHROOT_ONLY: {
    title: text(
      'Only the process has another root; its mount namespace has not',
      '只有进程换了根，它的挂载命名空间没有',
    ),
    because: text(
      'chroot(2) changes one pointer of one process. The host’s whole tree of mounts is still in the namespace, above the rootfs, and whoever climbs out or enters the namespace afresh is in it.',
      'chroot(2) 只改一个进程的一个指针。宿主机的整棵挂载树仍在这个命名空间里，就在 rootfs 之上；谁爬出来，或者重新进入这个命名空间，就到了那里。',
    ),
    read: ['pivot_root(2)', 'chroot(2), "NOTES"', 'setns(2)'],
    hints: [
      text(
        'The kit sent somebody else into the mount namespace. Where did he arrive, according to the evidence?',
        '检查程序派了另一个进程进入这个挂载命名空间。证据显示它到了哪里？',
      ),
      text(
        'What has to change is which mount is the topmost of the namespace. There is one system call for that.',
        '要改变的是命名空间里最顶层的挂载。只有一个系统调用能做到。',
      ),
      text(
        'pivot_root instead of chroot, and then umount2 with MNT_DETACH for what was the root before.',
        '用 pivot_root 代替 chroot，然后用带 MNT_DETACH 的 umount2 卸掉原来的根。',
      ),
    ],
  },
  OLD_ROOT_KEPT: {
    title: text(
      'Mounts of the host are still in the container',
      '容器里还留着宿主机的挂载',
    ),
    because: text(
      'pivot_root(2) takes nothing away: it puts the old root, with all that is mounted in it, somewhere below the new one. As long as it is there, so is every file of the host.',
      'pivot_root(2) 什么也不会拿走：它只是把旧的根连同其中的所有挂载放到新根下面的某处。只要它还在，宿主机的每个文件就都在。',
    ),
    read: ['pivot_root(2), "NOTES"', 'umount2(2), MNT_DETACH'],
    hints: [
      text(
        'Look through the table in the evidence: what is mounted there that you did not mount?',
        '看证据里的挂载表：哪些不是你挂的？',
      ),
      text(
        'After pivot_root(".", ".") the old root lies on top of the new one, at the very same place. A lazy unmount takes the whole tree off at once.',
        'pivot_root(".", ".") 之后，旧根就叠在新根之上、同一个位置。惰性卸载能一次取下整棵树。',
      ),
      text(
        'umount2(".", MNT_DETACH), while the working directory is still the old root.',
        '趁工作目录还是旧根的时候，umount2(".", MNT_DETACH)。',
      ),
    ],
  },
  CWD_OUTSIDE: {
    title: text(
      'The working directory is not in the container',
      '工作目录不在容器里',
    ),
    because: text(
      'pivot_root(2) changes root and working directory only where they were the old root itself. Otherwise the program goes on standing where it stood, in a directory that its own root does not contain.',
      '只有当根目录和工作目录恰好就是旧根时，pivot_root(2) 才会改变它们。否则程序仍站在原地，一个不在它自己根之下的目录。',
    ),
    read: ['pivot_root(2), "NOTES"', 'proc_pid_cwd(5)'],
    hints: [
      text(
        'A process has a root and a working directory. Which of the two did you think of?',
        '进程有根目录和工作目录。你考虑了哪一个？',
      ),
      text(
        'Go to process.cwd when the new root is in place: the same path means another directory before.',
        '新根就位之后再进入 process.cwd：在此之前，同样的路径是另一个目录。',
      ),
      text(
        'chdir comes last, after the old root has gone.',
        'chdir 放在最后，在旧根去掉之后。',
      ),
    ],
  },
  CWD_FORGOTTEN: {
    title: text(
      'The program stands in "/" instead of process.cwd',
      '程序站在 “/”，而不是 process.cwd',
    ),
    because: text(
      'After pivot_root the working directory is the new root. The bundle asks for another one.',
      'pivot_root 之后工作目录是新的根。bundle 要求的是另一个目录。',
    ),
    read: ['runtime-spec config.md, "Process", cwd', 'chdir(2)'],
    hints: [
      text(
        'Which member of the bundle says where the program starts?',
        'bundle 的哪个成员说明程序从哪里开始？',
      ),
      text(
        'It was right in lab 01. Is that step still recorded when there is a mount namespace?',
        '实验 01 里它是对的。有了挂载命名空间之后，这一步还在表里吗？',
      ),
      text(
        'One chdir to the cwd of the spec, at the end of the new root’s steps.',
        '在新根的各个步骤之后，chdir 到 spec 的 cwd。',
      ),
    ],
  },
  ESCAPED: {
    title: text(
      'The way out of lab 01 still leads to the host',
      '实验 01 的逃逸办法仍能通到宿主机',
    ),
    because: text(
      'Walking up with ".." ends at the root of the process, or at the root of its mount namespace. If the host’s root is the latter, moving the former out of the way is enough.',
      '用 “..” 往上走，会停在进程的根，或停在挂载命名空间的根。如果后者是宿主机的根，那么把前者挪开就够了。',
    ),
    read: ['chroot(2), "NOTES"', 'pivot_root(2)', 'path_resolution(7)'],
    hints: [
      text(
        'Where does the walk up end, once the root of the process is out of the way?',
        '把进程的根挪开之后，往上走会停在哪里？',
      ),
      text(
        'It must end at the rootfs because nothing lies above it: the rootfs is to be the root of the mount namespace itself.',
        '它必须停在 rootfs，因为上面什么都没有：rootfs 应当就是挂载命名空间的根。',
      ),
      text(
        'No chroot at all: pivot_root, then umount2 of the old root.',
        '完全不用 chroot：pivot_root，然后 umount2 旧的根。',
      ),
    ],
  },
  ESCAPE_NOT_TRIED: {
    title: text(
      'The escape did not run, so it proves nothing',
      '逃逸程序没有运行，所以证明不了什么',
    ),
    because: text(
      'What stays in because it never tried is no proof of a good root. The kernel shows no trace of the steps it should have made.',
      '没有尝试就待在里面，不能证明根是牢固的。内核里看不到它应当执行的步骤。',
    ),
    read: ['chroot(2)', 'execve(2)', 'proc_pid_stat(5)'],
    hints: [
      text(
        'Can a program in your container execute another one, and is it root there?',
        '你的容器里的程序能执行另一个程序吗？它在里面是 root 吗？',
      ),
      text(
        'The root has to be writable here, and chroot(2) allowed: the bundle takes neither away.',
        '这里的根应当可写，也允许 chroot(2)：bundle 没有取消这两样。',
      ),
      text(
        'Compare with --dry-run --explain: which step of yours takes rights or writing away?',
        '对照 --dry-run --explain：你的哪一步取消了权限或写入？',
      ),
    ],
  },
  ESCAPE_NOT_BUILT: {
    title: text('There is no escape to try', '没有可以尝试的逃逸程序'),
    because: text(
      'mini-escape of lab 01 ended without writing a program.',
      '实验 01 的 mini-escape 没有写出程序就结束了。',
    ),
    read: ['runtime/cli/mini-escape.ts', 'labs check 01'],
    hints: [
      text('Does labs check 01 still pass?', 'labs check 01 还能通过吗？'),
      text(
        'Read what mini-escape wrote to standard error.',
        '看 mini-escape 写到标准错误的内容。',
      ),
      text(
        'The region lab-01-escape has to be as it was when lab 01 passed.',
        'lab-01-escape 这一段要和实验 01 通过时一样。',
      ),
    ],
  },
  ESCAPE_HARMLESS: {
    title: text(
      'Your escape does not even leave a chroot any more',
      '你的逃逸程序连 chroot 都逃不出来了',
    ),
    because: text(
      'The kit starts it by chroot(1) first. There it has to find the secret; otherwise staying inside here means nothing.',
      '检查程序先用 chroot(1) 启动它。在那里它必须找到秘密，否则它在这里待在里面就毫无意义。',
    ),
    read: ['labs/01-chroot', 'chroot(1)'],
    hints: [
      text('Does labs check 01 still pass?', 'labs check 01 还能通过吗？'),
      text(
        'The escape is the measure here, not what is measured: it has to stay as good as it was.',
        '在这里逃逸程序是尺子，不是被量的东西：它要和原来一样管用。',
      ),
      text(
        'mkdir, chroot into it, walk up, chroot("."), as in lab 01.',
        '和实验 01 一样：mkdir，chroot 进去，往上走，chroot(".")。',
      ),
    ],
  },
  MOUNTS_ON_HOST: {
    title: text(
      'Mounts of a container are seen on the host',
      '宿主机上能看到容器的挂载',
    ),
    because: text(
      'A mount belongs to the namespace of the process that makes it. Made by the runtime itself, before or beside the child, it is a mount of the host; made where "/" is still shared, it is passed on to the host.',
      '挂载属于创建它的进程所在的命名空间。由运行时自己在子进程之外创建，就是宿主机的挂载；在 “/” 仍是 shared 时创建，就会传播到宿主机。',
    ),
    read: ['mount_namespaces(7), "SHARED SUBTREES"'],
    hints: [
      text(
        'Which process makes that mount, and in which namespace is it?',
        '这个挂载是哪个进程创建的？它在哪个命名空间里？',
      ),
      text(
        'Everything about mounts is to be recorded for the child; the parent mounts nothing.',
        '和挂载有关的一切都要为子进程记录；父进程什么也不挂。',
      ),
      text(
        'mini-runc run --dry-run --explain shows the table of the child. Is the mount in it, after the row that makes "/" a slave or private?',
        'mini-runc run --dry-run --explain 会显示子进程的表。这个挂载在表里吗？是在把 “/” 设为 slave 或 private 的那一行之后吗？',
      ),
    ],
  },
})
