import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

/** What the starter says where a region of the first four steps was. */
export const limitsPrompts: Readonly<Record<string, Text>> = {
  'lab-04-path': text(
    `Return the directory of the container's cgroup.
1. An absolute cgroupsPath is meant from the top of the hierarchy, which is at mountPoint.
2. A relative one goes below a place of ours, OWN_PLACE. Without any, the name of the container has to do.`,
    `返回容器 cgroup 的目录。
1. 绝对的 cgroupsPath 从层级的顶端算起，顶端在 mountPoint。
2. 相对的放在我们自己的位置 OWN_PLACE 之下。没有给的话，就用容器的名字。`,
  ),
  'lab-04-controllers': text(
    `Let "directory" have these controllers.
1. Its parent has to hand them down, and can do so only if the parent's parent did before. ancestorsOf lists them, from the top.
2. The file is cgroup.subtree_control. Reading it tells what is handed down already: leave that alone, since not every ancestor may be yours to write.
3. How does one line enable several controllers? See "Enabling and Disabling" in the kernel's document on cgroup v2.`,
    `让 "directory" 拥有这些控制器。
1. 要由它的父级交下来，而父级的父级必须先交给父级。ancestorsOf 从顶端开始列出它们。
2. 文件是 cgroup.subtree_control。读它就知道已经交下去了哪些：这些不要再写，因为不是每个上级都归你写。
3. 一行怎样启用几个控制器？看内核 cgroup v2 文档的 “Enabling and Disabling”。`,
  ),
  'lab-04-enter': text(
    `Let the child be in the cgroup before it does anything else.
1. Since Linux 5.7, clone3(2) can give birth in a cgroup; bornInto takes the descriptor for it, beside the flags for namespaces. There are none to add here.
2. What would be charged elsewhere if the parent moved it afterwards?`,
    `让子进程在做任何事之前就已经在 cgroup 里。
1. 从 Linux 5.7 起，clone3(2) 可以让进程直接生在某个 cgroup 里；bornInto 除了命名空间的标志之外还接受这个描述符。这里没有标志要加。
2. 如果由父进程事后移动它，有哪些东西会记在别处？`,
  ),
  'lab-04-cpu': text(
    `Return the settings for quota, period and burst: a list of { file, value }.
1. cpu.max takes quota and period in one line. Each may be missing; DEFAULT_PERIOD is what the kernel has. limitText turns -1 into what the kernel calls no limit.
2. cpu.max.burst is a file of its own, and is written only if the bundle has a burst. A bundle may have nothing but that.
3. The kernel refuses a burst above the quota at any moment, also between two writes. By way of 0 you get from any pair to any other.`,
    `返回 quota、period 和 burst 的设置：一个 { file, value } 的列表。
1. cpu.max 用一行写 quota 和 period。两者都可能没有；DEFAULT_PERIOD 是内核的默认值。limitText 会把 -1 变成内核所说的“没有限制”。
2. cpu.max.burst 是单独的文件，bundle 有 burst 时才写。bundle 也可能只有它。
3. 内核在任何时刻都不接受大于 quota 的 burst，两次写入之间也一样。先写 0，就能从任何一对值换到另一对。`,
  ),
  'lab-04-shares': text(
    `Return the weight of version 2 for so many shares of version 1.
1. SHARES and WEIGHTS are the ranges. Their ends belong together, and what lies between lies on a straight line.
2. Shares out of range count as the nearest end. A weight is a whole number.`,
    `返回 v1 的 shares 对应的 v2 权重。
1. SHARES 和 WEIGHTS 是两个范围。两端互相对应，中间落在一条直线上。
2. 超出范围的 shares 按最近的一端算。权重是整数。`,
  ),
  'lab-04-memory': text(
    `Return the settings for memory: a list of { file, value }. Each member may be missing.
1. The limit is the wall at which the kernel kills, the reservation is what it spares as long as it can. Which files are these? limitText knows -1.
2. swap of the bundle is memory and swap together, memory.swap.max is swap alone; swapSetting makes that setting. -1, for the sum or for the limit, leaves swap without a bound.
3. Swap comes first: what is over a new, lower limit could still escape there.`,
    `返回内存的设置：一个 { file, value } 的列表。每个成员都可能没有。
1. limit 是内核开始杀进程的那堵墙，reservation 是它尽量不去动的部分。分别是哪个文件？limitText 认识 -1。
2. bundle 的 swap 是内存加交换空间的总和，memory.swap.max 只是交换空间；swapSetting 会做出这个设置。总和或 limit 为 -1 时，交换空间不设上限。
3. 先写交换空间：否则超出新的更低限制的部分还能逃到那里去。`,
  ),
  'lab-04-pids': text(
    `Return the settings for the number of processes: a list of { file, value }.
1. One file takes the number as it is; the first process counts, too.
2. limitText turns -1 into what the kernel calls no limit.`,
    `返回进程数的设置：一个 { file, value } 的列表。
1. 一个文件，数字原样写入；第一个进程也算在内。
2. limitText 会把 -1 变成内核所说的“没有限制”。`,
  ),
}
