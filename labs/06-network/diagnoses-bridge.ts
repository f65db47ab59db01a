/** Step 2: what can be wrong with a bridge, addresses and routes. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const bridgeDiagnoses = diagnosesOf({
  NOT_A_PORT: {
    title: text(
      'The cable is not plugged into the bridge',
      '网线没有插到网桥上',
    ),
    because: text(
      'A bridge passes frames between its ports only. A link becomes one by its master; until then what comes out of it ends on the host.',
      '网桥只在自己的端口之间转发帧。网卡设置 master 之后才是端口；在那之前，从它出来的帧到宿主机就结束了。',
    ),
    read: ['bridge(8)', 'ip-link(8), "master"'],
    hints: [
      text(
        'What does ip link show about the host’s end: is there a master?',
        'ip link 显示的宿主机那一端有没有 master？',
      ),
      text(
        'IFLA_MASTER holds the index of the bridge, not its name.',
        'IFLA_MASTER 里是网桥的编号，不是名字。',
      ),
      text(
        'By hand: ip link set VETH master BRIDGE, after both are there.',
        '手动做：两者都有了之后 ip link set VETH master BRIDGE。',
      ),
    ],
  },
  LINK_DOWN: {
    title: text('A link is switched off', '有网卡没有启用'),
    because: text(
      'New links are down, and a link that is moved to another namespace is switched off on the way. A cable carries nothing unless both of its ends are up, and neither does a bridge that is down.',
      '新建的网卡是关闭的，移到另一个命名空间时也会被关掉。网线两端都启用才通，网桥关着也不通。',
    ),
    read: ['netdevice(7), IFF_UP', 'veth(4)'],
    hints: [
      text(
        'There are three: the bridge, and both ends of the cable. Which one is down?',
        '一共三个：网桥和网线的两端。哪个没启用？',
      ),
      text(
        'Of the end inside, only what is done after the move lasts, by a socket of that namespace.',
        '里面那一端，只有移进去之后用那个命名空间的 socket 做的才算数。',
      ),
      text(
        'Set IFF_UP in flags and in change of the header, for each of the three.',
        '三个都要：在消息头的 flags 和 change 里都设置 IFF_UP。',
      ),
    ],
  },
  BRIDGE_NOT_SHARED: {
    title: text(
      'The second container does not get along with the bridge of the first',
      '第二个容器没有用好第一个容器的网桥',
    ),
    because: text(
      'All containers of a network share one bridge, made by whoever comes first. To make it again fails with EEXIST; to remove it cuts the first container off; another hardware address makes its neighbours talk to nobody for a while.',
      '同一网络的所有容器共用一个网桥，由第一个来的创建。再次创建会得到 EEXIST；删掉重建会断开第一个容器；换了硬件地址，邻居会有一阵子找不到人。',
    ),
    read: ['bridge(8)', 'netlink(7), NLM_F_EXCL'],
    hints: [
      text(
        'What does your plugin do when the bridge is there already?',
        '网桥已经存在时，你的插件怎么做？',
      ),
      text(
        'To look first and make it then leaves a gap: two may look at once. Make it, and let one error be fine.',
        '先看有没有再创建会留下空当：两个可能同时在看。直接创建，并把其中一种错误当作正常。',
      ),
      text(
        'Catch EEXIST, and only that; and choose the hardware address yourself, or the bridge takes that of a port.',
        '只捕获 EEXIST；硬件地址要自己选定，否则网桥会取某个端口的地址。',
      ),
    ],
  },
  NO_GATEWAY: {
    title: text(
      'The bridge does not have the gateway’s addresses',
      '网桥上没有网关的地址',
    ),
    because: text(
      'For its containers the host is the gateway. It is one by an address on the bridge, and by the prefix of it knows that the whole network is there.',
      '对容器来说宿主机就是网关：靠的是网桥上的地址；而它的前缀让宿主机知道整个网络都在那里。',
    ),
    read: ['ip-address(8)', 'CNI plugin bridge, "isGateway"'],
    hints: [
      text(
        'Compare the two lists: is an address missing, or is its prefix another one?',
        '对比两份清单：是少了地址，还是前缀不同？',
      ),
      text(
        'One range of each family is configured, and each has a gateway.',
        '每个地址族配置了一个范围，每个范围都有网关。',
      ),
      text(
        'Send RTM_NEWADDR once for each range, with the length of the subnet’s prefix in the header.',
        '对每个范围发送一次 RTM_NEWADDR，消息头里写子网的前缀长度。',
      ),
    ],
  },
  ADDRESS_WRONG: {
    title: text(
      'The container does not have its addresses',
      '容器没有得到它的地址',
    ),
    because: text(
      'The address tells others whom to answer; its prefix tells the container who can be reached without a gateway. An IPv6 address is of no use while the kernel still asks whether somebody else has it (tentative).',
      '地址让别人知道回复给谁；前缀让容器知道谁不经网关就能到达。IPv6 地址在内核还在询问有没有人占用时（tentative）不能使用。',
    ),
    read: ['rtnetlink(7)', 'ip-address(8)', 'RFC 4862, 5.4'],
    hints: [
      text(
        'Which differs: the address, the prefix, or its state?',
        '哪里不同：地址、前缀，还是状态？',
      ),
      text(
        'Addresses belong to the link inside: they are added by a socket that was opened in the container’s namespace.',
        '地址属于里面的网卡：要用在容器命名空间里打开的 socket 来添加。',
      ),
      text(
        'IFA_LOCAL and IFA_ADDRESS hold the address, the header the length of the prefix, IFA_FLAGS the wish to skip the question.',
        'IFA_LOCAL 和 IFA_ADDRESS 里是地址，消息头里是前缀长度，IFA_FLAGS 里写明跳过询问。',
      ),
    ],
  },
  NO_DEFAULT_ROUTE: {
    title: text(
      'The container does not know the way out',
      '容器不知道出去的路',
    ),
    because: text(
      'By its address a container reaches its own network. For all others the kernel needs a default route of that family, or it says ENETUNREACH.',
      '容器靠自己的地址只能到达自己的网络。到其他地方，每个地址族都需要一条默认路由，否则内核返回 ENETUNREACH。',
    ),
    read: ['rtnetlink(7), RTM_NEWROUTE', 'ip-route(8)'],
    hints: [
      text(
        'What does ip route print in the container, and ip -6 route?',
        '在容器里 ip route 和 ip -6 route 打印了什么？',
      ),
      text(
        'A default route is one to a network whose prefix has the length 0; its gateway has to be reachable already, so addresses come first and the link is up.',
        '默认路由就是目的网络前缀长度为 0 的路由；网关必须已经可达，所以先有地址、网卡已启用。',
      ),
      text(
        'RTM_NEWROUTE with RTA_GATEWAY and RTA_OIF, once for each family, from inside.',
        '在里面对每个地址族发送一次带 RTA_GATEWAY 和 RTA_OIF 的 RTM_NEWROUTE。',
      ),
    ],
  },
  NEIGHBOURS_CUT: {
    title: text(
      'Two containers of a network do not reach each other',
      '同一网络的两个容器不能互通',
    ),
    because: text(
      'Both are ports of one bridge, so a frame from one comes out at the other, unless a port is down, isolated, or the neighbour’s address is thought to be elsewhere.',
      '两者是同一网桥的端口，一个发出的帧会从另一个出来，除非端口关闭、被隔离，或者邻居的地址被当成在别处。',
    ),
    read: ['bridge(8)', 'ip-neighbour(8)', 'ip-link(8), "isolated"'],
    hints: [
      text(
        'How far does it come: is there an answer to ARP?',
        '走到了哪一步：ARP 有回应吗？',
      ),
      text(
        'ENETUNREACH comes from the route, EHOSTUNREACH from ARP, ECONNREFUSED from the other side; a timeout means that somebody drops it.',
        'ENETUNREACH 来自路由，EHOSTUNREACH 来自 ARP，ECONNREFUSED 来自对方；超时表示有人丢掉了它。',
      ),
      text(
        'bridge -d link shows every port with its state: look for isolated, and for what is not forwarding.',
        'bridge -d link 显示每个端口的状态：看有没有 isolated，有没有不在 forwarding 的。',
      ),
    ],
  },
  HOST_CUT: {
    title: text(
      'Container and host do not reach each other',
      '容器与宿主机不能互通',
    ),
    because: text(
      'The bridge is a link of the host’s as well, its own port. By an address on it the host takes part in the network.',
      '网桥本身也是宿主机的一块网卡，是宿主机自己的端口。有了地址，宿主机就参与这个网络。',
    ),
    read: ['bridge(8)', 'ip-address(8)', 'ip-route(8)'],
    hints: [
      text(
        'Does it fail in both directions, and in both families?',
        '是两个方向、两个地址族都失败吗？',
      ),
      text(
        'What does ip route get ADDRESS say on the host, for an address of the container?',
        '在宿主机上对容器的地址执行 ip route get ADDRESS，显示什么？',
      ),
      text(
        'Give the bridge the gateway’s address of each family, with the subnet’s prefix, and switch it on.',
        '给网桥加上每个地址族的网关地址，带子网的前缀，并启用它。',
      ),
    ],
  },
})
