/** What the starter says about firewall rules. */
import type { Text } from '#checker/check.ts'

export const rulePrompts: Readonly<Record<string, Text>> = {
  'lab-06-masquerade': {
    en: `Return the rule (chain, text, comment) by which a container goes out under the host's address.
  1. Which chain: where is it known by which link the packet leaves?
  2. Which packets: from this address, to others than those of its own network. Why not to those?
  3. Nor to groups (multicast). Count what is masqueraded: nft list ruleset shows it then.`,
    zh: `返回让容器用宿主机地址出去的规则（chain、text、comment）。
  1. 放在哪条链：在哪里才知道包从哪块网卡出去？
  2. 匹配哪些包：来自这个地址、发往自己网络之外的。为什么不包括网络之内的？
  3. 也不包括发往组播的。给它加上计数器：nft list ruleset 就能看到。`,
  },
  'lab-06-publish': {
    en: `Return the rule that leads a port of the host to the container.
  1. The chain is publish; the text begins with at, which says for which addresses of the host it is.
  2. Which protocol, which port of the host? Do not take TCP for granted.
  3. The target is the container's address and its port: formatEndpoint puts IPv6 into brackets. A table of both families wants to know which one dnat is for.`,
    zh: `返回把宿主机端口引到容器的规则。
  1. 链是 publish；规则以 at 开头，它说明针对宿主机的哪些地址。
  2. 哪个协议、宿主机的哪个端口？不要默认是 TCP。
  3. 目标是容器的地址和端口：formatEndpoint 会给 IPv6 加方括号。两个地址族共用的表要写明 dnat 是哪一族。`,
  },
  'lab-06-isolate': {
    en: `Return the rules about what may be forwarded to a bridge, in their order; the first that fits decides.
  1. Answers are let in already. Who else: those who come from the same bridge (iifname), and those whom a published port has led here (ct status).
  2. All others are dropped; count them, so that somebody who looks for lost packets finds them.
  3. Each rule has the chain of the bridge and the comment: by that DEL finds it.`,
    zh: `按顺序返回关于“什么可以转发到这个网桥”的规则；第一条匹配的决定结果。
  1. 回应已经放行。还有谁：来自同一网桥的（iifname），以及由发布的端口引来的（ct status）。
  2. 其余全部丢弃；加上计数，找丢包的人就能看到。
  3. 每条规则都有网桥的链和注释：DEL 靠它找到规则。`,
  },
  'lab-06-undo': {
    en: `Take back what ADD did for this container; whatever is gone already is as good.
  1. Its firewall rules; and those of the bridge, if nobody else is attached (isIdle).
  2. Its cable: the host's end is enough. Why does it not matter whether the container is still there?
  3. The bridge, if there is one and nobody needs it any more.
  4. What the kernel still remembers of connections with its addresses (forgetAddresses).
  5. Its lease, as the last of all: why?`,
    zh: `收回 ADD 为这个容器做的一切；已经没有了的也算成功。
  1. 它的防火墙规则；如果没有别人连着（isIdle），还有网桥的规则。
  2. 它的网线：删掉宿主机那一端就够了。为什么容器在不在都没关系？
  3. 网桥：如果存在，而且没有人再需要它。
  4. 内核还记得的、与它的地址有关的连接（forgetAddresses）。
  5. 它的租约放在最后：为什么？`,
  },
}
