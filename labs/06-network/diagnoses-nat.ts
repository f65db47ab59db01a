/** Steps 4 and 5: what can be wrong with translated addresses and ports. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const NAT = 'nft(8), "NAT STATEMENTS"'
const PORTMAP = 'CNI CONVENTIONS.md, "portMappings"'
const SYSCTL = 'Documentation/networking/ip-sysctl.rst'

export const natDiagnoses = diagnosesOf({
  NOT_FORWARDED: {
    title: text(
      'The host does not pass on what is not for itself',
      '宿主机不转发不是给自己的包',
    ),
    because: text(
      'A packet for somebody else is dropped unless the kernel is told to be a router, and that is said for each family and in each network namespace.',
      '给别人的包会被丢掉，除非告诉内核要做路由器；每个地址族、每个网络命名空间都要说一次。',
    ),
    read: [`${SYSCTL}, ip_forward`, 'ip-route(8)'],
    hints: [
      text(
        'Does it leave the container at all? Is there a default route?',
        '包离开容器了吗？有默认路由吗？',
      ),
      text(
        'net.ipv4.ip_forward and net.ipv6.conf.all.forwarding: what is in them on the host?',
        '宿主机上 net.ipv4.ip_forward 和 net.ipv6.conf.all.forwarding 里是什么？',
      ),
      text(
        'Write 1 into both, and look for a rule in a forward chain that drops.',
        '两个都写 1，再看 forward 链里有没有丢包的规则。',
      ),
    ],
  },
  NOT_MASQUERADED: {
    title: text(
      'The container goes out under its own address',
      '容器是用自己的地址出去的',
    ),
    because: text(
      'The packet arrives, but out there nobody has a route to the container’s address, so no answer comes back. Masquerading gives it the host’s address on its way out, and the kernel undoes that for the answers.',
      '包到了，但外面没有人有到容器地址的路由，回应回不来。地址伪装在出去时换成宿主机的地址，内核会为回来的包换回去。',
    ),
    read: [NAT, 'RFC 3022, 2.2'],
    hints: [
      text(
        'Whom did the other side see: the container, or the host?',
        '对方看到的是谁：容器还是宿主机？',
      ),
      text(
        'The rule has to be in a chain of type nat at the hook postrouting, once for each family. Does its counter count?',
        '规则要在 postrouting 钩子、类型为 nat 的链里，每个地址族一条。它的计数在增加吗？',
      ),
      text(
        'From the container’s address, to all but its own subnet: masquerade.',
        '来自容器的地址、发往自己子网以外的：masquerade。',
      ),
    ],
  },
  NOT_PUBLISHED: {
    title: text('A published port leads nowhere', '发布的端口通不到容器'),
    because: text(
      'From outside only the host’s address is known. Before it is decided where a packet goes, the destination has to become the container’s address and port.',
      '外面只认识宿主机的地址。在决定包往哪里走之前，目的地要换成容器的地址和端口。',
    ),
    read: [PORTMAP, NAT],
    hints: [
      text(
        'ECONNREFUSED or a timeout? The first comes from somebody who was reached.',
        '是 ECONNREFUSED 还是超时？前者说明到了某个地方。',
      ),
      text(
        'Two ports are in each mapping. Which one does the client turn to, and where does the server wait?',
        '每个映射有两个端口。客户端连的是哪个，服务器等在哪个上？',
      ),
      text(
        'Match the host port at prerouting, and dnat to the container’s address with containerPort.',
        '在 prerouting 匹配宿主机端口，dnat 到容器地址和 containerPort。',
      ),
    ],
  },
  UDP_FORGOTTEN: {
    title: text(
      'A port of UDP is published as if it were one of TCP',
      'UDP 端口被当成 TCP 发布了',
    ),
    because: text(
      'TCP and UDP have ports of their own: 53 of the one has nothing to do with 53 of the other. A mapping says which it is about.',
      'TCP 和 UDP 各有自己的端口：两个 53 互不相干。映射里写明是哪一种。',
    ),
    read: [PORTMAP, 'udp(7)'],
    hints: [
      text(
        'What is in protocol of that mapping?',
        '那个映射的 protocol 是什么？',
      ),
      text(
        'Look at the rule in nft list ruleset: which protocol does it match?',
        '在 nft list ruleset 里看那条规则：它匹配哪个协议？',
      ),
      text(
        'Put the protocol of the mapping in front of dport.',
        '把映射的 protocol 写在 dport 前面。',
      ),
    ],
  },
  IPV6_FORGOTTEN: {
    title: text('The port is published for IPv4 only', '端口只为 IPv4 发布了'),
    because: text(
      'A mapping without hostIP is for every address of the host, and half of them may be of IPv6. Each family needs a rule of its own, to the container’s address of that family.',
      '没有 hostIP 的映射针对宿主机的所有地址，其中也有 IPv6 的。每个地址族需要自己的规则，指向容器在该族的地址。',
    ),
    read: [PORTMAP, NAT],
    hints: [
      text('How many rules are there for one mapping?', '一个映射有几条规则？'),
      text(
        'The container has two addresses. Which of them does the rule lead to?',
        '容器有两个地址。规则指向哪一个？',
      ),
      text(
        'Make a rule for every pair of mapping and address that concern each other.',
        '对每一对相关的映射和地址都生成一条规则。',
      ),
    ],
  },
  NOT_FROM_HOST: {
    title: text(
      'The host itself does not reach the port it publishes',
      '宿主机自己到不了自己发布的端口',
    ),
    because: text(
      'What the host sends never comes by prerouting: that is for packets that come in. Its own pass the hook output.',
      '宿主机自己发出的包不经过 prerouting，那里只有进来的包；自己的包经过 output 钩子。',
    ),
    read: ['nft(8), "CHAINS", hooks', NAT],
    hints: [
      text(
        'From outside it works. Which way does a packet of the host’s own take?',
        '从外面可以。宿主机自己的包走哪条路？',
      ),
      text(
        'A chain of type nat can be at the hook output as well.',
        '类型为 nat 的链也可以挂在 output 钩子上。',
      ),
      text(
        'Let both hooks jump into one chain that holds the published ports.',
        '让两个钩子都跳到存放已发布端口的同一条链。',
      ),
    ],
  },
  NOT_BY_LOOPBACK: {
    title: text(
      'The port is not reached by 127.0.0.1',
      '用 127.0.0.1 到不了发布的端口',
    ),
    because: text(
      'The kernel lets nothing from or to 127.0.0.0/8 pass a real link. With route_localnet of the bridge it does, and the source has to become an address that the container can answer to.',
      '内核不让 127.0.0.0/8 的包经过真正的网卡。打开网桥的 route_localnet 才行，而且源地址要换成容器能回应的。',
    ),
    read: [`${SYSCTL}, route_localnet`, 'CVE-2020-8558'],
    hints: [
      text(
        'By the host’s other address it works. What is special about this one?',
        '用宿主机的另一个地址可以。这个地址有什么特别？',
      ),
      text(
        'net.ipv4.conf.BRIDGE.route_localnet lets it out; whom does the container see then?',
        'net.ipv4.conf.网桥.route_localnet 放它出去；这时容器看到的是谁？',
      ),
      text(
        'Set it to 1, masquerade what comes from 127.0.0.0/8 and was led to the container, and keep containers from using the same way back in.',
        '把它设为 1，对来自 127.0.0.0/8 且被引到容器的包做 masquerade，并防止容器沿同样的路进来。',
      ),
    ],
  },
  NO_WAY_BACK: {
    title: text(
      'A neighbour reaches the container, but the answer goes astray',
      '邻居到达了容器，但回应走错了路',
    ),
    because: text(
      'Client and server are in one network. The request went by the host, which changed its destination; the answer would go straight to the client, who asked somebody else and does not know this one.',
      '客户端和服务器在同一网络。请求经过宿主机时换了目的地；回应却直接回到客户端，而客户端问的是别人，不认识它。',
    ),
    read: ['RFC 4787, 6 (hairpinning)', 'bridge(8), "hairpin"', NAT],
    hints: [
      text(
        'From outside it works. Draw the way of the answer in both cases.',
        '从外面可以。把两种情况下回应的路画出来。',
      ),
      text(
        'If the container sees the host as the client, its answer comes by the host.',
        '如果容器看到的客户端是宿主机，回应就会经过宿主机。',
      ),
      text(
        'Masquerade what comes from the subnet, goes to the container, and was changed by dnat (ct status dnat).',
        '对来自子网、发往该容器、且经过 dnat 的（ct status dnat）做 masquerade。',
      ),
    ],
  },
  PORT_HIJACKED: {
    title: text(
      'A published port takes what is for others',
      '发布的端口截走了给别人的包',
    ),
    because: text(
      'A packet that only passes the host has a destination of its own. If a rule looks at the port alone, every server with that port, anywhere, becomes unreachable for containers.',
      '只是经过宿主机的包有自己的目的地。规则如果只看端口，容器就到不了任何地方同号端口的服务器了。',
    ),
    read: ['nft(8), "FIB EXPRESSIONS"', NAT],
    hints: [
      text(
        'What does the rule say about the destination’s address?',
        '规则对目的地址有什么要求？',
      ),
      text(
        'fib daddr type tells whether an address is one of this host.',
        'fib daddr type 可以判断地址是不是本机的。',
      ),
      text(
        'Jump into the chain of published ports only for type local.',
        '只有类型为 local 时才跳到已发布端口的链。',
      ),
    ],
  },
  CONFLICT_UNSEEN: {
    title: text(
      'A port that is taken was published once more',
      '已被占用的端口又发布了一次',
    ),
    because: text(
      'The kernel takes both rules, and the first one wins: the second container waits for ever. A program of the host that listens there is cut off without being told. So ADD has to look, and to refuse.',
      '两条规则内核都接受，先来的生效：第二个容器永远等不到。宿主机上在那里监听的程序也会被悄悄截断。所以 ADD 要先看，然后拒绝。',
    ),
    read: ['CNI SPEC.md, "Error"', 'bind(2), EADDRINUSE'],
    hints: [
      text(
        'Who has the port: another container, or a program?',
        '端口在谁手里：另一个容器，还是一个程序？',
      ),
      text(
        'Rules say what containers have published; for programs the only sure way is to try bind(2) oneself.',
        '规则里有容器发布了什么；对程序来说，唯一可靠的办法是自己试一下 bind(2)。',
      ),
      text(
        'Look at both before anything is changed, and throw portTaken.',
        '改动任何东西之前先看两者，冲突就抛出 portTaken。',
      ),
    ],
  },
})
