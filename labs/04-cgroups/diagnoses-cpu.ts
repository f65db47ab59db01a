/** Step 2: what can be wrong with processor time. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const RST = 'Documentation/admin-guide/cgroup-v2.rst, "CPU Interface Files"'

export const cpuDiagnoses = diagnosesOf({
  CPU_REFUSED: {
    title: text(
      'With settings for the CPU, nothing runs',
      '有了 CPU 设置之后什么也跑不起来',
    ),
    because: text(
      'The bundle has linux.resources.cpu. Turning it into files of the cgroup, or writing one of them, failed.',
      'bundle 里有 linux.resources.cpu。把它变成 cgroup 文件，或写其中某个文件时失败了。',
    ),
    read: [RST, 'runtime-spec config-linux.md, "CPU"'],
    hints: [
      text(
        'Which file was written, and what? Standard error says it.',
        '写的是哪个文件，写了什么？标准错误里有。',
      ),
      text(
        'EINVAL is a value that the kernel does not take: a burst above the quota, a weight outside 1 to 10000, a period below 1000.',
        'EINVAL 表示内核不接受这个值：burst 大于 quota，权重不在 1 到 10000 之间，period 小于 1000。',
      ),
      text(
        'cpu.max first, then cpu.max.burst: a burst is checked against the quota that stands.',
        '先写 cpu.max，再写 cpu.max.burst：burst 会和当时的 quota 比较。',
      ),
    ],
  },
  QUOTA_IGNORED: {
    title: text(
      'The program gets more or less CPU than its quota',
      '程序得到的 CPU 多于或少于它的配额',
    ),
    because: text(
      'A quota is an amount of CPU time for each period. When it is used up, the kernel lets none of the processes run until the next period, and counts that as throttled.',
      '配额是每个周期里可以用的 CPU 时间。用完之后，内核不让任何一个进程运行，直到下一个周期，并记为一次 throttled。',
    ),
    read: [RST, 'Documentation/scheduler/sched-bwc.rst'],
    hints: [
      text(
        'What is in cpu.max of the leaf? "max" means no quota.',
        '叶子的 cpu.max 里是什么？“max” 表示没有配额。',
      ),
      text(
        'quota divided by period is the number of CPUs: 20000 of 100000 is a fifth of one.',
        'quota 除以 period 就是 CPU 个数：100000 里的 20000 是五分之一个。',
      ),
      text(
        'cpu.max takes both in one line: quota, space, period.',
        'cpu.max 用一行写两个数：quota，空格，period。',
      ),
    ],
  },
  QUOTA_SWAPPED: {
    title: text('Quota and period are swapped', 'quota 和 period 写反了'),
    because: text(
      'cpu.max wants the quota first. The other way round, the amount is larger than the period: more than one CPU, so hardly a limit.',
      'cpu.max 里先写 quota。写反了，时间量就比周期还大：超过一个 CPU，几乎等于没有限制。',
    ),
    read: [RST, 'runtime-spec config-linux.md, "CPU"'],
    hints: [
      text(
        'Compare the two numbers in cpu.max with those of the bundle.',
        '把 cpu.max 里的两个数和 bundle 里的对照。',
      ),
      text('cpu.max is "$MAX $PERIOD".', 'cpu.max 的格式是 "$MAX $PERIOD"。'),
      text(
        'The quota, a space, the period: in this order.',
        '先 quota，一个空格，再 period：按这个顺序。',
      ),
    ],
  },
  PERIOD_IGNORED: {
    title: text(
      'The period is not the one of the bundle',
      'period 不是 bundle 里的那个',
    ),
    because: text(
      'Who writes one number to cpu.max sets the quota and leaves the period as it was, 100000 in a new cgroup. The same quota of another period is another share.',
      '只写一个数到 cpu.max，只会设置 quota，period 保持原样；新的 cgroup 里是 100000。同样的 quota，周期不同，份额就不同。',
    ),
    read: [RST, 'runtime-spec config-linux.md, "CPU"'],
    hints: [
      text(
        'What is the second number in cpu.max, and what does the bundle ask for?',
        'cpu.max 里的第二个数是多少？bundle 要求的是多少？',
      ),
      text(
        'The bundle may give the period, or leave it out; only then 100000 holds.',
        'bundle 可能给出 period，也可能不给；只有不给时才用 100000。',
      ),
      text(
        'The quota, a space, and period ?? 100000.',
        'quota，空格，period ?? 100000。',
      ),
    ],
  },
  BURST_IGNORED: {
    title: text('The burst is not set', '没有设置 burst'),
    because: text(
      'What a cgroup did not use of its quota, it may save up to this amount, and use later at once. The kernel takes it from a file of its own.',
      'cgroup 没用完的配额可以攒起来，最多攒到这个量，之后一次用掉。它有自己单独的文件。',
    ),
    read: [RST, 'Documentation/scheduler/sched-bwc.rst, "Burst feature"'],
    hints: [
      text(
        'Which file beside cpu.max has "burst" in its name?',
        'cpu.max 旁边哪个文件名字里有 “burst”？',
      ),
      text(
        'It takes one number, in microseconds as in the bundle, and at most the quota.',
        '它只要一个数，单位和 bundle 一样是微秒，最大不超过 quota。',
      ),
      text(
        "{ file: 'cpu.max.burst', value: String(burst) }, after cpu.max.",
        "{ file: 'cpu.max.burst', value: String(burst) }，在 cpu.max 之后。",
      ),
    ],
  },
  SHARES_IGNORED: {
    title: text(
      'The weight is not the one for these shares',
      '权重和这些 shares 不对应',
    ),
    because: text(
      'v1 had cpu.shares from 2 to 262144, 1024 by default. v2 has cpu.weight from 1 to 10000, 100 by default. A bundle speaks of shares, the kernel of weights.',
      'v1 的 cpu.shares 从 2 到 262144，默认 1024。v2 的 cpu.weight 从 1 到 10000，默认 100。bundle 说的是 shares，内核认的是权重。',
    ),
    read: [RST, 'crun(1), "CGROUP v2"', 'runtime-spec config-linux.md, "CPU"'],
    hints: [
      text(
        'What is in cpu.weight of the leaf, and what would the formula give?',
        '叶子的 cpu.weight 里是什么？按公式应该是多少？',
      ),
      text(
        'The range of shares is mapped to the range of weights: 2 becomes 1, and 262144 becomes 10000.',
        '把 shares 的范围映射到权重的范围：2 变成 1，262144 变成 10000。',
      ),
      text(
        '1 + floor((shares - 2) * 9999 / 262142).',
        '1 + floor((shares - 2) * 9999 / 262142)。',
      ),
    ],
  },
  SHARES_UNCONVERTED: {
    title: text('The shares are written as they are', 'shares 原样写了进去'),
    because: text(
      'cpu.weight takes a number like 512 and means something else by it: its default is 100, not 1024. Beside a container of another runtime, yours would get many times its due; from 10001 on, the kernel refuses.',
      'cpu.weight 会接受 512 这样的数，但意思不同：它的默认值是 100，不是 1024。和别的运行时的容器放在一起，你的会多得好几倍；从 10001 起内核会拒绝。',
    ),
    read: [RST, 'crun(1), "CGROUP v2"'],
    hints: [
      text(
        'Compare cpu.weight with the shares of the bundle.',
        '把 cpu.weight 和 bundle 里的 shares 对照。',
      ),
      text(
        'Shares from 2 to 262144 have to become weights from 1 to 10000.',
        '2 到 262144 的 shares 要变成 1 到 10000 的权重。',
      ),
      text(
        '1 + floor((shares - 2) * 9999 / 262142).',
        '1 + floor((shares - 2) * 9999 / 262142)。',
      ),
    ],
  },
  WEIGHTS_EQUAL: {
    title: text(
      'Twice the shares do not give twice the time',
      '两倍的 shares 没有换来两倍的时间',
    ),
    because: text(
      'Where cgroups of one parent want the same CPU, the kernel divides it by their weights. Siblings with the same weight get the same.',
      '同一父级下的 cgroup 争用同一个 CPU 时，内核按权重分配。权重相同，得到的就相同。',
    ),
    read: [RST, 'cgroups(7), "Cgroups v2 controllers"'],
    hints: [
      text(
        'Which weights do the two cgroups have?',
        '两个 cgroup 的权重各是多少？',
      ),
      text(
        'Weights are compared between siblings: each container needs a cgroup of its own with a weight of its own.',
        '权重是在同级之间比较的：每个容器要有自己的 cgroup 和自己的权重。',
      ),
      text(
        "{ file: 'cpu.weight', value: String(weight) } in the leaf, made of the shares of that bundle.",
        "在叶子里 { file: 'cpu.weight', value: String(weight) }，由那个 bundle 的 shares 得出。",
      ),
    ],
  },
  SHARES_ARE_NO_QUOTA: {
    title: text('Shares are treated as a limit', '把 shares 当成了上限'),
    because: text(
      'A weight says who gets more while several want the CPU. Who is alone gets all of it; a container with few shares is not slow by itself.',
      '权重只决定多方争用时谁多谁少。独自一个就能用全部；shares 少的容器本身并不慢。',
    ),
    read: [RST, 'Documentation/scheduler/sched-bwc.rst'],
    hints: [
      text(
        'Is anything throttled? Look at cpu.max and at nr_throttled in cpu.stat.',
        '有没有被节流？看 cpu.max 和 cpu.stat 里的 nr_throttled。',
      ),
      text(
        'Without a quota in the bundle, cpu.max stays "max 100000".',
        'bundle 没有 quota，cpu.max 就保持 "max 100000"。',
      ),
      text(
        'Shares become cpu.weight and nothing else.',
        'shares 只变成 cpu.weight，别的什么也不变。',
      ),
    ],
  },
})
