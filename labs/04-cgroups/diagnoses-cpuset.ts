/** Step 7: what can be wrong with processors and memory nodes. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const RST = 'Documentation/admin-guide/cgroup-v2.rst, "Cpuset Interface Files"'
const SPEC = 'runtime-spec config-linux.md, "CPU"'

export const cpusetDiagnoses = diagnosesOf({
  CPUSET_REFUSED: {
    title: text(
      'With processors of its own, nothing runs',
      '指定了处理器之后什么也跑不起来',
    ),
    because: text(
      'The bundle has cpus and mems in linux.resources.cpu. Turning them into files of the cgroup, or writing those, failed.',
      'bundle 的 linux.resources.cpu 里有 cpus 和 mems。把它们变成 cgroup 文件或写入时失败了。',
    ),
    read: [RST, SPEC],
    hints: [
      text('Which file was written, and what?', '写的是哪个文件，写了什么？'),
      text(
        'Both are lists as text, "0-2,4": nothing is to be converted. The controller is called cpuset, not cpu.',
        '两者都是文本列表，如 “0-2,4”：不用转换。控制器叫 cpuset，不是 cpu。',
      ),
      text(
        "{ file: 'cpuset.cpus', value: cpus }.",
        "{ file: 'cpuset.cpus', value: cpus }。",
      ),
    ],
  },
  CPUS_OPEN: {
    title: text(
      'It may run on other processors than the bundle says',
      '它可以在 bundle 之外的处理器上运行',
    ),
    because: text(
      'cpuset.cpus bounds where every process of the cgroup may be scheduled; the kernel moves those that are elsewhere. Cpus_allowed_list and sched_getaffinity(2), which nproc uses, show what is left.',
      'cpuset.cpus 限定 cgroup 里的进程可以在哪里调度，不在其中的会被内核移走。Cpus_allowed_list 和 nproc 所用的 sched_getaffinity(2) 显示剩下的处理器。',
    ),
    read: [RST, 'sched_getaffinity(2)', 'cpuset(7), "List format"'],
    hints: [
      text(
        'What is in cpuset.cpus of the leaf, and what in cpuset.cpus.effective?',
        '叶子的 cpuset.cpus 里是什么？cpuset.cpus.effective 里呢？',
      ),
      text(
        'An empty cpuset.cpus means all that the parent has.',
        'cpuset.cpus 为空表示上级有的全都可以用。',
      ),
      text(
        'A setting for cpuset.cpus, if there are cpus; the text of the bundle is its value.',
        '有 cpus 时给 cpuset.cpus 一个设置，值就是 bundle 里的文本。',
      ),
    ],
  },
  MEMS_OPEN: {
    title: text(
      'The memory nodes of the bundle are not in cpuset.mems',
      'cpuset.mems 里没有 bundle 指定的内存节点',
    ),
    because: text(
      'On a machine with several nodes, memory of another node is slow. cpuset.mems says from which of them pages may come; empty is all that the parent has.',
      '在有多个节点的机器上，别的节点的内存很慢。cpuset.mems 说明页可以来自哪些节点；为空表示上级有的全都可以。',
    ),
    read: [RST, 'numa(7)'],
    hints: [
      text('What does your code do with mems?', '你的代码怎样处理 mems？'),
      text(
        'cpus and mems are two files, and each may be absent from the bundle.',
        'cpus 和 mems 是两个文件，bundle 里哪个都可能没有。',
      ),
      text(
        'A second setting, for cpuset.mems, if there are mems.',
        '有 mems 时再加一个设置，给 cpuset.mems。',
      ),
    ],
  },
})
