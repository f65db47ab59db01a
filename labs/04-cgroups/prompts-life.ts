import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

/** What the starter says where a region of the last seven steps was. */
export const lifePrompts: Readonly<Record<string, Text>> = {
  'lab-04-io': text(
    `Return the settings for disks that are slowed down: { file, value }, one for each disk.
1. Four members of blockIO are lists of disks: bytes or operations a second, for reads or for writes. Each may be missing. io.max has a key for each.
2. The same disk can be in several of the lists, and gets one line: numbersOf, then key=rate, as often as needed. rateText has the rate.`,
    `返回限速磁盘的设置：{ file, value }，每块磁盘一个。
1. blockIO 有四个成员是磁盘的列表：读或写，每秒字节数或操作数。每个都可能没有。io.max 各有一个对应的键。
2. 同一块磁盘可以出现在几个列表里，但只占一行：先是 numbersOf，再是 key=rate，需要几个写几个。速率用 rateText。`,
  ),
  'lab-04-devices': text(
    `Add the instructions of one rule. The filter comes to the last rule first.
1. Is the rule about this device? Compare TYPE, MAJOR and MINOR with what it names, and go on at "next" if one differs. What it does not name, or names "a" or -1, is not compared. TYPES and accessOf have the numbers.
2. A rule that denies: to "no", if any of its kinds of access is among what is ASKED.
3. A rule that allows: what it allows is asked no more. To "yes", once nothing is.
4. Put "next" where the rule ends. The methods of Assembler are instructions: jne, jeq, jset, and.`,
    `加入一条规则的指令。过滤器先遇到的是最后一条规则。
1. 规则说的是这个设备吗？把 TYPE、MAJOR、MINOR 和规则写明的比较，有一个不同就跳到 "next"。没写明的、写成 “a” 或 -1 的不比较。数值在 TYPES 和 accessOf 里。
2. 禁止的规则：只要 ASKED 里有它的任何一种访问，就跳到 "no"。
3. 允许的规则：它允许的就不用再问。一个都不剩时跳到 "yes"。
4. 把 "next" 放在规则结束的地方。Assembler 的方法就是指令：jne、jeq、jset、and。`,
  ),
  'lab-04-cpuset': text(
    `Return the settings for processors and memory nodes: a list of { file, value }.
1. Both are lists in the kernel's own format, "0-2,4". Nothing is to be converted.
2. Each may be missing or empty; then its file is left alone.`,
    `返回处理器和内存节点的设置：一个 { file, value } 的列表。
1. 两者都是内核自己的列表格式，如 “0-2,4”，不用转换。
2. 每个都可能没有或为空；那就不要动它的文件。`,
  ),
  'lab-04-freeze': text(
    `Stop every process of the cgroup, and return when all of them stand still.
1. One write into cgroup.freeze asks for it. No signal is needed, and none would do.
2. A process inside the kernel stops only when it comes out. Which file tells that the last one has, and how does untilEvent wait for it?`,
    `停住 cgroup 里的每个进程，全部停住之后才返回。
1. 往 cgroup.freeze 写一次就是请求。不需要信号，信号也做不到。
2. 正在内核里的进程要出来才会停。哪个文件说明最后一个也停了？untilEvent 怎样等它？`,
  ),
  'lab-04-stats': text(
    `Return the times and counts of cpu.stat in the form of the type above.
1. count reads a line of the file; the lines are listed in the section "CPU Interface Files" of the kernel's document.
2. Whoever reads the result expects nanoseconds. What does the file have?
3. Numbers are bigints here: 64 bits of nanoseconds are more than a double can count.`,
    `按上面的类型返回 cpu.stat 里的时间和次数。
1. count 读取文件的一行；有哪些行，见内核文档的 “CPU Interface Files” 一节。
2. 读结果的人期望的是纳秒。文件里是什么？
3. 这里的数是 bigint：64 位的纳秒数超出了 double 能数的范围。`,
  ),
  'lab-04-remove': text(
    `End everything in the cgroup, and remove it.
1. killAll kills all that is in it and below, and waits. Why not by the numbers in cgroup.procs?
2. A cgroup with others below it cannot be removed. withDescendants lists them from the top; removeDirectory takes one away, and waits while it is busy.`,
    `结束 cgroup 里的一切，然后删掉它。
1. killAll 会杀掉它里面和下面的全部，并且等待。为什么不按 cgroup.procs 里的号码杀？
2. 下面还有别的 cgroup 时删不掉。withDescendants 从上往下列出它们；removeDirectory 删掉一个，遇到正忙就等。`,
  ),
  'lab-04-figures': text(
    `Return the host's text with the figures of the cgroup.
1. kibOf reads a line of the host's text, withFigures puts other numbers in, toKib converts. The cgroup counts bytes, the file KiB.
2. MemTotal is the limit, unless the host has less. What is left of it is MemFree; MemAvailable is not more than the host has available.
3. SwapTotal and SwapFree go by the limit for swap.`,
    `返回宿主机的文本，但数字换成 cgroup 的。
1. kibOf 读宿主机文本的一行，withFigures 换上别的数，toKib 做换算。cgroup 用字节，文件用 KiB。
2. MemTotal 是限制，除非宿主机更少。剩下的是 MemFree；MemAvailable 不能多于宿主机可用的。
3. SwapTotal 和 SwapFree 按交换空间的限制来。`,
  ),
  'lab-04-figures-mount': text(
    `Show the file "name" of "directory" at "path" in the container, read-only.
1. Open the place: openIfThere goes on at "missing" if it is not there. No symbolic link may bend the way.
2. A file can be a mount: copy it with open_tree(2), out of the directory that is given.
3. mount_setattr(2) makes the copy read-only, attachMount puts it there.`,
    `把 "directory" 里的文件 "name" 只读地显示在容器的 "path" 处。
1. 打开那个位置：不存在时 openIfThere 从 "missing" 处继续。路上不许有符号链接把路带偏。
2. 文件也可以是挂载：用 open_tree(2) 从给定的目录里复制它。
3. mount_setattr(2) 把副本设为只读，attachMount 把它挂上去。`,
  ),
}
