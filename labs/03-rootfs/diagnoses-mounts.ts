/** Step 2, first half: what can be wrong with mounts. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const mountDiagnoses = diagnosesOf({
  MOUNTS_REFUSED: {
    title: text(
      'With mounts[] in the bundle, nothing runs',
      'bundle 里有 mounts[] 时什么也跑不起来',
    ),
    because: text(
      'The same runtime starts a container without mounts. One of its entries made it give up: on standard error it says which call failed.',
      '同一个运行时能启动没有挂载的容器。其中某一项让它放弃了：标准错误里写着哪个调用失败。',
    ),
    read: ['runtime-spec config.md, "Mounts"', 'mount(2), "ERRORS"'],
    hints: [
      text(
        'Which row of your table failed? mini-runc run --dry-run --explain prints them all.',
        '你的表里哪一行失败了？mini-runc run --dry-run --explain 会打印全部。',
      ),
      text(
        'Destinations may be missing, may be files, and may be reached by links. Sources may be files. Options may be flags or data.',
        '挂载点可能不存在，可能是文件，也可能要经过符号链接。来源可能是文件。选项可能是标志，也可能是数据。',
      ),
      text(
        'Take entries out of the bundle by hand until it runs; the last one you took out is the one to think about.',
        '手动从 bundle 里去掉挂载项，直到能运行；最后去掉的那一项就是要琢磨的。',
      ),
    ],
  },
  MOUNT_MISSING: {
    title: text(
      'An entry of mounts[] is not mounted',
      'mounts[] 中有一项没有挂上',
    ),
    because: text(
      'The kernel’s table for the container has nothing at that place: it was left out, or it was attached somewhere that is no longer part of the container.',
      '内核给容器的挂载表里，那个位置什么也没有：要么漏掉了，要么挂到了已经不属于容器的地方。',
    ),
    read: ['proc_pid_mountinfo(5)', 'move_mount(2)'],
    hints: [
      text(
        'Which of the entries is missing, and what is special about it?',
        '少了哪一项？它有什么特别？',
      ),
      text(
        'A mount that was made but never attached goes away with its descriptor.',
        '创建了却没有挂到任何地方的挂载，会随着描述符一起消失。',
      ),
      text(
        'For each entry: make it, open its destination, move_mount it there.',
        '对每一项：创建，打开挂载点，用 move_mount 挂上去。',
      ),
    ],
  },
  MOUNT_WRONG_TYPE: {
    title: text(
      'Another filesystem is mounted than the bundle names',
      '挂载的文件系统和 bundle 写的不一样',
    ),
    because: text(
      'type says which filesystem to make; the kernel’s table shows another one there.',
      'type 说明要创建哪种文件系统；内核的挂载表里是另一种。',
    ),
    read: ['runtime-spec config.md, "Mounts", type', 'fsopen(2)'],
    hints: [
      text(
        'Compare type with the third column.',
        '把 type 和表里的类型对照一下。',
      ),
      text(
        'Only bind mounts have no type that matters. In all others it is the name to give to fsopen(2).',
        '只有绑定挂载的 type 不重要。其他情况下，它就是交给 fsopen(2) 的名字。',
      ),
      text(
        'fsopen with the type of the entry, after "cgroup" has become "cgroup2".',
        '用这一项的 type 调用 fsopen，其中 “cgroup” 要换成 “cgroup2”。',
      ),
    ],
  },
  MOUNT_ORDER: {
    title: text('Entries were not attached in their order', '没有按顺序挂载'),
    because: text(
      'What is mounted later lies on top, and hides what was there. Two entries for one place, or one inside the other, come out differently in another order.',
      '后挂载的在上面，会盖住原来的东西。同一位置的两项，或一项在另一项里面，顺序不同结果就不同。',
    ),
    read: ['runtime-spec config.md, "Mounts"'],
    hints: [
      text(
        'In which order do the rows of your table come?',
        '你的表里各行是什么顺序？',
      ),
      text(
        'The destination of an entry has to be looked up after all entries before it were attached.',
        '查找某一项的挂载点之前，它前面的各项都必须已经挂好。',
      ),
      text(
        'One loop over mounts, from the first to the last; everything for one entry before the next begins.',
        '对 mounts 从头到尾循环一次；一项全部做完再做下一项。',
      ),
    ],
  },
  MOUNT_FLAGS: {
    title: text(
      'Flags of a mount are not as asked',
      '挂载的标志和要求的不一样',
    ),
    because: text(
      'ro, nosuid, nodev, noexec and the like belong to the mount and not to the filesystem. For a bind mount they do not come with the call that makes it: mount(2) ignores them there without a word.',
      'ro、nosuid、nodev、noexec 之类属于挂载本身，不属于文件系统。对绑定挂载来说，它们不会随创建它的调用生效：mount(2) 会一声不响地忽略。',
    ),
    read: [
      'mount_setattr(2)',
      'mount(2), "Creating a bind mount"',
      'mount(8), "FILESYSTEM-INDEPENDENT MOUNT OPTIONS"',
    ],
    hints: [
      text(
        'Which flag is wrong, at which kind of mount?',
        '哪个标志不对？是哪一种挂载？',
      ),
      text(
        'For a bind mount flags are a second step. For a new filesystem they are given when its mount is made from it.',
        '对绑定挂载，标志是第二步。对新文件系统，标志在由它产生挂载时给出。',
      ),
      text(
        'mount_setattr on the descriptor of the mount, with the bits of the options, before it is attached.',
        '挂上去之前，用选项对应的位在挂载的描述符上调用 mount_setattr。',
      ),
    ],
  },
  TMPFS_DATA_LOST: {
    title: text(
      'Options for the filesystem itself got lost',
      '给文件系统本身的选项丢了',
    ),
    because: text(
      'Whatever is no flag of mounts is data for the filesystem: size, mode, nr_inodes. Without size a tmpfs may take half of the machine’s memory.',
      '凡不是挂载标志的，都是给文件系统的数据：size、mode、nr_inodes。没有 size，一个 tmpfs 能占掉机器一半的内存。',
    ),
    read: ['tmpfs(5)', 'fsconfig(2)', 'mount(8), "Mount options for tmpfs"'],
    hints: [
      text(
        'What becomes of an option that is in none of your lists?',
        '不在你任何一张表里的选项，会怎么样？',
      ),
      text(
        'key=value is one string parameter of the filesystem, a key alone is a flag of it, each by a call of its own.',
        'key=value 是文件系统的一个字符串参数，只有 key 就是它的一个标志，每个都要单独调用一次。',
      ),
      text(
        'fsconfig(fd, FSCONFIG_SET_STRING, key, value) for each of them, before FSCONFIG_CMD_CREATE.',
        '在 FSCONFIG_CMD_CREATE 之前，对每一个调用 fsconfig(fd, FSCONFIG_SET_STRING, key, value)。',
      ),
    ],
  },
  PROC_OF_HOST: {
    title: text(
      '/proc does not show this container',
      '/proc 显示的不是这个容器',
    ),
    because: text(
      'A proc filesystem shows the PID namespace of the process that made it. One that is bound from the host shows the host’s processes, with all that can be done to them there.',
      'proc 文件系统显示的是创建它的进程所在的 PID 命名空间。从宿主机绑定过来的会显示宿主机的进程，以及能对它们做的一切。',
    ),
    read: ['proc(5)', 'pid_namespaces(7), "/proc and PID namespaces"'],
    hints: [
      text(
        'Which processes are listed there, and whose numbers are these?',
        '那里列出了哪些进程？这些是谁的编号？',
      ),
      text(
        'It has to be new, and made by a process inside the new PID namespace.',
        '它必须是新建的，而且由新 PID 命名空间里的进程创建。',
      ),
      text(
        'fsopen("proc") in the child, as for any other type. No bind.',
        '在子进程里 fsopen("proc")，和其他类型一样。不要绑定。',
      ),
    ],
  },
})
