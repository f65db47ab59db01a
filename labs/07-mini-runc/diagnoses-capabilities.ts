/** Step 4: what can be wrong with the five sets. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const capabilitiesDiagnoses = diagnosesOf({
  BOUNDING_NOT_REDUCED: {
    title: text(
      'The bounding set allows more than the bundle',
      '边界集允许的比 bundle 多',
    ),
    because: text(
      'For root, execve adds the bounding set to what is permitted. So as long as it is whole, every other set may be empty: root has all again.',
      '对 root 来说，execve 会把边界集加进许可集。所以只要它还是完整的，别的集合再空也没用：root 又什么都有了。',
    ),
    read: ['capabilities(7), "Capability bounding set"', 'prctl(2)'],
    hints: [
      text(
        'Which call makes the bounding set smaller, and for how many at a time?',
        '哪个调用能缩小边界集，一次缩小几个？',
      ),
      text(
        'There is no call that sets it. One can only drop, one capability after another.',
        '没有一次设置它的调用。只能一个一个地去掉。',
      ),
      text(
        'For each of "dropped": prctl with PR_CAPBSET_DROP, while the process may still do so.',
        '对 "dropped" 里的每一个，用 PR_CAPBSET_DROP 调用 prctl，要趁进程还有这个权利。',
      ),
    ],
  },
  BOUNDING_WRONG: {
    title: text(
      'The bounding set lacks what the bundle allows',
      '边界集缺少 bundle 允许的权限',
    ),
    because: text(
      'What is not in the bounding set can never be had again, by nobody in the container. The bundle allows it.',
      '不在边界集里的权限，容器里谁也不可能再得到。而 bundle 是允许的。',
    ),
    read: ['capabilities(7), "Capability bounding set"'],
    hints: [
      text(
        'Which names are missing, and in which sets of the bundle are they?',
        '缺了哪些名字？它们在 bundle 的哪些集合里？',
      ),
      text(
        'The bounding set has a list of its own, independent of the others.',
        '边界集有自己的列表，与其他集合无关。',
      ),
      text(
        'Drop exactly what the process has and the list "bounding" has not.',
        '只去掉进程有而 "bounding" 列表里没有的那些。',
      ),
    ],
  },
  BOUNDING_TOO_LATE: {
    title: text(
      'The bounding set is reduced when it is too late',
      '缩小边界集时已经太晚',
    ),
    because: text(
      'To drop from the bounding set takes CAP_SETPCAP. Whoever is not root any more has no effective capabilities, and gets EPERM.',
      '从边界集里去掉权限需要 CAP_SETPCAP。不再是 root 的进程没有任何生效的权限，于是得到 EPERM。',
    ),
    read: ['prctl(2), PR_CAPBSET_DROP', 'capabilities(7)'],
    hints: [
      text(
        'Where in your order does the process stop being root?',
        '在你的顺序里，进程什么时候不再是 root？',
      ),
      text(
        'First what needs rights, then who one is, then what is left.',
        '先做需要权限的事，再改变身份，最后设置剩下的。',
      ),
      text('Drop before become() is called.', '在调用 become() 之前去掉。'),
    ],
  },
  INHERITABLE_WRONG: {
    title: text('The inheritable set is another one', '可继承集不对'),
    because: text(
      'Inheritable capabilities pass execve only together with a file that has them, or with the ambient set. capset sets them beside permitted and effective, by a third mask.',
      '可继承的权限要与文件的权限或环境集一起才能经过 execve。capset 用第三个掩码把它们与许可集、生效集一起设置。',
    ),
    read: ['capset(2)', 'capabilities(7), "Thread capability sets"'],
    hints: [
      text(
        'Which set of the bundle has the names that the evidence shows?',
        '证据里显示的名字在 bundle 的哪个集合里？',
      ),
      text(
        'Three masks, three lists: effective, permitted, inheritable.',
        '三个掩码，三个列表：生效、许可、可继承。',
      ),
      text(
        'Give capabilityData the sets as they are; it packs them in the order of the kernel.',
        '把这些集合原样交给 capabilityData，它会按内核的顺序打包。',
      ),
    ],
  },
  RIGHTS_WRONG: {
    title: text(
      'After execve the program has other capabilities',
      'execve 之后程序的权限不对',
    ),
    because: text(
      'What is permitted after execve follows from what was there before: for root, bounding and inheritable; for others, ambient. The kernel shows something else than comes out of the bundle.',
      'execve 之后许可什么，由之前的集合决定：root 看边界集和可继承集，别人看环境集。内核显示的与 bundle 推出的结果不同。',
    ),
    read: [
      'capabilities(7), "Transformation of capabilities during execve()"',
      'capabilities(7), "Capabilities and execution of programs by root"',
    ],
    hints: [
      text(
        'Compare each line of the evidence with what the bundle asks for.',
        '把证据的每一行与 bundle 的要求比较。',
      ),
      text(
        'Was one of the sets changed after it had been set: by a change of the user, or by a second call?',
        '有没有哪个集合设好之后又被改了：被改变用户，还是被第二次调用？',
      ),
      text(
        'bounding, become, capset, ambient: nothing that touches a set may come between or after.',
        '边界集、become、capset、环境集：中间和之后都不能再有影响这些集合的调用。',
      ),
    ],
  },
  AMBIENT_NOT_RAISED: {
    title: text(
      'The ambient set is not that of the bundle',
      '环境集不是 bundle 给出的',
    ),
    because: text(
      'Whoever is not root keeps through execve only what is ambient. That set is not part of capset: it came later and has a call of its own.',
      '不是 root 的进程经过 execve 只保留环境集里的权限。这个集合不在 capset 里：它出现得更晚，有自己的调用。',
    ),
    read: ['prctl(2), PR_CAP_AMBIENT', 'capabilities(7), "Ambient"'],
    hints: [
      text(
        'Which of the five sets does capset not know?',
        '五个集合里哪一个是 capset 不认识的？',
      ),
      text(
        'Each ambient capability is raised by itself, after it is permitted and inheritable.',
        '每个环境权限要单独提升，而且要在它已被许可、可继承之后。',
      ),
      text(
        'For each of "ambient": prctl with PR_CAP_AMBIENT and PR_CAP_AMBIENT_RAISE, as the last of all.',
        '对 "ambient" 里的每一个，用 PR_CAP_AMBIENT 和 PR_CAP_AMBIENT_RAISE 调用 prctl，放在最后。',
      ),
    ],
  },
  AMBIENT_TOO_EARLY: {
    title: text(
      'The ambient set is raised before it can be',
      '环境集提升得太早',
    ),
    because: text(
      'The kernel keeps ambient a part of both permitted and inheritable. What is in one of them only cannot be raised: EPERM.',
      '内核保证环境集同时是许可集和可继承集的一部分。只在其中一个里的权限不能提升：EPERM。',
    ),
    read: ['prctl(2), PR_CAP_AMBIENT', 'capabilities(7)'],
    hints: [
      text(
        'At the time of the failing call, which set does not have the capability yet?',
        '失败的那个调用执行时，哪个集合还没有这项权限？',
      ),
      text(
        'Inheritable is empty at the start, and only capset fills it.',
        '可继承集一开始是空的，只有 capset 才会填它。',
      ),
      text(
        'Raise after capset, not before.',
        '在 capset 之后提升，不要在之前。',
      ),
    ],
  },
  RIGHTS_LOST_WITH_ROOT: {
    title: text(
      'With root, all capabilities went',
      '不再是 root，权限也全没了',
    ),
    because: text(
      'When the user stops being 0 the kernel empties permitted, effective and ambient. capset can only give what is permitted: nothing, so EPERM.',
      '用户不再是 0 时，内核会清空许可集、生效集和环境集。capset 只能给出许可集里有的：什么也没有，所以 EPERM。',
    ),
    read: [
      'capabilities(7), "Effect of user ID changes on capabilities"',
      'prctl(2), PR_SET_KEEPCAPS',
    ],
    hints: [
      text(
        'What does the process have right after its user has changed?',
        '用户改变之后，进程马上还有什么？',
      ),
      text(
        'A flag of the process says that the permitted set is to stay; execve clears the flag.',
        '进程有一个标志，说明许可集要保留；execve 会清除这个标志。',
      ),
      text(
        'Set PR_SET_KEEPCAPS to 1 before become().',
        '在 become() 之前把 PR_SET_KEEPCAPS 设为 1。',
      ),
    ],
  },
  FORBIDDEN_DEED: {
    title: text(
      'The program did what it has no right to',
      '程序做了它无权做的事',
    ),
    because: text(
      'The kernel shows the traces of a call that takes a capability which the bundle does not give. So the process had it all the same.',
      '内核显示了某个调用的痕迹，而它需要的权限 bundle 并没有给。所以进程其实还是有这项权限。',
    ),
    read: ['capabilities(7)'],
    hints: [
      text(
        'For which user did it happen: for root, or for somebody else?',
        '是哪个用户做成的：root，还是别人？',
      ),
      text(
        'Sets that are only taken away from some users are still there for the others.',
        '只对某些用户拿走的权限，别的用户就还留着。',
      ),
      text(
        'Take the capabilities of every process whose bundle has the member, whoever it runs as.',
        '只要 bundle 有这个成员，无论以谁的身份运行，都要处理权限。',
      ),
    ],
  },
  ALLOWED_DEED_FAILS: {
    title: text(
      'The program cannot do what it has the right to',
      '程序做不成它有权做的事',
    ),
    because: text(
      'The bundle gives the capability, and the call that takes it left no trace. Something else was in its way: an error that the evidence names.',
      'bundle 给了这项权限，但需要它的调用没有留下痕迹。是别的东西挡住了它：证据里有错误名。',
    ),
    read: ['capabilities(7)'],
    hints: [
      text('Which error did the call return?', '这个调用返回了什么错误？'),
      text(
        'EPERM points to a set that is too small; EROFS or EACCES to the filesystem.',
        'EPERM 说明集合太小；EROFS 或 EACCES 说明是文件系统的问题。',
      ),
      text(
        'Look at the sets in /proc/<pid>/status, with capsh --decode.',
        '用 capsh --decode 查看 /proc/<pid>/status 里的集合。',
      ),
    ],
  },
  EMPTY_MEANS_ALL: {
    title: text('Empty sets were not taken at their word', '没有把空集合当真'),
    because: text(
      'The bundle has the member, and its lists are empty or hold nothing that this kernel knows. That means none: a program that is root and can do nothing that root alone may.',
      'bundle 有这个成员，列表为空，或者里面没有内核认识的名字。这就是一个也不给：程序是 root，却做不了任何只有 root 才能做的事。',
    ),
    read: ['runtime-spec config.md, "capabilities"', 'capabilities(7)'],
    hints: [
      text(
        'What does your code make of a list without entries?',
        '你的代码怎样处理没有内容的列表？',
      ),
      text(
        'No member, and a member that is empty, are two different wishes.',
        '没有这个成员，与成员为空，是两个不同的要求。',
      ),
      text(
        'Begin with 0n and add a bit for each name: without names it stays 0n.',
        '从 0n 开始，每个名字加一位：没有名字就还是 0n。',
      ),
    ],
  },
  UNKNOWN_CAPABILITY: {
    title: text(
      'A name that nobody knows stopped the container',
      '一个谁也不认识的名字让容器停下了',
    ),
    because: text(
      'Kernels get new capabilities, and bundles name them before a machine has them. What cannot be granted is a warning, and no reason to fail.',
      '内核会增加新的权限，bundle 里的名字可能比机器还新。给不了的只要警告，不是失败的理由。',
    ),
    read: ['runtime-spec config.md, "capabilities"'],
    hints: [
      text(
        'Read which name the runtime stumbled over.',
        '看运行时卡在哪个名字上。',
      ),
      text(
        'Not to have something is the safe side: leave it out.',
        '没有某项权限是安全的一边：略过它。',
      ),
      text(
        'Drop names without a number, and numbers above the last of this kernel.',
        '去掉没有编号的名字，以及超过本内核最后一个编号的。',
      ),
    ],
  },
})
