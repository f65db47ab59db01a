/** Step 3: what can be wrong with addresses and with the result. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const HOST_LOCAL = 'https://www.cni.dev/plugins/current/ipam/host-local/'

export const ipamDiagnoses = diagnosesOf({
  LEASE_OUTSIDE: {
    title: text(
      'An address was given away that is not to be had',
      '分出了不该分的地址',
    ),
    because: text(
      'Only what lies between rangeStart and rangeEnd may be given away, and of these not the gateway’s: two with one address answer in turn, and nobody gets through.',
      '只有 rangeStart 到 rangeEnd 之间的地址可以分出，其中网关的也不行：两台机器用一个地址会轮流应答，谁都不通。',
    ),
    read: [HOST_LOCAL],
    hints: [
      text(
        'Which address is the strange one: outside the range, or the gateway’s?',
        '奇怪的是哪个地址：在范围之外，还是网关的？',
      ),
      text(
        'The gateway may lie inside the range; it is skipped wherever it is.',
        '网关可能在范围里面；无论在哪里都要跳过。',
      ),
      text(
        'Take addresses from addressesAfter only: it leaves the gateway out.',
        '只从 addressesAfter 取地址：它会跳过网关。',
      ),
    ],
  },
  LEASED_TWICE: {
    title: text(
      'Two containers have the same address',
      '两个容器拿到了同一个地址',
    ),
    because: text(
      'To look whether an address is free and to take it are two steps. Whoever comes in between sees it free as well, unless both happen under one exclusive lock.',
      '看地址是否空闲和占用它是两步。在两步之间来的人也会看到它空闲，除非两步都在同一把排他锁里。',
    ),
    read: ['flock(2), LOCK_EX', HOST_LOCAL],
    hints: [
      text(
        'Does it happen to containers that come one after another as well?',
        '一个接一个来的容器也会这样吗？',
      ),
      text(
        'Where is the lease written down, and does the next one read that?',
        '租约写在哪里？下一个会读到它吗？',
      ),
      text(
        'flock the folder with LOCK_EX, read all leases, choose one that is not among them, write it, and only then unlock.',
        '用 LOCK_EX 锁住目录，读出全部租约，选一个不在其中的，写下它，然后才解锁。',
      ),
    ],
  },
  POOL_OVERDRAWN: {
    title: text(
      'No clear error when there is no address left',
      '地址用完时没有明确的错误',
    ),
    because: text(
      'A runtime can only tell its user what the plugin told it: an exit status that is not 0 and, on standard output, a JSON object with code and msg. To give an address that somebody has is worse than to give none.',
      '运行时只能转告插件说的话：非 0 的退出状态，以及标准输出上带 code 和 msg 的 JSON 对象。把别人的地址给出去比不给更糟。',
    ),
    read: ['CNI SPEC.md, "Error"', HOST_LOCAL],
    hints: [
      text(
        'What did the last ADD print, on which stream, and what was its exit status?',
        '最后那个 ADD 打印了什么，在哪个流上，退出状态是多少？',
      ),
      text(
        'Once around the whole set is enough. When that finds nothing there is nothing.',
        '把集合走一圈就够了；一圈找不到就是没有。',
      ),
      text(
        "Throw new CniError('poolExhausted', …) after the loop; mini-cni prints it.",
        "循环之后 throw new CniError('poolExhausted', …)；mini-cni 会把它打印出来。",
      ),
    ],
  },
  WISH_IGNORED: {
    title: text(
      'A wish for an address is not obeyed',
      '指名要的地址没有处理好',
    ),
    because: text(
      'Who asks for an address needs this one: others know it. It is given if it is free and in the range; otherwise the ADD fails, for any other address would be of no use.',
      '指名要某个地址，是因为别人认得它。空闲且在范围内就给，否则 ADD 失败：别的地址没有用。',
    ),
    read: ['CNI CONVENTIONS.md, "CNI_ARGS"', HOST_LOCAL],
    hints: [
      text(
        'Which of the two is wrong: the first container, or the second?',
        '两个里哪个不对：第一个容器，还是第二个？',
      ),
      text(
        'The wish is in CNI_ARGS as IP=…, or in runtimeConfig.ips.',
        '愿望写在 CNI_ARGS 的 IP=… 里，或 runtimeConfig.ips 里。',
      ),
      text(
        'Look for the wanted address among the leases first; if somebody has it, that is an error with code and words.',
        '先在租约里找这个地址；有人在用就是错误，要有 code 和说明。',
      ),
    ],
  },
  RESULT_WRONG: {
    title: text(
      'ADD tells something else than it made',
      'ADD 报告的与它做的不一致',
    ),
    because: text(
      'The result is all that a runtime knows: from it come docker inspect, /etc/hosts, and the prevResult of CHECK. Each address refers to an interface by its index in the list, and an interface with a sandbox is one in the container.',
      '运行时只知道这个结果：docker inspect、/etc/hosts 和 CHECK 的 prevResult 都来自它。每个地址用列表下标指向一个接口；带 sandbox 的接口是容器里的。',
    ),
    read: ['CNI SPEC.md, "Section 5: Result Types"'],
    hints: [
      text(
        'Compare name, hardware address, addresses and gateways, one by one.',
        '逐项对比名字、硬件地址、地址和网关。',
      ),
      text(
        'interface in ips counts from 0: bridge, host’s end, container’s end.',
        'ips 里的 interface 从 0 数起：网桥、宿主机一端、容器一端。',
      ),
      text(
        'The sandbox is CNI_NETNS as it was given; only the container’s end has one.',
        'sandbox 就是传进来的 CNI_NETNS；只有容器那一端有。',
      ),
    ],
  },
})
