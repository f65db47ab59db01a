/** Step 2, second half: what can be wrong with bind mounts and destinations. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const bindDiagnoses = diagnosesOf({
  BIND_WRONG_SOURCE: {
    title: text(
      'A bind mount shows something else than its source',
      '绑定挂载显示的不是它的来源',
    ),
    because: text(
      'The same file by two paths has one device and one inode. What is seen at the destination has others.',
      '同一个文件无论从哪条路径看，设备号和 inode 都相同。挂载点处看到的却不同。',
    ),
    read: ['mount(2), MS_BIND', 'open_tree(2)', 'stat(2)'],
    hints: [
      text(
        'Which of them is wrong: the directory, the file, or the one that lies in another mount?',
        '哪个不对：目录，文件，还是位于另一个挂载之中的那个？',
      ),
      text(
        'A source is a path of the host, looked up from there. A file is bound to a file, so the destination has to be one.',
        '来源是宿主机的路径，要从宿主机查找。文件只能绑定到文件上，所以挂载点也要是文件。',
      ),
      text(
        'open_tree(AT_FDCWD, source, OPEN_TREE_CLONE) before the root is swapped; then a destination of the same kind.',
        '在换根之前 open_tree(AT_FDCWD, source, OPEN_TREE_CLONE)；再准备同样种类的挂载点。',
      ),
    ],
  },
  RBIND_NOT_RECURSIVE: {
    title: text(
      'rbind left out what is mounted below its source',
      'rbind 漏掉了来源下面的挂载',
    ),
    because: text(
      'A bind mount is one mount. What is mounted below its source comes only if the whole tree is copied; otherwise the empty mount points show.',
      '绑定挂载只是一个挂载。只有复制整棵树，来源下面的挂载才会一起过来；否则看到的是空的挂载点。',
    ),
    read: ['mount(2), MS_REC', 'open_tree(2), AT_RECURSIVE'],
    hints: [
      text(
        'What is the difference between bind and rbind in mount(8)?',
        'mount(8) 里 bind 和 rbind 有什么区别？',
      ),
      text(
        'Recursion is one more flag of the call that copies the tree.',
        '递归是复制挂载树的那个调用的又一个标志。',
      ),
      text(
        'AT_RECURSIVE beside OPEN_TREE_CLONE, for rbind only.',
        '只对 rbind，在 OPEN_TREE_CLONE 之外再加 AT_RECURSIVE。',
      ),
    ],
  },
  BIND_RECURSIVE: {
    title: text(
      'bind brought what is mounted below its source',
      'bind 把来源下面的挂载也带来了',
    ),
    because: text(
      'Who asks for bind wants one mount. The mounts below it may be just what the container was not meant to have.',
      '要求 bind 的人只要一个挂载。它下面的那些挂载，可能正是不想给容器的东西。',
    ),
    read: ['mount(2), MS_REC', 'open_tree(2), AT_RECURSIVE'],
    hints: [
      text(
        'What is the difference between bind and rbind in mount(8)?',
        'mount(8) 里 bind 和 rbind 有什么区别？',
      ),
      text('Your tree is always copied as a whole.', '你总是复制整棵树。'),
      text(
        'AT_RECURSIVE only if the options have rbind.',
        '只有选项里有 rbind 时才加 AT_RECURSIVE。',
      ),
    ],
  },
  BIND_WRITABLE: {
    title: text(
      'A read-only bind mount can be written to',
      '只读的绑定挂载可以写入',
    ),
    because: text(
      'mount(2) ignores MS_RDONLY in the call that makes a bind mount. That is why mount -o bind,ro makes two calls.',
      'mount(2) 在创建绑定挂载的那次调用里会忽略 MS_RDONLY。所以 mount -o bind,ro 其实做了两次调用。',
    ),
    read: ['mount(2), "Creating a bind mount"', 'mount_setattr(2)'],
    hints: [
      text(
        'How many steps does a read-only bind mount take?',
        '一个只读的绑定挂载需要几步？',
      ),
      text(
        'First the copy of the mount, then its attributes: ro is one of them.',
        '先复制挂载，再设属性：ro 就是其中之一。',
      ),
      text(
        'mount_setattr with MOUNT_ATTR_RDONLY on the descriptor from open_tree.',
        '在 open_tree 得到的描述符上用 MOUNT_ATTR_RDONLY 调用 mount_setattr。',
      ),
    ],
  },
  SOURCE_READ_ONLY: {
    title: text(
      'The source has become read-only for everybody',
      '来源对所有人都变成了只读',
    ),
    because: text(
      'A filesystem can be read-only as a whole, for everyone who has it mounted; and a single mount of it can. A remount without MS_BIND changes the whole filesystem, the host’s mount included.',
      '只读可以是整个文件系统的，对所有挂载它的人都生效；也可以只是某一个挂载的。不带 MS_BIND 的 remount 改的是整个文件系统，包括宿主机上的那个挂载。',
    ),
    read: ['mount(2), "Remounting an existing mount"', 'mount_setattr(2)'],
    hints: [
      text(
        'Whom does your call change: the mount, or what is mounted?',
        '你的调用改变的是挂载，还是被挂载的文件系统？',
      ),
      text(
        'Only the container’s own mount may change. Its source goes on as it was.',
        '只能改容器自己的那个挂载，来源要保持原样。',
      ),
      text(
        'With mount(2): MS_REMOUNT|MS_BIND|MS_RDONLY. With the newer calls: mount_setattr.',
        '用 mount(2)：MS_REMOUNT|MS_BIND|MS_RDONLY。用新的调用：mount_setattr。',
      ),
    ],
  },
  PROPAGATION_IGNORED: {
    title: text(
      'A mount passes on, or takes, what it should not',
      '某个挂载传播或接收了不该有的事件',
    ),
    because: text(
      'Each mount belongs to a peer group or not, and is the slave of one or not. rprivate, rslave and rshared choose among these; a copy otherwise keeps what its source had.',
      '每个挂载可能属于某个对等组，也可能是某个组的从属。rprivate、rslave 和 rshared 就是在这些之间选择；否则副本保持来源原有的状态。',
    ),
    read: [
      'mount_namespaces(7), "SHARED SUBTREES"',
      'mount_setattr(2), propagation',
    ],
    hints: [
      text(
        'Read the optional fields in the evidence: shared:N is a peer group, master:N whose slave it is.',
        '看证据里的可选字段：shared:N 是对等组，master:N 是它从属于谁。',
      ),
      text(
        'A slave of nothing is private: the copy can be a slave of the host only if the namespace did not cut that tie for all mounts at the start.',
        '没有主人的 slave 就是 private：只有命名空间一开始没有切断所有挂载的联系，副本才能从属于宿主机。',
      ),
      text(
        'mount_setattr with AT_RECURSIVE and the propagation in its third field, on the mount of the entry.',
        '在这一项的挂载上调用 mount_setattr，带 AT_RECURSIVE，第三个字段是传播类型。',
      ),
    ],
  },
  DESTINATION_OUTSIDE: {
    title: text(
      'A destination led out of the rootfs',
      '某个挂载点跑到了 rootfs 之外',
    ),
    because: text(
      'The rootfs comes from an image, and an image may hold any link. Before the root is swapped, a link to "/run/…" means the host’s /run: whoever follows it mounts, or makes directories, out there.',
      'rootfs 来自镜像，而镜像里可以有任何符号链接。换根之前，指向 “/run/…” 的链接就是宿主机的 /run：跟着它走，挂载和新建目录就都发生在外面。',
    ),
    read: [
      'openat2(2), RESOLVE_IN_ROOT',
      'path_resolution(7)',
      'CVE-2021-30465, CVE-2019-14271',
    ],
    hints: [
      text(
        'Which "/" is meant by a link that is found inside the rootfs?',
        '在 rootfs 里找到的链接，它的 “/” 指的是哪个？',
      ),
      text(
        'To check the path first and use it afterwards is a race. The kernel can resolve a path as if a directory were the root, links and ".." included, and give you the descriptor.',
        '先检查路径再使用，中间有竞态。内核可以把某个目录当作根来解析路径，包括链接和 “..”，并把描述符交给你。',
      ),
      text(
        'openat2 with RESOLVE_IN_ROOT from the descriptor of the rootfs; missing parts are made step by step, by descriptor. move_mount takes the descriptor.',
        '从 rootfs 的描述符出发，用 RESOLVE_IN_ROOT 调用 openat2；缺少的部分通过描述符一级一级创建。move_mount 接受描述符。',
      ),
    ],
  },
  CWD_BY_DESCRIPTOR: {
    title: text(
      'The working directory is one that the runtime had open',
      '工作目录是运行时打开着的一个目录',
    ),
    because: text(
      'A link in /proc/self/fd is not a path that is looked up: it leads straight to what is open, wherever that is. An image that makes process.cwd such a link gets whatever directory of the host was left open at that moment.',
      '/proc/self/fd 里的链接不是要查找的路径：它直接通到打开着的东西，不管那在哪里。镜像只要把 process.cwd 做成这样的链接，就能拿到那一刻还开着的宿主机目录。',
    ),
    read: ['openat2(2), RESOLVE_NO_MAGICLINKS', 'CVE-2024-21626'],
    hints: [
      text(
        'Where does the link lead that is given as process.cwd?',
        '作为 process.cwd 给出的那个链接通到哪里？',
      ),
      text(
        'Descriptors that are closed at execve are still open when you change directory. chdir follows every link.',
        '在 execve 时才关闭的描述符，切换目录时还开着。chdir 会跟随任何链接。',
      ),
      text(
        'Open the directory by openat2 with RESOLVE_NO_MAGICLINKS, then fchdir; or close everything before.',
        '用带 RESOLVE_NO_MAGICLINKS 的 openat2 打开目录，再 fchdir；或者在此之前把一切都关掉。',
      ),
    ],
  },
})
