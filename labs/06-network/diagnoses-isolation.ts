/** Step 7: what can be wrong with two networks. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const VERDICTS = 'nft(8), "VERDICT STATEMENTS"'
const CONNTRACK = 'nft(8), "CONNTRACK EXPRESSIONS"'

export const isolationDiagnoses = diagnosesOf({
  NOT_APART: {
    title: text(
      'Containers of different networks reach each other',
      '不同网络的容器可以互通',
    ),
    because: text(
      'The host has an address on both bridges and forwards: it is a router between them. Networks are apart only if its forward hook says so.',
      '宿主机在两个网桥上都有地址，又会转发：它就是两者之间的路由器。只有 forward 钩子拦住，网络才是隔开的。',
    ),
    read: ['nft(8), "CHAINS"', VERDICTS],
    hints: [
      text(
        'Which rule does the packet meet on its way, and what does it say?',
        '包在路上遇到哪条规则？它怎么说？',
      ),
      text(
        'A rule that accepts ends its chain; whatever comes after it is not asked. Without any verdict the policy counts.',
        'accept 的规则结束本链，后面的不再问；没有裁决时按默认策略。',
      ),
      text(
        'At the end of the chain of a bridge: drop, of both families.',
        '在网桥的链末尾：两个地址族都 drop。',
      ),
    ],
  },
  MIDDLE_CUT: {
    title: text(
      'The container on both networks does not reach both',
      '两个网络都在的容器没有连通两边',
    ),
    because: text(
      'It is attached twice, by two ADDs with the same CNI_CONTAINERID and another CNI_IFNAME: two cables, two addresses, two leases. In each network it is a neighbour like any other.',
      '它被连接了两次：两个 ADD 的 CNI_CONTAINERID 相同、CNI_IFNAME 不同；两根网线、两个地址、两个租约。在每个网络里它都是普通的邻居。',
    ),
    read: ['CNI SPEC.md, "Parameters"', 'bridge(8)'],
    hints: [
      text(
        'Did both ADDs succeed? Which direction fails?',
        '两个 ADD 都成功了吗？哪个方向失败？',
      ),
      text(
        'Names on the host are made of network, container and interface; otherwise the second takes the place of the first.',
        '宿主机上的名字由网络、容器、接口共同构成，否则第二个会占了第一个的位置。',
      ),
      text(
        'With br_netfilter the frames between ports of one bridge come by the forward hook too: accept what comes from the same bridge.',
        '有 br_netfilter 时，同一网桥端口之间的帧也经过 forward 钩子：来自同一网桥的要 accept。',
      ),
    ],
  },
  ANSWERS_DROPPED: {
    title: text(
      'A container gets no answers from outside',
      '容器收不到外面的回应',
    ),
    because: text(
      'The answer comes from a link that is not the bridge, like any stranger. Only connection tracking knows that somebody inside has asked.',
      '回应来自网桥以外的网卡，看起来和陌生人一样。只有连接跟踪知道是里面的人先问的。',
    ),
    read: [CONNTRACK, VERDICTS],
    hints: [
      text(
        'The request goes out. Which chain does the answer come by?',
        '请求出去了。回应经过哪条链？',
      ),
      text(
        'ct state tells new connections from those that are known.',
        'ct state 能区分新连接和已知的连接。',
      ),
      text(
        'Before anything is dropped: ct state established,related accept.',
        '在丢弃之前：ct state established,related accept。',
      ),
    ],
  },
  PUBLISHED_SHUT: {
    title: text(
      'Isolation shuts the published port as well',
      '隔离把发布的端口也关上了',
    ),
    because: text(
      'When a packet reaches the forward hook its destination has been changed already: it looks like one for the container. That it came by a published port is known to connection tracking only.',
      '包到 forward 钩子时目的地已经换过了，看起来就是直接发给容器的。只有连接跟踪知道它是从发布的端口来的。',
    ),
    read: [CONNTRACK, 'nft(8), "NAT STATEMENTS"'],
    hints: [
      text(
        'Does the port work as long as nothing is isolated?',
        '不隔离的时候端口通吗？',
      ),
      text(
        'ct status has a flag for connections whose destination was changed.',
        'ct status 有一个标志表示目的地被换过的连接。',
      ),
      text(
        'Accept ct status dnat, before the rule that drops.',
        '在丢弃的规则之前接受 ct status dnat。',
      ),
    ],
  },
  OPEN_TO_OUTSIDE: {
    title: text(
      'Whoever has a route reaches every port of a container',
      '有路由的人能到达容器的任何端口',
    ),
    because: text(
      'That nobody outside knows the way is no protection: a neighbour of the host can add a route by it. What was not published is to stay closed.',
      '外面的人不知道路并不算保护：宿主机的邻居可以加一条经过它的路由。没有发布的应当是关着的。',
    ),
    read: [VERDICTS, 'ip-route(8)'],
    hints: [
      text(
        'By which link does it come in, and which rule is about that link?',
        '它从哪块网卡进来？哪条规则管这块网卡？',
      ),
      text(
        'A rule that names the links to be dropped forgets those that nobody thought of.',
        '列出要丢弃的网卡，就会漏掉没想到的。',
      ),
      text(
        'Name who is let in, and drop all others.',
        '列出可以放行的，其余全部丢弃。',
      ),
    ],
  },
})
