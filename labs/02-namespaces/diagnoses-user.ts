/** Step 6: what can be wrong with users. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const userDiagnoses = diagnosesOf({
  USER_SHARED: {
    title: text(
      'The program has the users of the host',
      '程序用的是宿主机的用户',
    ),
    because: text(
      'Without a user namespace of its own, root in the container is root of the host: only what else was made private stands between it and the machine.',
      '没有自己的用户命名空间，容器里的 root 就是宿主机的 root：挡在它和机器之间的只有其他被隔离的东西。',
    ),
    read: ['user_namespaces(7)', 'clone(2), CLONE_NEWUSER'],
    hints: [
      text(
        'Compare the two inodes in the evidence.',
        '比较证据里的两个 inode。',
      ),
      text(
        'A namespace of the type "user" asks for a flag of its own, and it owns all others that are made in the same call.',
        '类型为 "user" 的命名空间有自己的标志，而且同一次调用中创建的其他命名空间都归它所有。',
      ),
      text(
        'The flag is CLONE_NEWUSER; it has to be part of the number that flagsOf returns.',
        '标志是 CLONE_NEWUSER；它必须包含在 flagsOf 返回的数里。',
      ),
    ],
  },
  MAPS_SWAPPED: {
    title: text(
      'The maps of users and groups are exchanged',
      '用户映射和组映射写反了',
    ),
    because: text(
      'There are two maps, uid_map for users and gid_map for groups. Often they are equal, so nobody notices that one was written into the file of the other. Here they differ.',
      '映射有两个：uid_map 用于用户，gid_map 用于组。它们常常相同，所以写错了文件也没人发现。这里它们不同。',
    ),
    read: ['user_namespaces(7), "User and group ID mappings"'],
    hints: [
      text(
        'Compare the two lines of expected and actual.',
        '比较“期望”和“实际”两行。',
      ),
      text(
        'uidMappings of the spec belong into uid_map, gidMappings into gid_map.',
        'spec 的 uidMappings 写到 uid_map，gidMappings 写到 gid_map。',
      ),
      text(
        'Look at each path in your code, and at the list whose text is written there.',
        '看你代码里的每个路径，以及写到那里的是哪个列表的文本。',
      ),
    ],
  },
  MAPS_WRONG: {
    title: text('The maps are not those of the bundle', '映射与 bundle 不一致'),
    because: text(
      'A map is a list of ranges: first ID inside, first ID outside, how many. It is written once, all lines in one write(2), and cannot be changed afterwards. An ID that no range names is 65534 inside.',
      '映射是一组区间：里面的第一个 ID、外面的第一个 ID、数量。它只能写一次，所有行在一次 write(2) 里写完，之后不能再改。没有任何区间包含的 ID 在里面显示为 65534。',
    ),
    read: [
      'user_namespaces(7), "User and group ID mappings"',
      'proc_pid_uid_map(5)',
    ],
    hints: [
      text(
        'Compare expected and actual, range by range.',
        '逐个区间比较“期望”和“实际”。',
      ),
      text(
        'The order in a line is: inside, outside, count. A second write to the same file is refused.',
        '一行的顺序是：里面、外面、数量。对同一个文件的第二次写入会被拒绝。',
      ),
      text(
        'One call of writeProcFile for each file, with the text that mapText makes of the whole list.',
        '每个文件只调用一次 writeProcFile，文本由 mapText 从整个列表生成。',
      ),
    ],
  },
  SETGROUPS_DENIED: {
    title: text(
      'Groups cannot be changed in the container, without need',
      '容器里不能改变组，而这并无必要',
    ),
    because: text(
      '"deny" in setgroups is the price that an unprivileged user pays for mapping the own group. Root pays nothing. Where it is denied, programs that become another user, such as su and apt, fail.',
      '在 setgroups 里写 "deny" 是普通用户映射自己的组要付的代价，root 不必付。被禁止之后，su、apt 这类要切换用户的程序都会失败。',
    ),
    read: ['user_namespaces(7), "The /proc/pid/setgroups file"'],
    hints: [
      text(
        'Who runs the container here: root, or somebody else?',
        '这里是谁在运行容器：root 还是别人？',
      ),
      text(
        '"deny" is for whoever maps one own group and nothing else, and is not root.',
        '"deny" 只用于不是 root、并且只映射自己一个组的人。',
      ),
      text(
        'isOwnOnly tells whether that is so; write "deny" only then.',
        'isOwnOnly 会告诉你是不是这种情况；只有这时才写 "deny"。',
      ),
    ],
  },
  NOT_ROOT_INSIDE: {
    title: text(
      'The program is still who started it, and nobody inside',
      '程序的身份没有变，在里面谁也不是',
    ),
    because: text(
      'A new user namespace changes no ID. A process that root of the host started is still root of the host there: inside it shows as 65534, and files that only root may open are open to it.',
      '新的用户命名空间不改变任何 ID。由宿主机 root 启动的进程在那里仍是宿主机的 root：在里面显示为 65534，而只有 root 能打开的文件它照样能打开。',
    ),
    read: ['user_namespaces(7)', 'setresuid(2)', 'credentials(7)'],
    hints: [
      text(
        'The host sees four user IDs of the program. Whose are they?',
        '宿主机看到程序的四个用户 ID。它们是谁的？',
      ),
      text(
        'Once the maps are there, the process has to take ID 0 of its namespace itself: the groups first, the user last.',
        '映射写好之后，进程必须自己取得命名空间里的 ID 0：先改组，最后改用户。',
      ),
      text(
        'setgroups with an empty list, then setresgid and setresuid, each with three times 0.',
        '先用空列表 setgroups，再 setresgid 和 setresuid，各传三个 0。',
      ),
    ],
  },
  ROOTLESS_NOT_STARTED: {
    title: text(
      'For a user without rights, nothing starts',
      '没有特权的用户什么也启动不了',
    ),
    because: text(
      'Who is not root may map one user and one group, the own ones, and the group only after giving up setgroups: otherwise it could drop a group that exists to keep it away from a file. Before that, writing gid_map is EPERM.',
      '不是 root 的人只能映射一个用户和一个组，即自己的；而且要先放弃 setgroups 才能映射组：否则它可以丢掉一个专门用来阻止它访问某个文件的组。在那之前写 gid_map 会得到 EPERM。',
    ),
    read: [
      'user_namespaces(7), "Defining user and group ID mappings"',
      'newuidmap(1)',
    ],
    hints: [
      text(
        'Which file could not be written, or which call failed? Standard error names it.',
        '哪个文件写不了，或者哪个调用失败了？标准错误里有。',
      ),
      text(
        'The order is: "deny" into /proc/<pid>/setgroups, then gid_map. uid_map has no such condition.',
        '顺序是：先把 "deny" 写到 /proc/<pid>/setgroups，再写 gid_map。uid_map 没有这个条件。',
      ),
      text(
        'When isOwnOnly says so for the groups, write "deny" before anything else. And in the child, EPERM of setgroups is no failure then.',
        '如果 isOwnOnly 对组成立，就先写 "deny" 再做别的。而在子进程里，这时 setgroups 的 EPERM 不算失败。',
      ),
    ],
  },
})
