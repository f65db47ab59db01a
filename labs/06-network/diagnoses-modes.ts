/** Step 6: what can be wrong with the network that a container is given. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const SPEC = 'runtime-spec config-linux.md, "Namespaces"'

export const modesDiagnoses = diagnosesOf({
  NETWORK_NOT_OWN: {
    title: text(
      'A container that is to have no network has another one',
      '不该有网络的容器有了别的网络',
    ),
    because: text(
      'Who is born without CLONE_NEWNET stays in the network of its parent, with all links, addresses and ports that are there. A new namespace has nothing but lo.',
      '不带 CLONE_NEWNET 出生的进程留在父进程的网络里，那里的网卡、地址和端口全都归它用。新的命名空间里只有 lo。',
    ),
    read: ['network_namespaces(7)', 'clone(2), CLONE_NEWNET', SPEC],
    hints: [
      text(
        'Compare ls -l /proc/PID/ns/net inside and outside: is it one namespace or two?',
        '比较里外的 ls -l /proc/PID/ns/net：是一个命名空间还是两个？',
      ),
      text(
        'The bundle of this check says nothing of a network, and yet the option wants one.',
        '这项检查的 bundle 里没有提到网络，但选项要求有一个。',
      ),
      text(
        'An entry of type network without a path makes a new one; add it, whatever the bundle says.',
        '类型为 network、没有 path 的条目会新建一个；不管 bundle 怎么写，都要加上它。',
      ),
    ],
  },
  HOST_NETWORK_LOST: {
    title: text(
      'The container is not in the network of the host',
      '容器不在宿主机的网络里',
    ),
    because: text(
      'Most bundles ask for a network namespace of their own. As long as that entry stands in the list, the child is born into a new one.',
      '大多数 bundle 都要求自己的网络命名空间。只要列表里还有这一条，子进程就会出生在新的命名空间里。',
    ),
    read: ['network_namespaces(7)', SPEC],
    hints: [
      text(
        'What does the bundle of this check ask for, and who has the last word?',
        '这项检查的 bundle 要求什么？最终由谁说了算？',
      ),
      text(
        'To be in the network of who starts it, nothing is to be done at all: no flag, no setns.',
        '要留在启动者的网络里，什么都不用做：没有标志，也没有 setns。',
      ),
      text(
        'Leave out every entry of type network; all other namespaces stay as they are.',
        '去掉所有类型为 network 的条目；其他命名空间保持原样。',
      ),
    ],
  },
  OTHER_NETWORK: {
    title: text(
      'The container is not in the network of the other container',
      '容器不在另一个容器的网络里',
    ),
    because: text(
      'Two containers share a network if both are in one namespace: then 127.0.0.1 is the same for both, and so are the ports. Two namespaces with the same addresses are no network.',
      '两个容器在同一个命名空间里才算共享网络：127.0.0.1 对两者是同一个，端口也是。地址相同的两个命名空间并不是一个网络。',
    ),
    read: ['setns(2)', 'network_namespaces(7)', SPEC],
    hints: [
      text(
        'Which namespace is it in: a new one, that of the host, or that of the runtime?',
        '它在哪个命名空间里：新的、宿主机的，还是运行时的？',
      ),
      text(
        'The other container has a process; the kernel shows its namespaces below /proc.',
        '另一个容器有一个进程；内核在 /proc 下显示它的命名空间。',
      ),
      text(
        'Bind its ns/net to the file in the directory of the state, and let the entry of the list have that file as its path.',
        '把它的 ns/net 绑定到状态目录里的文件上，并让列表里的条目以这个文件为 path。',
      ),
    ],
  },
  NOBODY_JOINED: {
    title: text(
      'A container that is not there was taken for one that is',
      '把不存在的容器当成了存在的',
    ),
    because: text(
      'Whoever asks for the network of a container and gets another one runs with more, or with less, than was wanted, and nobody notices. That has to be an error before anything is made.',
      '要的是某个容器的网络，得到的却是别的：它能做的比预期多或者少，而且没人会察觉。必须在创建任何东西之前报错。',
    ),
    read: ['runtime-spec runtime.md, "Errors"'],
    hints: [
      text(
        'What does the runtime do with an ID that nobody has?',
        '遇到没人用的 ID，运行时做了什么？',
      ),
      text(
        'The state of the other container is looked for; what comes of an error there?',
        '运行时会去找另一个容器的状态；那里出的错后来怎样了？',
      ),
      text(
        'Let the error pass: it names the ID, and what was made until then is undone.',
        '让错误传上去：它写明了 ID，到那时为止创建的都会撤销。',
      ),
    ],
  },
  NOT_WIRED: {
    title: text(
      'The container runs, but nobody has connected it',
      '容器在运行，却没有接上网络',
    ),
    because: text(
      'The runtime makes the namespace; links, addresses and routes are made by plugins, which it asks by ADD. That comes before the first instruction of the program, which may want its network at once.',
      '命名空间由运行时创建；网卡、地址和路由由插件创建，运行时用 ADD 请求。这要在程序的第一条指令之前完成，因为它可能马上就要用网络。',
    ),
    read: ['CNI SPEC.md, "Section 3"', 'network_namespaces(7)'],
    hints: [
      text(
        'Is there a link eth0 inside? If there is, what does it lack?',
        '里面有 eth0 吗？如果有，它缺什么？',
      ),
      text(
        'There are three things to be done, and the plugin can only be asked when the namespace has a name.',
        '要做三件事；命名空间有了名字之后才能请求插件。',
      ),
      text(
        'Make the namespace, raise lo, call ADD; its result belongs to the state, for DEL.',
        '创建命名空间，启用 lo，调用 ADD；它的结果要记进状态，留给 DEL。',
      ),
    ],
  },
  LOOPBACK_DOWN: {
    title: text('lo is down in the container', '容器里的 lo 没有启用'),
    because: text(
      'In a new network namespace even lo is down: 127.0.0.1 does not answer. No plugin of this network is for it, so it is up to whoever makes the namespace.',
      '新的网络命名空间里连 lo 都是关闭的：127.0.0.1 没有回应。这个网络的插件都不管它，所以由创建命名空间的人来做。',
    ),
    read: ['network_namespaces(7)', 'netdevice(7), IFF_UP'],
    hints: [
      text(
        'In the container, does ping 127.0.0.1 get an answer?',
        '在容器里 ping 127.0.0.1 有回应吗？',
      ),
      text(
        'In lab 02 the child did so itself, in a namespace that was its own. This one is there before the child.',
        '在第 02 课里，子进程在自己的命名空间里自己做了这件事。这一个在子进程之前就有了。',
      ),
      text(
        'There is a function for it in the same file.',
        '同一个文件里就有做这件事的函数。',
      ),
    ],
  },
  WIRE_DEAD: {
    title: text(
      'The container has a link, and reaches nobody or is not reached',
      '容器有网卡，却到不了别处，或者别处到不了它',
    ),
    because: text(
      'What the plugin does for a container depends on what it is told: the network, the namespace, and the ports that are to be published (runtimeConfig, for plugins that declare portMappings).',
      '插件为容器做什么取决于告诉它什么：网络、命名空间，以及要发布的端口（给声明了 portMappings 的插件的 runtimeConfig）。',
    ),
    read: ['CNI CONVENTIONS.md, portMappings', 'CNI SPEC.md, "Section 3"'],
    hints: [
      text(
        'Which of the conversations fails: out, or in?',
        '哪些对话失败了：出去的，还是进来的？',
      ),
      text(
        'If it is the way in: does nft list ruleset show a rule for the published port?',
        '如果是进来的：nft list ruleset 里有发布端口的规则吗？',
      ),
      text(
        'Put a plugin of your own into --cni-path that saves its input, and look at what it is told.',
        '在 --cni-path 里放一个会保存输入的插件，看看它被告知了什么。',
      ),
    ],
  },
})
