import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

/** What the starter says where a region was, without the marks of a comment. */
export const prompts: Readonly<Record<string, Text>> = {
  'lab-02-flags': text(
    `Return one number that asks the kernel for new namespaces of all these kinds.
1. NAMESPACES knows the flag of each kind.
2. The flags are BigInts: "|" of ordinary numbers keeps 32 bits with a sign.`,
    `返回一个数，向内核请求所有这些种类的新命名空间。
1. NAMESPACES 里有每个种类的标志。
2. 标志是 BigInt：普通数字的 “|” 只保留 32 位，而且带符号。`,
  ),
  'lab-02-uts': text(
    `Name the machine and the domain, where the spec names them.
1. This is recorded for the child, which is in its own UTS namespace by then.
2. What the runtime itself does at this place happens on the host.`,
    `按 spec 给出的内容设置机器名和域名，没有给出的不要动。
1. 这里是为子进程记录的调用，那时它已经在自己的 UTS 命名空间里。
2. 运行时自己在这里做的事情会发生在宿主机上。`,
  ),
  'lab-02-init': text(
    `Look after "child" until it ends. All signals are blocked, and wake "signals".
1. Sleep until there is a signal. Which one? rt_sigtimedwait tells, without waiting.
2. Any but SIGCHLD is for the child. SIGCHLD stands for one child or for many.
3. Orphans are waited for by the dozen. For ours: report its status, and exit.
4. Two places are given to jump to: "children" and "orphans"; place each of them.`,
    `照看 "child" 直到它结束。所有信号都被阻塞，到来时会唤醒 "signals"。
1. 睡到有信号为止。是哪个信号？rt_sigtimedwait 不等待就能告诉你。
2. 除 SIGCHLD 以外都是给子进程的。一个 SIGCHLD 可能代表一个子进程，也可能代表许多个。
3. 孤儿进程要一次全部回收。轮到我们自己的子进程时：报告它的状态，然后退出。
4. 给了两个跳转目标："children" 和 "orphans"，各自要放好位置。`,
  ),
  'lab-02-propagation': text(
    `Cut every mount of this copy off from the host, before anything is mounted.
1. mount(2) with a propagation flag changes a mount and attaches nothing.
2. "/" is one mount of many: /run and /tmp may be mounts of their own.`,
    `在挂载任何东西之前，切断这份拷贝里的每个挂载与宿主机的联系。
1. 带传播标志的 mount(2) 只改变已有的挂载，不附加任何东西。
2. “/” 只是众多挂载之一：/run 和 /tmp 可能是各自独立的挂载。`,
  ),
  'lab-02-loopback': text(
    `Switch the interface "lo" on.
1. Interfaces are asked and changed by ioctl(2) on any socket of their network.
2. SIOCSIFFLAGS sets the flags; ifreqFlags packs the name and IFF_UP.
3. A socket that is not needed any more is closed.`,
    `启用网络接口 "lo"。
1. 查询和修改接口要在该网络的任意一个套接字上调用 ioctl(2)。
2. SIOCSIFFLAGS 设置标志；ifreqFlags 把名字和 IFF_UP 打包好。
3. 不再需要的套接字要关闭。`,
  ),
  'lab-02-id-maps': text(
    `Write who the users and groups of process "pid" are on the host. The parent does this.
1. Each map can be written once, as a whole. mapText makes its lines.
2. Whoever maps only an own group has to give up setgroups first, in /proc/<pid>/setgroups.
3. Where mayWrite says no, newuidmap and newgidmap have the right: see mapByCommand.`,
    `写明进程 "pid" 的用户和组在宿主机上是谁。这由父进程来做。
1. 每个映射只能写一次，而且要一次写完。mapText 生成它的各行。
2. 只映射自己的组的人，必须先在 /proc/<pid>/setgroups 里放弃 setgroups。
3. mayWrite 说不行的时候，newuidmap 和 newgidmap 有这个权限：见 mapByCommand。`,
  ),
  'lab-02-become-root': text(
    `Become user 0 and group 0 of the namespace. The maps are written by now.
1. A new user namespace changes no ID: the process is who it was, and has no name inside.
2. Groups first. Once the user is another, is there still the right to change the group?
3. The other groups of the caller should go as well; who is denied setgroups keeps them.`,
    `成为这个命名空间的 0 号用户和 0 号组。此时映射已经写好。
1. 新的用户命名空间不改变任何 ID：进程还是原来的身份，只是在里面没有名字。
2. 先改组。用户变了之后，还有权限改组吗？
3. 调用者的附加组也要去掉；被禁止 setgroups 的人只能保留它们。`,
  ),
  'lab-02-cgroup': text(
    `Make the cgroup of this moment the root of all that the process sees.
1. The process leaves one namespace for a new one, without a child: which call does that?
2. Why is the flag not given to clone3? From lab 04 on we are moved to another cgroup in between.`,
    `让进程此刻所在的 cgroup 成为它能看到的根。
1. 进程离开一个命名空间进入新的，不产生子进程：是哪个调用？
2. 为什么不把标志交给 clone3？从实验 04 起，我们会在这中间被移到另一个 cgroup。`,
  ),
  'lab-02-time': text(
    `Return the text for /proc/<pid>/timens_offsets.
1. One line for each clock: its name, seconds, nanoseconds, with blanks between.
2. A clock that the spec does not mention has no line.`,
    `返回要写入 /proc/<pid>/timens_offsets 的文本。
1. 每个时钟一行：名字、秒、纳秒，用空格隔开。
2. spec 没有提到的时钟没有对应的行。`,
  ),
  'lab-02-join': text(
    `Enter each of these namespaces.
1. setns(2) takes a descriptor: open the path, read-only and close-on-exec.
2. Open all of them before you enter the first: inside, a path may lead elsewhere.
3. If there is a user namespace among them, it gives the rights for the others.`,
    `逐个加入这些命名空间。
1. setns(2) 要的是描述符：以只读和 close-on-exec 方式打开路径。
2. 加入第一个之前先全部打开：进去之后，同一个路径可能指向别处。
3. 如果其中有用户命名空间，加入其他命名空间的权限由它给出。`,
  ),
  'lab-02-exec': text(
    `Go where the first process of the container is.
1. setns(2) takes a pidfd too, and then all namespaces of that process at once.
2. "namespaces" may be 0: then there is nothing to enter, and the kernel would refuse.
3. A mount namespace does not say which directory is "/": "root" is open, make it ours.
4. Then to "cwd". The order matters, as in lab 01.`,
    `到容器的第一个进程所在的地方去。
1. setns(2) 也接受 pidfd，这时可以一次加入该进程的所有命名空间。
2. "namespaces" 可能是 0：那就没有要加入的，内核也会拒绝。
3. 挂载命名空间并不决定哪个目录是 “/”："root" 已经打开，把它变成我们的根。
4. 然后进入 "cwd"。和实验 01 一样，顺序很重要。`,
  ),
}
