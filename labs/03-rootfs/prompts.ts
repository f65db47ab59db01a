import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

/** What the starter says where a region was, without the marks of a comment. */
export const prompts: Readonly<Record<string, Text>> = {
  'lab-03-pivot': text(
    `Make "rootfs" the root of the mount namespace, and return it as a descriptor.
1. pivot_root(2) wants a mount point and gets a directory. Copy its mount with open_tree(2), and attach the copy where it was copied from.
2. Call furnish with the new root while the host can still be reached. Then go there and swap: the NOTES of the manual have a way without a directory for the old root.
3. Where is the old root now? Keep a descriptor of it from before, and go there.
4. Unmounting its whole tree must not reach the host: let it be a slave first. It is busy, too, since we stand in it. End up in the new root.`,
    `让 "rootfs" 成为挂载命名空间的根，并以描述符的形式返回它。
1. pivot_root(2) 要的是挂载点，而这里只是个目录。用 open_tree(2) 复制它的挂载，再把副本挂回原来的位置。
2. 趁宿主机还够得着，对新根调用 furnish。然后走进去交换：手册的 NOTES 里有一种办法，不需要为旧根准备目录。
3. 旧根现在在哪里？事先留一个它的描述符，然后回到那里。
4. 卸载它的整棵树不能波及宿主机：先让它成为 slave。它也正忙着，因为我们就站在里面。最后回到新的根。`,
  ),
  'lab-03-destination': text(
    `Open the place that "path" names inside "root", and make what is missing.
1. The image chose what its links say. openHow and openat2(2) can resolve a path as if a directory were "/".
2. waysTo gives the names one by one. Make each in the directory opened before it, with makeDirectory or, for the last, with make; then open it, from the root.
3. Wrap openat2 in untilSure, and close what is no longer needed, but not the root.`,
    `打开 "path" 在 "root" 之内所指的地方，并创建缺少的部分。
1. 链接写什么由镜像决定。openHow 和 openat2(2) 可以把某个目录当作 “/” 来解析路径。
2. waysTo 会逐个给出名字。用 makeDirectory（最后一个用 make）在刚打开的目录里创建它，然后从根出发打开它。
3. 用 untilSure 包住 openat2；不再需要的描述符要关掉，但不要关掉根。`,
  ),
  'lab-03-bind': text(
    `Copy the mount at "source", attached nowhere yet, and return its descriptor.
1. open_tree(2) copies a mount. What makes it take along what is mounted below?
2. Flags such as ro are a step of their own: mount_setattr(2), once for each of the changes, each alone or with all that is below.`,
    `复制 "source" 处的挂载，先不挂到任何地方，返回它的描述符。
1. open_tree(2) 能复制挂载。怎样才能把下面的挂载也带上？
2. ro 之类的标志是单独的一步：mount_setattr(2)，changes 里每项一次，各自只改这一个，或连同下面的全部。`,
  ),
  'lab-03-filesystem': text(
    `Make a filesystem of this type and mount it, attached nowhere yet.
1. It takes a context, its parameters, one command, and a mount of the result: four calls beginning with "fs".
2. What belongs to the filesystem goes into the context; what belongs to the mount is an argument of the last call.
3. Return the mount; nobody needs the context any more.`,
    `新建这种类型的文件系统并得到它的挂载，先不挂到任何地方。
1. 需要一个上下文、它的参数、一条命令，再由结果得到挂载：四个以 “fs” 开头的调用。
2. 属于文件系统的放进上下文；属于挂载的是最后一个调用的参数。
3. 返回挂载；上下文没有人再需要了。`,
  ),
  'lab-03-attach': text(
    `Attach "tree" where "place" is, both given as descriptors.
1. move_mount(2) takes two paths. Both can be empty: there is a flag for each side.
2. Then set the propagation, for this mount or for all below it as well. Why not before? See the rules for moving into a shared mount in mount_namespaces(7).`,
    `把 "tree" 挂到 "place" 上，两者都是描述符。
1. move_mount(2) 接受两条路径。两条都可以为空：每一边各有一个标志。
2. 然后设置传播类型，只对这个挂载，或连同下面的全部。为什么不能提前设？看 mount_namespaces(7) 中移到 shared 挂载之下的规则。`,
  ),
  'lab-03-devices': text(
    `Make the node "name" in the open directory "parent".
1. mknodat(2) takes the kind and the permissions in one number, and the device in another; TYPES and numbersOf have them. A device may say nothing of mode and owner. One that is there already is fine; any other error goes on at "refused".
2. A node belongs to whoever makes it. Give it to uid and gid, and follow no link in doing so.`,
    `在打开的目录 "parent" 里创建节点 "name"。
1. mknodat(2) 用一个数表示种类和权限，另一个数表示设备；TYPES 和 numbersOf 里有。设备可能没有写权限和属主。已经存在没关系；其他错误都从 "refused" 处继续。
2. 节点属于创建它的人。把它交给 uid 和 gid，过程中不要跟随链接。`,
  ),
  'lab-03-dev-links': text(
    `Make the symbolic links that programs expect in /dev.
1. Those of LINKS; one that is there already may stay.
2. And ptmx, which leads to the one in pts. There, a node of the same name has to go first.`,
    `创建程序期望在 /dev 里看到的符号链接。
1. LINKS 里的那些；已经存在的可以留着。
2. 还有 ptmx，它通到 pts 里的那一个。同名的节点要先去掉。`,
  ),
  'lab-03-masked': text(
    `Hide what is at "path".
1. Is it a directory? openIfThere goes on at a mark if there is none. If it is one, attach a new EMPTY over it.
2. Is it anything else? Then attach a copy of /dev/null. Whose, and why is that safe?
3. Is it nothing at all? Then nothing is to be done.`,
    `把 "path" 处的东西藏起来。
1. 是目录吗？如果不是，openIfThere 会从给定的标记处继续。如果是，就在上面挂一个新的 EMPTY。
2. 是别的东西吗？那就挂上 /dev/null 的副本。是谁的 /dev/null？为什么这样安全？
3. 什么都没有？那就什么也不用做。`,
  ),
  'lab-03-read-only-paths': text(
    `Make what is at "path" read-only, with all that is mounted below.
1. Open it, or be done if nothing is there.
2. Only a mount can be read-only. Copy the one that is there, from this place downwards, change the copy, and attach it to the same place.`,
    `让 "path" 处的东西变成只读，连同下面的所有挂载。
1. 打开它；如果什么都没有，就结束。
2. 只有挂载才能是只读的。复制从这里往下的挂载，修改副本，再把它挂到同一个地方。`,
  ),
  'lab-03-read-only-root': text(
    `Make the mount "root" read-only.
1. mount_setattr(2) changes a mount that you have as a descriptor.
2. What is mounted below must stay writable.`,
    `把挂载 "root" 设为只读。
1. mount_setattr(2) 可以修改以描述符形式拿到的挂载。
2. 挂在它下面的东西必须仍然可写。`,
  ),
  'lab-03-propagation': text(
    `Give "root" its propagation.
1. PROPAGATION has the number for each word of the specification.
2. mount_setattr(2) has a field for it.`,
    `设置 "root" 的传播类型。
1. PROPAGATION 里有规范中每个词对应的数值。
2. mount_setattr(2) 有一个字段用于它。`,
  ),
}
