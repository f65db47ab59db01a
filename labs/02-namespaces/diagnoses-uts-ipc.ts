/** Steps 1 and 2: what can be wrong with names, shared memory and queues. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const utsIpcDiagnoses = diagnosesOf({
  UTS_SHARED: {
    title: text(
      'The program shares its names with the host',
      '程序与宿主机共用名字',
    ),
    because: text(
      'The program is in the UTS namespace of the host, so there is one name for both. Whoever sets it, in the container or outside, renames the whole machine.',
      '程序在宿主机的 UTS 命名空间里，所以两边只有一个名字。不管在容器里还是外面，谁设置它，整台机器就改名。',
    ),
    read: ['uts_namespaces(7)', 'clone(2), CLONE_NEWUTS'],
    hints: [
      text(
        'Which namespaces does the new process get at its birth, and which does it share?',
        '新进程出生时得到了哪些新的命名空间，又共用了哪些？',
      ),
      text(
        'One flag for each kind, joined to one number: a kind whose flag is missing there is inherited.',
        '每个种类一个标志，合成一个数：缺了哪个标志，哪个种类就是继承来的。',
      ),
      text(
        'Let your function begin with 0n, and or the flag of each type to it: none may be skipped.',
        '让你的函数从 0n 开始，把每个类型的标志按位或进去，一个都不能漏。',
      ),
    ],
  },
  HOSTNAME_NOT_SET: {
    title: text('The name inside is another one', '容器里的机器名不对'),
    because: text(
      'A new UTS namespace is a copy of the old one, its names included. Until somebody sets another, the container is called what the host is called.',
      '新的 UTS 命名空间是旧的拷贝，名字也一样。没有人设置之前，容器的名字就是宿主机的名字。',
    ),
    read: ['sethostname(2)', 'runtime-spec config.md, "Hostname"'],
    hints: [
      text(
        'Who sets the name, and when: before or after the namespace is new?',
        '谁来设置名字，什么时候：在得到新命名空间之前还是之后？',
      ),
      text(
        'The child is in its own namespace from its first step on. sethostname there changes nothing outside.',
        '子进程从第一步起就在自己的命名空间里。在那里调用 sethostname 不会影响外面。',
      ),
      text(
        'Record child.sethostname with the hostname of the spec, if it has one.',
        '如果 spec 有 hostname，就用它记录一次 child.sethostname。',
      ),
    ],
  },
  DOMAINNAME_NOT_SET: {
    title: text('The domain name inside is another one', '容器里的域名不对'),
    because: text(
      'A UTS namespace holds two names. The second, the NIS domain, has a system call and a member of the specification of its own.',
      'UTS 命名空间里有两个名字。第二个是 NIS 域名，有自己的系统调用，在规范里也有自己的成员。',
    ),
    read: ['setdomainname(2)', 'runtime-spec config.md, "Domainname"'],
    hints: [
      text(
        'The host name is right. What else is in struct utsname?',
        '主机名是对的。struct utsname 里还有什么？',
      ),
      text(
        'uname -n and domainname print two different fields; one call sets one field.',
        'uname -n 和 domainname 打印的是两个不同的字段；一个调用只设置一个字段。',
      ),
      text(
        'After the host name: child.setdomainname with the domainname of the spec, if it has one.',
        '在主机名之后：如果 spec 有 domainname，调用 child.setdomainname。',
      ),
    ],
  },
  HOSTNAME_ON_HOST: {
    title: text('The runtime renamed the host', '运行时给宿主机改了名'),
    because: text(
      'The program inside has a UTS namespace of its own, but the name of the host changed while it started. So the name was set by a process outside: the runtime itself.',
      '里面的程序有自己的 UTS 命名空间，但它启动时宿主机的名字变了。所以名字是外面的进程设置的：运行时自己。',
    ),
    read: ['uts_namespaces(7)', 'sethostname(2)'],
    hints: [
      text(
        'Which process makes your call: the runtime, or the child that it starts?',
        '是哪个进程执行了你的调用：运行时，还是它启动的子进程？',
      ),
      text(
        'A call on the Program is made by the child, later. A function of Node, or a command that you run, acts at once, and on the host.',
        'Program 上的调用是稍后由子进程执行的。Node 的函数或你运行的命令会立刻执行，而且作用在宿主机上。',
      ),
      text(
        'Set names with the methods of child, and with nothing else.',
        '只用 child 的方法设置名字，不要用别的。',
      ),
    ],
  },
  IPC_SHARED: {
    title: text(
      'Shared memory and queues are those of the host',
      '共享内存和消息队列就是宿主机的',
    ),
    because: text(
      'System V objects and POSIX message queues have no path that a root directory could hide: they are found by a key or a name in the IPC namespace. In the same namespace, everybody finds them.',
      'System V 对象和 POSIX 消息队列没有路径，根目录挡不住它们：它们按 IPC 命名空间里的键或名字来查找。在同一个命名空间里，谁都能找到。',
    ),
    read: ['ipc_namespaces(7)', 'clone(2), CLONE_NEWIPC'],
    hints: [
      text(
        'Compare the two inodes in the evidence.',
        '比较证据里的两个 inode。',
      ),
      text(
        'A namespace of the type "ipc" in the spec asks for a flag of its own at the birth of the process.',
        'spec 里类型为 "ipc" 的命名空间，要求在进程出生时带上它自己的标志。',
      ),
      text(
        'The flag is CLONE_NEWIPC; it has to be part of the number that flagsOf returns.',
        '标志是 CLONE_NEWIPC；它必须包含在 flagsOf 返回的数里。',
      ),
    ],
  },
})
