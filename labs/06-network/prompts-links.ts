/** What the starter says about links, addresses and routes. */
import type { Text } from '#checker/check.ts'

export const linkPrompts: Readonly<Record<string, Text>> = {
  'lab-06-veth': {
    en: `Make a pair of links by one message.
  1. Which message makes a link, and which flags say that it must be new?
  2. The attributes of our own end are there. Below IFLA_LINKINFO stands which kind of link it is.
  3. The other end is described below IFLA_INFO_DATA, in VETH_INFO_PEER: what stands before its attributes there?`,
    zh: `用一条消息创建一对网卡。
  1. 哪条消息创建网卡？哪些标志表示必须是新的？
  2. 我们这一端的属性已经有了。IFLA_LINKINFO 之下写明它是哪种网卡。
  3. 另一端在 IFLA_INFO_DATA 里的 VETH_INFO_PEER 中描述：那里的属性之前还有什么？`,
  },
  'lab-06-move': {
    en: `Move the link, and give it its name in the same message.
  1. Which message changes a link that is there, and how does it say which one?
  2. Which attribute takes the descriptor of a namespace?
  3. Why not rename first: who else may have that name on the host?`,
    zh: `移动网卡，并在同一条消息里改名。
  1. 哪条消息修改已有的网卡？它怎样说明是哪一个？
  2. 哪个属性接受命名空间的描述符？
  3. 为什么不先改名：宿主机上还有谁可能叫这个名字？`,
  },
  'lab-06-bridge': {
    en: `Make the bridge, unless it is there.
  1. It is a link like any other; what is its kind called?
  2. Its name and its hardware address go into the same message.
  3. Two containers may come at once. Which error says that somebody came first, and what do you return then?`,
    zh: `创建网桥，除非它已经存在。
  1. 它和别的网卡一样；它的类型叫什么？
  2. 名字和硬件地址写在同一条消息里。
  3. 两个容器可能同时到来。哪个错误表示别人抢先了？这时返回什么？`,
  },
  'lab-06-address': {
    en: `Add the address to the link.
  1. Which message, which flags? The caller says what to do if it is there already.
  2. The header holds family, length of the prefix and index of the link.
  3. IPv4 wants the address in two attributes; on a link with many hosts both are the same.
  4. We lease addresses: nobody has to be asked whether one is taken (IFA_F_NODAD).`,
    zh: `给网卡加上地址。
  1. 用哪条消息、哪些标志？已经有这个地址时怎么办，由调用者决定。
  2. 消息头里是地址族、前缀长度和网卡编号。
  3. IPv4 要在两个属性里写地址；在有许多主机的链路上两者相同。
  4. 地址是我们分配的：不需要再问别人是否占用（IFA_F_NODAD）。`,
  },
  'lab-06-route': {
    en: `Add the route.
  1. Which message, and which flags, if a second default route is to be an error?
  2. The header holds family, length of the prefix, table, protocol, scope and type.
  3. Destination and gateway are in the attributes already. Which attribute says by which link?`,
    zh: `添加路由。
  1. 用哪条消息？如果第二条默认路由应当报错，要哪些标志？
  2. 消息头里是地址族、前缀长度、路由表、协议、范围和类型。
  3. 目的地和网关已经在属性里。哪个属性说明走哪块网卡？`,
  },
}
