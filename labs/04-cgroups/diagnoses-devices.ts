/** Step 6: what can be wrong with the program that guards the devices. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const SPEC = 'runtime-spec config-linux.md, "Allowed Device list"'
const RST = 'Documentation/admin-guide/cgroup-v2.rst, "Device controller"'

export const devicesDiagnoses = diagnosesOf({
  DEVICES_REFUSED: {
    title: text(
      'With rules for devices, nothing runs',
      '有了设备规则之后什么也跑不起来',
    ),
    because: text(
      'The bundle has linux.resources.devices. Cgroup v2 has no file for that: the rules become a program of eBPF, which the kernel verifies before it loads it. Making, loading or attaching it failed.',
      'bundle 里有 linux.resources.devices。cgroup v2 没有对应的文件：规则要变成一段 eBPF 程序，内核验证之后才会加载。生成、加载或挂上它的时候失败了。',
    ),
    read: [SPEC, 'bpf(2), BPF_PROG_LOAD', RST],
    hints: [
      text(
        'What does the log of the verifier say, and at which instruction?',
        '验证器的日志说了什么？是在哪条指令？',
      ),
      text(
        'Jumps go forward only, every way must come to exit, and each register must be set before it is read.',
        '跳转只能向前，每条路都要走到 exit，寄存器在读之前必须先写。',
      ),
      text(
        'For each rule one mark ahead, to which it jumps if it is about something else; place it behind the rule.',
        '每条规则准备一个标记，规则与之无关就跳到那里；把标记放在规则之后。',
      ),
    ],
  },
  DEVICE_NODE_MISSING: {
    title: text(
      'A node is not there, so nobody can open it',
      '节点不在，谁也打不开',
    ),
    because: text(
      'linux.devices of the bundle has some nodes for /dev. At least one of them is missing, also for a program outside this cgroup: that is ENOENT, not EPERM.',
      'bundle 的 linux.devices 要在 /dev 里建几个节点。至少有一个不在，对这个 cgroup 之外的程序也一样：那是 ENOENT，不是 EPERM。',
    ),
    read: ['runtime-spec config-linux.md, "Devices"', 'mknod(2)'],
    hints: [
      text(
        'Do the checks of lab 03 on /dev pass?',
        '实验 03 里关于 /dev 的检查通过吗？',
      ),
      text(
        'The filter is asked at mknod(2) as well. The container’s own child makes the nodes, and it is in the cgroup already.',
        'mknod(2) 时也会询问过滤器。节点由容器自己的子进程创建，而它已经在 cgroup 里了。',
      ),
      text(
        'Creating any node is allowed by the default rules: m for every b and c.',
        '默认规则允许创建任何节点：对所有 b 和 c 允许 m。',
      ),
    ],
  },
  DEVICE_OPEN: {
    title: text('A denied device can be opened', '被禁止的设备能打开'),
    because: text(
      'A node is only a name; whoever may make nodes makes one for the disk of the host. What decides is the filter of the cgroup, which here said yes to a device that the rules deny.',
      '节点只是个名字；能创建节点的人就能给宿主机的磁盘建一个。起决定作用的是 cgroup 的过滤器，而它放行了规则禁止的设备。',
    ),
    read: [SPEC, RST],
    hints: [
      text(
        'Is the filter attached, and what does it answer where no rule fits?',
        '过滤器挂上了吗？没有规则符合时它回答什么？',
      ),
      text(
        'The answer is r0 at exit: 0 is EPERM. Which rules did the device get past?',
        '答案是 exit 时的 r0：0 就是 EPERM。这个设备越过了哪些规则？',
      ),
      text(
        'A rule of type "a" or without type is about every device, and without major and minor about every number: no comparison for what is not said.',
        '类型是 “a” 或没写类型的规则针对所有设备，没写 major、minor 就针对所有号码：没说的就不比较。',
      ),
    ],
  },
  DEVICE_CLOSED: {
    title: text(
      'A device that is allowed cannot be opened',
      '允许的设备打不开',
    ),
    because: text(
      'A rule of the bundle allows the device, or it is one that every container has, as /dev/null; and the kernel still answers EPERM.',
      'bundle 的某条规则允许这个设备，或者它是 /dev/null 那样每个容器都有的设备，但内核还是回答 EPERM。',
    ),
    read: [SPEC, 'runtime-spec config-linux.md, "Default Devices"'],
    hints: [
      text(
        'Which of your comparisons fails for it: type, major, minor or access?',
        '对它来说是哪个比较不成立：类型、主设备号、次设备号，还是访问方式？',
      ),
      text(
        'Type and access come in one number, 16 bits each; 1 is a block device and 2 a character device; mknod 1, read 2, write 4.',
        '类型和访问方式在同一个数里，各 16 位；1 是块设备，2 是字符设备；mknod 为 1，读为 2，写为 4。',
      ),
      text(
        'Take the bits of the rule from those that are still asked for; when none is left, jump to yes.',
        '从还在问的位里去掉规则允许的位；一个都不剩时跳到 yes。',
      ),
    ],
  },
  DEVICE_ACCESS_IGNORED: {
    title: text(
      'A device that may only be read can be written',
      '只许读的设备可以写',
    ),
    because: text(
      'access says which of r, w and m a rule is about. A rule that allows r says nothing about w, and without another rule that is no.',
      'access 说明规则针对 r、w、m 中的哪些。允许 r 的规则没有说到 w，没有别的规则时就是不允许。',
    ),
    read: [SPEC],
    hints: [
      text(
        'Does your rule look at what is asked for?',
        '你的规则看过对方要的是什么吗？',
      ),
      text(
        'open(2) for reading and writing asks for both bits at once. All of them have to be allowed.',
        '以读写方式 open(2) 会同时问两个位。必须全都被允许。',
      ),
      text(
        'An allowing rule clears its own bits of what is asked for, and only says yes when none is left.',
        '允许的规则清掉所问的位里属于自己的那些，只有一个都不剩时才说 yes。',
      ),
    ],
  },
  DEVICE_RULE_ORDER: {
    title: text(
      'Of several rules about a device, another than the last counts',
      '同一设备有多条规则时，算数的不是最后一条',
    ),
    because: text(
      'Rules are applied in their order, so that a later one takes back an earlier one. Docker relies on it: first everything is denied, then some are allowed.',
      '规则按顺序生效，后面的会推翻前面的。Docker 就靠这一点：先全部禁止，再逐个允许。',
    ),
    read: [SPEC],
    hints: [
      text(
        'Which rule does your filter come to first?',
        '你的过滤器先遇到的是哪条规则？',
      ),
      text(
        'Whoever answers at the first rule that fits has to begin with the last one.',
        '如果遇到第一条符合的规则就作答，就必须从最后一条开始看。',
      ),
      text(
        'A denying rule jumps to no as soon as one of its bits is asked for; an allowing one to yes, once none is left. The list comes to you in reverse.',
        '禁止的规则只要有一个位被问到就跳到 no；允许的规则在一个位都不剩时跳到 yes。列表是倒着给你的。',
      ),
    ],
  },
})
