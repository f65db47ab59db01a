/** Steps 4 and 5: what can be wrong with mounts and with the network. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const mountNetworkDiagnoses = diagnosesOf({
  MOUNT_SHARED: {
    title: text(
      'The program uses the mount table of the host',
      '程序用的是宿主机的挂载表',
    ),
    because: text(
      'In the mount namespace of the host, every mount of the container is one of the host. It stays after the container has ended, and a changed propagation of "/" stays too.',
      '在宿主机的挂载命名空间里，容器的每个挂载就是宿主机的挂载。容器结束后它们还在，“/” 被改过的传播属性也还在。',
    ),
    read: ['mount_namespaces(7)', 'clone(2), CLONE_NEWNS'],
    hints: [
      text(
        'Compare the two inodes in the evidence.',
        '比较证据里的两个 inode。',
      ),
      text(
        'The flag of the type "mount" has no "mount" in its name: it was the first namespace that there was.',
        '类型 "mount" 的标志名字里没有 "mount"：它是最早的一种命名空间。',
      ),
      text(
        'The flag is CLONE_NEWNS; it has to be part of the number that flagsOf returns.',
        '标志是 CLONE_NEWNS；它必须包含在 flagsOf 返回的数里。',
      ),
    ],
  },
  PROPAGATION_SHARED: {
    title: text(
      'The mounts inside are still shared with the host',
      '容器里的挂载仍然与宿主机共享',
    ),
    because: text(
      'A new mount namespace is a copy, and a copy of a shared mount is in the same peer group: what is mounted below one of the group appears below all. On most machines systemd made "/" shared.',
      '新的挂载命名空间是一份拷贝，而共享挂载的拷贝属于同一个对等组：在组内一个挂载之下挂载的东西，会出现在所有成员之下。在大多数机器上，systemd 已把 “/” 设为共享。',
    ),
    read: ['mount_namespaces(7), "Shared subtrees"', 'mount(2), MS_PRIVATE'],
    hints: [
      text(
        'Look for "shared:" in /proc/self/mountinfo, in the container and outside. Are the numbers the same?',
        '在容器内外的 /proc/self/mountinfo 里找 "shared:"。数字一样吗？',
      ),
      text(
        'Before the container mounts anything, its copies have to leave their peer groups: mount(2) with MS_PRIVATE or MS_SLAVE, and no source and no type.',
        '在容器挂载任何东西之前，它的拷贝要离开各自的对等组：用 MS_PRIVATE 或 MS_SLAVE 调用 mount(2)，没有 source，也没有 type。',
      ),
      text(
        'One call, on "/", with MS_REC and the propagation that you are given.',
        '一次调用，作用在 “/” 上，标志是 MS_REC 加上传给你的传播方式。',
      ),
    ],
  },
  PROPAGATION_NOT_RECURSIVE: {
    title: text(
      '"/" is cut off from the host, and the mounts below it are not',
      '“/” 与宿主机切断了，它下面的挂载却没有',
    ),
    because: text(
      'Propagation belongs to each mount by itself. "/" is private now, but /run, /tmp or another directory is a mount of its own, and what is mounted below that one still reaches the host.',
      '传播属性是每个挂载各自的。现在 “/” 是私有的，但 /run、/tmp 等目录是独立的挂载，在它们下面挂载的东西仍会传到宿主机。',
    ),
    read: ['mount(2), MS_REC', 'mount_namespaces(7), "Shared subtrees"'],
    hints: [
      text(
        'The evidence lists mounts that are still shared. What do they have in common?',
        '证据列出了仍然共享的挂载。它们有什么共同点？',
      ),
      text(
        'mount(2) changes the one mount at the path, unless it is told to go down the whole tree.',
        'mount(2) 只改变该路径上的那一个挂载，除非告诉它要沿整棵树往下走。',
      ),
      text('Add MS_REC to the flags.', '在标志里加上 MS_REC。'),
    ],
  },
  NETWORK_SHARED: {
    title: text(
      'The program is in the network of the host',
      '程序在宿主机的网络里',
    ),
    because: text(
      'In the network namespace of the host the program sees its interfaces, can listen on its ports, and reaches whoever trusts 127.0.0.1: many services ask for no password there.',
      '在宿主机的网络命名空间里，程序能看到宿主机的接口，能监听它的端口，也能连上信任 127.0.0.1 的服务：很多服务在那里不要密码。',
    ),
    read: ['network_namespaces(7)', 'clone(2), CLONE_NEWNET'],
    hints: [
      text(
        'Compare the two inodes in the evidence, or the list of interfaces.',
        '比较证据里的两个 inode，或者接口列表。',
      ),
      text(
        'A namespace of the type "network" in the spec asks for a flag of its own at the birth of the process.',
        'spec 里类型为 "network" 的命名空间，要求在进程出生时带上它自己的标志。',
      ),
      text(
        'The flag is CLONE_NEWNET; it has to be part of the number that flagsOf returns.',
        '标志是 CLONE_NEWNET；它必须包含在 flagsOf 返回的数里。',
      ),
    ],
  },
  LOOPBACK_DOWN: {
    title: text('The loopback interface is down', '回环接口没有启用'),
    because: text(
      'A new network namespace has one interface, lo, and it is switched off. As long as it is, even 127.0.0.1 is unreachable, and programs that talk to themselves fail.',
      '新的网络命名空间只有一个接口 lo，而且是关闭的。只要它没启用，连 127.0.0.1 都不可达，和自己通信的程序就会出错。',
    ),
    read: ['netdevice(7), SIOCSIFFLAGS', 'network_namespaces(7)'],
    hints: [
      text(
        'What does "ip link" say of lo in a new namespace? Try: unshare -n ip link',
        '在新的命名空间里，"ip link" 怎么显示 lo？试试：unshare -n ip link',
      ),
      text(
        'The flag IFF_UP of the interface is set by an ioctl(2), on a socket that was made in this namespace.',
        '接口的 IFF_UP 标志通过 ioctl(2) 设置，要用在这个命名空间里创建的套接字。',
      ),
      text(
        'child.socket, then child.ioctl with SIOCSIFFLAGS and ifreqFlags for "lo" with IFF_UP.',
        '先 child.socket，再用 SIOCSIFFLAGS 和 "lo" 加 IFF_UP 的 ifreqFlags 调用 child.ioctl。',
      ),
    ],
  },
})
