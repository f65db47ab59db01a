import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const userPrompts: Readonly<Record<string, Text>> = {
  'lab-07-user': text(
    `Become the user of the bundle. The process is root until you are done.
1. Three things change: the additional groups, the group, the user. In which order?
2. The list of groups is replaced as a whole, also by an empty one; pass "options".
3. A process has three user IDs and three group IDs. One that stays 0 is a way back.`,
    `成为 bundle 指定的用户。在你做完之前，进程是 root。
1. 要改变三样东西：附加组、组、用户。按什么顺序？
2. 附加组的列表整个替换，空列表也一样；把 "options" 传进去。
3. 进程有三个用户 ID 和三个组 ID。留下一个 0，就留下一条回头路。`,
  ),
  'lab-07-rlimits': text(
    `Set each limit of "limits".
1. prlimit64 of OURSELVES takes the number of the resource: RESOURCES has it.
2. rlimit() packs both numbers: the one in force, and the one up to which it may be raised.`,
    `设置 "limits" 里的每个限制。
1. 对 OURSELVES 调用 prlimit64，需要资源的编号：RESOURCES 里有。
2. rlimit() 打包两个数：当前生效的，以及最高能提到的。`,
  ),
  'lab-07-sysctl': text(
    `Write each of "settings" into its file below /proc/sys. /proc is the host's, we are in our namespaces.
1. Open /proc itself first, with the flags PROC, and every file from there: no image has a say in it.
2. sysctlPath makes a path of a name; "how" says how a file is opened, for openat2.
3. Whose setting it is depends on who opens: the child. Close what you opened.`,
    `把 "settings" 里的每一项写进 /proc/sys 下它的文件。/proc 是宿主机的，我们在自己的命名空间里。
1. 先用标志 PROC 打开 /proc 本身，再从那里打开每个文件：镜像插不上手。
2. sysctlPath 把名字变成路径；"how" 说明怎样打开文件，交给 openat2。
3. 打开的是谁的参数，取决于谁来打开：子进程。打开过的都要关闭。`,
  ),
}
