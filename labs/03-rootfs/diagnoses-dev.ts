/** Step 3: what can be wrong with a /dev. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const devDiagnoses = diagnosesOf({
  DEV_REFUSED: {
    title: text(
      'With a /dev of its own, nothing runs',
      '有了自己的 /dev 之后什么也跑不起来',
    ),
    because: text(
      'The bundle mounts a tmpfs at /dev, a devpts in it, and lists two devices. One of the steps for these failed.',
      'bundle 在 /dev 挂了一个 tmpfs，其中又挂了 devpts，还列出了两个设备。为它们做的某一步失败了。',
    ),
    read: ['runtime-spec config-linux.md, "Devices"', 'mknod(2), "ERRORS"'],
    hints: [
      text(
        'Which call failed? The last line of standard error names it.',
        '哪个调用失败了？标准错误的最后一行写着。',
      ),
      text(
        'A device can lie in a folder that is not there, and may exist already. Some members of a device may be absent.',
        '设备可能位于还不存在的目录里，也可能已经存在。设备的有些成员可以没有。',
      ),
      text(
        'Make the missing folders as for destinations; take an existing node of the same kind as it is.',
        '像处理挂载点那样创建缺少的目录；已有的同类节点可以直接用。',
      ),
    ],
  },
  DEVICE_MISSING: {
    title: text('A default device is not there', '缺少一个默认设备'),
    because: text(
      'Hardly a program runs without /dev/null. No bundle lists the default devices: the runtime supplies them.',
      '几乎没有程序能离开 /dev/null。bundle 不会列出默认设备：由运行时提供。',
    ),
    read: ['runtime-spec config-linux.md, "Default Devices"', 'mknod(2)'],
    hints: [
      text('Which of the six is missing?', '六个里少了哪个？'),
      text(
        'They are made after the mount at /dev: what was made before lies below it.',
        '它们要在 /dev 的挂载之后创建：之前创建的会被压在下面。',
      ),
      text(
        'mknodat(dev, name, S_IFCHR | mode, device number) for each of null zero full random urandom tty.',
        '对 null zero full random urandom tty 各调用一次 mknodat(dev, name, S_IFCHR | mode, 设备号)。',
      ),
    ],
  },
  DEVICE_WRONG_NUMBER: {
    title: text(
      'A default device is another one',
      '某个默认设备其实是别的设备',
    ),
    because: text(
      'The name is nothing to the kernel. What a node is, its major and minor number say.',
      '名字对内核毫无意义。节点是什么，由主设备号和次设备号决定。',
    ),
    read: ['null(4)', 'full(4)', 'random(4)', 'makedev(3)'],
    hints: [
      text(
        'Compare with ls -l /dev on the host.',
        '和宿主机的 ls -l /dev 对照。',
      ),
      text(
        'All of them but tty have major 1. The device number of mknod(2) holds both: minor in the low byte, major above it.',
        '除了 tty，主设备号都是 1。mknod(2) 的设备号包含两者：次设备号在低字节，主设备号在它上面。',
      ),
      text(
        'null 3, zero 5, full 7, random 8, urandom 9; tty is 5:0.',
        'null 3，zero 5，full 7，random 8，urandom 9；tty 是 5:0。',
      ),
    ],
  },
  DEVICE_WRONG_MODE: {
    title: text(
      'Permissions or owner of a device are wrong',
      '设备的权限或属主不对',
    ),
    because: text(
      'mknod(2) takes the umask of the process away from the mode, and gives the node to whoever makes it.',
      'mknod(2) 会从权限中去掉进程的 umask，并让节点属于创建者。',
    ),
    read: ['mknod(2)', 'umask(2)', 'chown(2)', 'runtime-spec config-linux.md'],
    hints: [
      text(
        'Which bits are missing? What is the umask of a runtime started from a shell?',
        '少了哪几位？从 shell 启动的运行时，umask 是多少？',
      ),
      text(
        'Either the umask is 0 while nodes are made, or the mode is set afterwards. The owner is set in any case.',
        '要么在创建节点时把 umask 设为 0，要么之后再设权限。属主无论如何都要设。',
      ),
      text(
        'fchmodat and fchownat after mknodat; 0666 and 0:0 where the bundle says nothing.',
        '在 mknodat 之后 fchmodat 和 fchownat；bundle 没有说的，就是 0666 和 0:0。',
      ),
    ],
  },
  DEVICE_NOT_LISTED: {
    title: text(
      'A device that the bundle lists is not there',
      'bundle 列出的设备不存在',
    ),
    because: text(
      'linux.devices comes on top of the default devices. Each entry is a node at its path, wherever that is.',
      'linux.devices 是在默认设备之外的。每一项都是它那条路径上的一个节点，不管在哪里。',
    ),
    read: ['runtime-spec config-linux.md, "Devices"', 'mknod(2)'],
    hints: [
      text(
        'Which one is missing: a character device, or the FIFO in a folder?',
        '少的是哪个：字符设备，还是目录里的 FIFO？',
      ),
      text(
        'type "p" is a FIFO and has no numbers. Folders on the way may have to be made.',
        'type "p" 是 FIFO，没有设备号。途中的目录可能要先创建。',
      ),
      text(
        'The same function for default devices and for these: one list, the defaults first.',
        '默认设备和这些设备用同一个函数：一个列表，默认的在前。',
      ),
    ],
  },
  DEVICE_DEAD: {
    title: text('A device is there and does not work', '设备存在，却不能用'),
    because: text(
      'On a mount with nodev the kernel opens no device, whatever its number is.',
      '在带 nodev 的挂载上，内核不会打开任何设备，不管设备号是什么。',
    ),
    read: ['mount(8), nodev', 'null(4)', 'full(4)'],
    hints: [
      text(
        'Which error came, and which flags has the mount at /dev?',
        '得到的是什么错误？/dev 的挂载有哪些标志？',
      ),
      text(
        'The bundle asks for nosuid and strictatime there, and for nothing else.',
        'bundle 在那里只要求 nosuid 和 strictatime，没有别的。',
      ),
      text(
        'Set only the flags that the options name.',
        '只设置选项写明的标志。',
      ),
    ],
  },
  DEV_LINKS_MISSING: {
    title: text(
      'A link in /dev is missing or leads elsewhere',
      '/dev 里的某个链接缺失或指向别处',
    ),
    because: text(
      'Shells and scripts open /dev/stdout and /dev/fd/3. These are no devices, only links to what /proc shows of the process that follows them.',
      'shell 和脚本会打开 /dev/stdout 和 /dev/fd/3。它们不是设备，只是链接，指向 /proc 中跟随者自己的那部分。',
    ),
    read: ['runtime-spec runtime-linux.md, "Dev symbolic links"', 'symlink(2)'],
    hints: [
      text(
        'Compare with ls -l /dev/fd /dev/std* on the host.',
        '和宿主机的 ls -l /dev/fd /dev/std* 对照。',
      ),
      text(
        'Four links, each says a path below /proc/self/fd.',
        '四个链接，内容都是 /proc/self/fd 或它下面的路径。',
      ),
      text(
        'symlinkat("/proc/self/fd/0", dev, "stdin"), and so on; fd leads to the folder itself.',
        'symlinkat("/proc/self/fd/0", dev, "stdin")，依此类推；fd 指向那个目录本身。',
      ),
    ],
  },
  PTMX_MISSING: {
    title: text(
      '/dev/ptmx makes no terminal of the container',
      '/dev/ptmx 没有在容器里创建终端',
    ),
    because: text(
      'Every devpts has a ptmx of its own, and opening that one makes a terminal in that devpts. /dev/ptmx has to lead there.',
      '每个 devpts 都有自己的 ptmx，打开它就会在这个 devpts 里创建终端。/dev/ptmx 必须通到那里。',
    ),
    read: ['pts(4)', 'runtime-spec config-linux.md, "Default Devices"'],
    hints: [
      text(
        'What is /dev/ptmx in your container, and what is in /dev/pts?',
        '你的容器里 /dev/ptmx 是什么？/dev/pts 里有什么？',
      ),
      text(
        'A link is enough: relative, from /dev into /dev/pts.',
        '一个链接就够了：相对的，从 /dev 进入 /dev/pts。',
      ),
      text(
        'symlinkat("pts/ptmx", dev, "ptmx").',
        'symlinkat("pts/ptmx", dev, "ptmx")。',
      ),
    ],
  },
  DEVPTS_NOT_OWN: {
    title: text(
      '/dev/pts is not a devpts as the bundle asks for',
      '/dev/pts 不是 bundle 要求的 devpts',
    ),
    because: text(
      'Terminals of the host must not show in a container. A devpts of its own has a device number of its own, and the group that the options name.',
      '宿主机的终端不应当出现在容器里。自己的 devpts 有自己的设备号，以及选项写明的组。',
    ),
    read: ['pts(4)', 'mount(8), "Mount options for devpts"'],
    hints: [
      text(
        'Compare the options of the mount in the evidence with those of the bundle.',
        '把证据里挂载的选项和 bundle 的选项对照。',
      ),
      text(
        'newinstance, ptmxmode, mode and gid are data for the filesystem, not flags of the mount.',
        'newinstance、ptmxmode、mode 和 gid 是给文件系统的数据，不是挂载标志。',
      ),
      text(
        'A new filesystem of type devpts, each option by a call of fsconfig.',
        '新建一个 devpts 类型的文件系统，每个选项调用一次 fsconfig。',
      ),
    ],
  },
  DEV_OF_HOST: {
    title: text(
      'Devices of the host are in the container',
      '容器里有宿主机的设备',
    ),
    because: text(
      'Who can open a disk of the host as a device can read and write every file on it, whatever root and mounts he has.',
      '谁能把宿主机的磁盘当设备打开，谁就能读写上面的每个文件，不管他的根和挂载是什么。',
    ),
    read: ['runtime-spec config-linux.md, "Default Devices"', 'mknod(2)'],
    hints: [
      text(
        'Which devices are there that nobody asked for?',
        '多出了哪些没人要的设备？',
      ),
      text(
        'A container gets the default devices and those it lists, each made for it; the host’s /dev is not bound.',
        '容器只得到默认设备和它列出的设备，都是为它新建的；不绑定宿主机的 /dev。',
      ),
      text(
        'The tmpfs of the bundle at /dev, and in it what you make with mknodat.',
        '/dev 就是 bundle 里的那个 tmpfs，其中只有你用 mknodat 创建的东西。',
      ),
    ],
  },
})
