/** Step 8: what can be wrong with DEL and CHECK. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const SPEC_DEL = 'CNI SPEC.md, "DEL"'

export const teardownDiagnoses = diagnosesOf({
  NOT_UNDONE: {
    title: text(
      'DEL does not take back all that ADD did',
      'DEL 没有收回 ADD 做的一切',
    ),
    because: text(
      'What nobody removes stays until the next boot, and is in the way of whoever comes next: a rule leads a port to an address that another container has by then.',
      '没人清理的会一直留到下次重启，并妨碍后来的人：一条旧规则会把端口引到已属于别的容器的地址。',
    ),
    read: [SPEC_DEL, 'nft(8)', 'veth(4)'],
    hints: [
      text(
        'Look at the list: a link, an address, or a rule?',
        '看清单：是网卡、地址还是规则？',
      ),
      text(
        'What belongs to the container goes with its DEL; what belongs to the network, with the DEL of the last one.',
        '属于容器的随它的 DEL 走；属于网络的随最后一个 DEL 走。',
      ),
      text(
        'Rules of the attachment, the host’s end, and if nobody else is there the bridge and its rules; then the lease.',
        '先是这次连接的规则、宿主机那一端；没有别人时还有网桥和它的规则；最后是租约。',
      ),
    ],
  },
  LEASE_KEPT: {
    title: text('The address was not given back', '地址没有还回去'),
    because: text(
      'A lease that outlives its container is lost to everybody. With every container that comes and goes the network gets smaller, until no ADD succeeds any more.',
      '容器没了租约还在，这个地址谁都用不了。每来去一个容器，网络就小一点，直到 ADD 再也不成功。',
    ),
    read: [SPEC_DEL, 'https://www.cni.dev/plugins/current/ipam/host-local/'],
    hints: [
      text(
        'What is still in dataDir after the DEL?',
        'DEL 之后 dataDir 里还有什么？',
      ),
      text(
        'A lease is found by who has it (container and interface), not by its address.',
        '租约按持有者（容器和接口）查找，不是按地址。',
      ),
      text(
        'Release it in DEL, in the directory of the network, after all else is gone.',
        '在 DEL 里，其他都清掉之后，从该网络的目录里释放它。',
      ),
    ],
  },
  DEL_NOT_IDEMPOTENT: {
    title: text('A second DEL fails', '第二次 DEL 失败了'),
    because: text(
      'A runtime that was killed does not know whether its DEL came through, so it asks again. If that fails for ever, nobody gets rid of the container.',
      '被杀掉的运行时不知道 DEL 有没有做完，于是会再来一次。如果这次永远失败，容器就再也删不掉。',
    ),
    read: [SPEC_DEL],
    hints: [
      text(
        'Which step fails when there is nothing to remove?',
        '没有可删的东西时，是哪一步失败？',
      ),
      text(
        'That something is not there is what DEL wants. Tell that error from the others.',
        '不存在正是 DEL 想要的结果。把这种错误和其他的区分开。',
      ),
      text(
        'Look whether the link is there, and go on if it is not.',
        '看网卡在不在，不在就继续。',
      ),
    ],
  },
  DEL_NEEDS_NETNS: {
    title: text('DEL fails when the container is gone', '容器没了，DEL 就失败'),
    because: text(
      'A container that has died takes its network namespace with it, and CNI_NETNS is empty or leads nowhere. The rules and the lease are still there, and have to go.',
      '容器死了，网络命名空间也随之消失，CNI_NETNS 为空或不存在。规则和租约还在，必须清掉。',
    ),
    read: [SPEC_DEL, 'network_namespaces(7)'],
    hints: [
      text('What does DEL need the namespace for?', 'DEL 要命名空间做什么？'),
      text(
        'All that is to be removed can be found from the host, by names that are made of what DEL is told.',
        '要清理的都能从宿主机上找到：名字由 DEL 得到的参数构成。',
      ),
      text(
        'Remove the host’s end by its name: the other end goes with it, wherever it is.',
        '按名字删掉宿主机那一端：另一端无论在哪里都会一起消失。',
      ),
    ],
  },
  OTHERS_CUT: {
    title: text(
      'DEL of one container cuts off another',
      '删除一个容器断了另一个',
    ),
    because: text(
      'Bridge, table and chains are shared. Who removes them, or all rules of a chain, removes what others live on.',
      '网桥、表和链是共用的。删掉它们，或清空整条链，就删掉了别人赖以工作的东西。',
    ),
    read: [SPEC_DEL, 'nft(8), "RULES", handle'],
    hints: [
      text(
        'What did the one who stays have before, and what is missing now?',
        '留下的那个之前有什么，现在少了什么？',
      ),
      text(
        'Each rule has to tell whose it is: by a comment, or by a chain of its own.',
        '每条规则都要说明属于谁：用注释，或用自己的链。',
      ),
      text(
        'List the ruleset, and delete by handle only what bears the mark of this attachment.',
        '列出规则集，只按 handle 删除带有这次连接标记的。',
      ),
    ],
  },
  CONTAINER_LEFT: {
    title: text(
      'The container is over, and its network is not',
      '容器结束了，它的网络还在',
    ),
    because: text(
      'The runtime that asked for ADD is the only one who knows that the container is over. It has to ask for DEL, and then to take the namespace its name: as long as a mount holds it, it lives, with all links in it.',
      '请求 ADD 的运行时是唯一知道容器已经结束的。它必须请求 DEL，然后去掉命名空间的名字：只要还有挂载拿着它，它和里面所有的网卡就都活着。',
    ),
    read: ['CNI SPEC.md, "Section 3": "Deleting an attachment"', 'umount(2)'],
    hints: [
      text(
        'Look at the list: is it of the plugin, or of the runtime?',
        '看清单：是插件留下的，还是运行时留下的？',
      ),
      text(
        'By hand, CNI_COMMAND=DEL: does your plugin remove all of it? If it does, the runtime never asked.',
        '手动执行 CNI_COMMAND=DEL：你的插件全都清掉了吗？如果是，那就是运行时没有请求。',
      ),
      text(
        'First the DEL of every plugin, the last one first; then umount, and remove the file.',
        '先从最后一个插件开始逐个 DEL；然后 umount，删除文件。',
      ),
    ],
  },
  CHECK_BLIND: {
    title: text(
      'CHECK does not tell whether all is as ADD left it',
      'CHECK 分辨不出是否还是 ADD 留下的样子',
    ),
    because: text(
      'A runtime asks CHECK whether a container still has its network. It gets the result of ADD in prevResult; whatever of that is not there any more is an error.',
      '运行时用 CHECK 询问容器的网络是否还在。ADD 的结果在 prevResult 里；其中有任何一项不在了就是错误。',
    ),
    read: ['CNI SPEC.md, "CHECK"'],
    hints: [
      text(
        'Which of the two is wrong: the first CHECK, or the second?',
        '两次里哪次不对：第一次，还是第二次？',
      ),
      text(
        'Each address in prevResult has to be at the link that it names.',
        'prevResult 里的每个地址都应当在它指明的网卡上。',
      ),
      text(
        'List the addresses inside and compare; answer with a code and all that is missing.',
        '列出里面的地址并比较；用错误码和所有缺少的项来回答。',
      ),
    ],
  },
  FAILED_ADD_LEAVES: {
    title: text(
      'An ADD that failed left something behind',
      '失败的 ADD 留下了东西',
    ),
    because: text(
      'A runtime may not call DEL after an ADD that failed. What such an ADD had made by then stays, until nobody knows any more what it is.',
      'ADD 失败之后，运行时不一定会调用 DEL。这样的 ADD 已经做的东西会一直留着，直到没人知道那是什么。',
    ),
    read: ['CNI SPEC.md, "ADD"', 'CNI SPEC.md, "Error"'],
    hints: [
      text(
        'Look at the list: which step made that, and which one failed after it?',
        '看清单：是哪一步做的，之后又是哪一步失败了？',
      ),
      text(
        'Every step that succeeded has a way back; they are taken in reverse order.',
        '每个成功的步骤都有回退的办法，按相反的顺序执行。',
      ),
      text(
        'Keep a list of the ways back, and walk it from its end in the handler of the error.',
        '把回退办法记在列表里，出错时从末尾往前执行。',
      ),
    ],
  },
})
