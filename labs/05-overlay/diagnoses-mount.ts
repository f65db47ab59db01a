/** Steps 1 and 2: what can be wrong with a mount, and with what is written. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const LOWERS = 'overlayfs.rst, "Multiple lower layers"'

export const mountDiagnoses = diagnosesOf({
  NOT_MOUNTED: {
    title: text('No overlay is mounted there', '那里没有挂载 overlay'),
    because: text(
      'The command was asked to show some folders as one. In the table of mounts there is no overlay at the target.',
      '命令被要求把几个目录显示成一个。挂载表里目标位置没有 overlay。',
    ),
    read: ['mount(2)', 'overlayfs.rst, "Upper and Lower"'],
    hints: [
      text(
        'Which call did the mounting, and what did it return?',
        '是哪个调用做的挂载，它返回了什么？',
      ),
      text(
        'The type is overlay. Of options it wants lowerdir at least; with upperdir and workdir it can be written to.',
        '类型是 overlay。选项里至少要有 lowerdir；有了 upperdir 和 workdir 才能写。',
      ),
      text(
        'In the VM (labs vm ssh): mount -t overlay -o lowerdir=a:b o m, then dmesg | tail if it refuses.',
        '在虚拟机里（labs vm ssh）：mount -t overlay -o lowerdir=a:b o m；如果被拒绝，看 dmesg | tail。',
      ),
    ],
  },
  LAYER_MISSING: {
    title: text('A layer does not show', '有一层看不到'),
    because: text(
      'Three folders were named, each with a file that no other has. Not all of these files are in the merged folder.',
      '给了三个目录，每个都有别人没有的文件。合并后的目录里缺了其中的文件。',
    ),
    read: [LOWERS],
    hints: [
      text(
        'How many folders does the option lowerdir name in the end?',
        'lowerdir 选项最后列出了几个目录？',
      ),
      text(
        'mountinfo shows the options as the kernel took them: grep overlay /proc/self/mountinfo.',
        'mountinfo 里能看到内核收到的选项：grep overlay /proc/self/mountinfo。',
      ),
      text(
        'Every folder of --lower belongs there, with ":" between each two.',
        '--lower 的每个目录都要写进去，两个之间用 “:”。',
      ),
    ],
  },
  LAYER_ORDER: {
    title: text('The wrong layer has the last word', '说了算的层不对'),
    because: text(
      'A name that two lower folders have is read from the first one in the list: the kernel looks from the top down and stops at what it finds.',
      '两个下层目录都有的名字，读到的是列表里靠前的那个：内核从上往下找，找到就停。',
    ),
    read: [LOWERS],
    hints: [
      text(
        'Which of the folders is the topmost, for --lower and for the kernel?',
        '对 --lower 来说哪个目录在最上面？对内核呢？',
      ),
      text(
        'In lowerdir=a:b the first one, a, lies on top of b. An image lists its layers the other way round.',
        '在 lowerdir=a:b 里，排在前面的 a 叠在 b 上面。镜像里层的顺序正好相反。',
      ),
      text(
        'Hand the folders on in the order in which --lower names them.',
        '按 --lower 给出的顺序原样传下去。',
      ),
    ],
  },
  NAME_NOT_ESCAPED: {
    title: text(
      'A name ends the option that it stands in',
      '目录名把自己所在的选项截断了',
    ),
    because: text(
      'Options are one text: a comma begins the next option, and among lower folders a colon the next folder. These folders have such characters in their names.',
      '选项是一整行文本：逗号开始下一个选项，下层目录之间用冒号隔开。这些目录的名字里正好有这样的字符。',
    ),
    read: [LOWERS, 'mount(8), "overlay"'],
    hints: [
      text(
        'What does the kernel read when a folder is called a,b?',
        '如果目录叫 a,b，内核会读成什么？',
      ),
      text(
        'A backslash before a comma, a colon or a backslash takes its meaning away.',
        '在逗号、冒号或反斜杠前面加一个反斜杠，就去掉了它的特殊含义。',
      ),
      text(
        'There is a helper beside optionsOf for each of the two kinds of names.',
        'optionsOf 旁边有两个辅助函数，分别用于两类名字。',
      ),
    ],
  },
  TOO_MANY_LAYERS: {
    title: text('A tall stack cannot be mounted', '层太多就挂载不上'),
    because: text(
      'mount(2) copies one page of options and cuts what comes after, so a stack that worked with one layer less is suddenly refused.',
      'mount(2) 只复制一页选项，后面的会被截掉；所以少一层还能用的目录栈，多一层就被拒绝了。',
    ),
    read: ['mount(2)', 'fsconfig(2)', LOWERS],
    hints: [
      text(
        'How long is the text of options, in bytes?',
        '选项文本有多少字节？',
      ),
      text(
        'Since Linux 6.8 layers can be given one by one with fsconfig(2); before, names can be made short.',
        'Linux 6.8 起可以用 fsconfig(2) 一层一层地给；更早的内核可以把名字变短。',
      ),
      text(
        'mountOverlay hands stacks that are too long to mountManyLayers: does it still get there?',
        'mountOverlay 会把太长的交给 mountManyLayers：还能走到那里吗？',
      ),
    ],
  },
  COMMAND_FAILED: {
    title: text('The command gave up', '命令放弃了'),
    because: text(
      'It ended with an error where there was nothing wrong with what it was given. Its own words are shown as evidence.',
      '交给它的东西没有问题，它却以错误结束。它自己的话已作为证据列出。',
    ),
    read: ['mini-layers --help'],
    hints: [
      text(
        'Read its last line: which step failed, and with which error?',
        '看最后一行：哪一步失败了，是什么错误？',
      ),
      text(
        'What did your code of this step hand to that call?',
        '你在这一步写的代码给那个调用传了什么？',
      ),
      text(
        'Start the command by hand in the VM (labs vm ssh) with strace -f in front.',
        '在虚拟机里（labs vm ssh）用 strace -f 手动启动这条命令。',
      ),
    ],
  },
})
