/** Step 1: what can be wrong with a cable. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const vethDiagnoses = diagnosesOf({
  NOT_CONNECTED: {
    title: text(
      'No cable leads from the host into the container',
      '没有连通宿主机和容器的网线',
    ),
    because: text(
      'After ADD the network namespace of the container has to have a link of the name that CNI_IFNAME says, and its other end has to be on the host.',
      'ADD 之后，容器的网络命名空间里必须有 CNI_IFNAME 指定名字的网卡，它的另一端必须在宿主机上。',
    ),
    read: ['veth(4)', 'network_namespaces(7)', 'CNI SPEC.md, "ADD"'],
    hints: [
      text(
        'Were two ends made? Where is each of them, and what is it called?',
        '两端都创建了吗？各在哪里，叫什么名字？',
      ),
      text(
        'A veth comes as a pair. One end is moved by a message that holds a descriptor of the namespace, CNI_NETNS; its index may change on the way.',
        'veth 成对出现。用一条带有命名空间（CNI_NETNS）描述符的消息把其中一端移进去；它的编号可能随之改变。',
      ),
      text(
        'By hand, in the VM: ip link add h type veth peer name c; ip link set c netns NAME name eth0. Your plugin sends the same two messages.',
        '在虚拟机里手动做：ip link add h type veth peer name c; ip link set c netns NAME name eth0。你的插件发送的就是这两条消息。',
      ),
    ],
  },
  CABLE_SHARED: {
    title: text(
      'Two containers, but not two cables',
      '有两个容器，却没有两根网线',
    ),
    because: text(
      'The names of links are unique on the host. If the second container asks for the name of the first, the kernel refuses with EEXIST, or the first loses its cable.',
      '宿主机上网卡的名字是唯一的。如果第二个容器要用第一个的名字，内核会以 EEXIST 拒绝，或者第一个容器会失去它的网线。',
    ),
    read: ['ip-link(8)', 'CNI SPEC.md, "Parameters"'],
    hints: [
      text(
        'What is the name of the host’s end made of?',
        '宿主机那一端的名字由什么构成？',
      ),
      text(
        'A container is told apart by network, CNI_CONTAINERID and CNI_IFNAME together; a name has 15 bytes at most.',
        '容器由网络名、CNI_CONTAINERID 和 CNI_IFNAME 共同区分；名字最多 15 个字节。',
      ),
      text(
        'Shorten a digest of all three. DEL can compute it again without any record.',
        '取三者摘要的开头几位。DEL 不用任何记录就能重新算出来。',
      ),
    ],
  },
  MTU_DIFFERS: {
    title: text(
      'The ends of the cable do not take packets of the same size',
      '网线两端的 MTU 不一样',
    ),
    because: text(
      'A veth drops a packet that is larger than its other end takes, and tells nobody. Small packets pass, large ones vanish.',
      'veth 会丢掉对端收不下的大包，而且不告诉任何人：小包能过，大包消失。',
    ),
    read: ['veth(4)', 'netdevice(7)'],
    hints: [
      text(
        'Which of the two ends was told the MTU?',
        '两端中哪一端被告知了 MTU？',
      ),
      text(
        'Each end is described for itself: one in the message, the other in VETH_INFO_PEER.',
        '两端各自描述：一个在消息里，另一个在 VETH_INFO_PEER 里。',
      ),
      text(
        'Put IFLA_MTU among the attributes of both.',
        '在两端的属性里都写上 IFLA_MTU。',
      ),
    ],
  },
})
