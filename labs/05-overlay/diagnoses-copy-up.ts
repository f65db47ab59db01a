/** Step 2: what can be wrong with what a container writes. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const copyUpDiagnoses = diagnosesOf({
  NOT_IN_UPPER: {
    title: text(
      'What was written is not in the upper folder',
      '写下的内容不在 upper 目录里',
    ),
    because: text(
      'Before a file of a lower layer is written to, the kernel copies it into the folder that was named as upperdir. That folder does not have it, or the container could not write at all.',
      '写下层文件之前，内核会先把它复制到 upperdir 指定的目录。那里却没有，或者容器根本不能写。',
    ),
    read: ['overlayfs.rst, "Upper and Lower"'],
    hints: [
      text(
        'Which of the two folders did you name as upperdir?',
        '你把两个目录中的哪一个写成了 upperdir？',
      ),
      text(
        'upperdir keeps the changes; workdir is where the kernel prepares a file before it is moved there in one step.',
        'upperdir 保存改动；workdir 是内核先准备文件的地方，准备好再一步移过去。',
      ),
      text(
        'Compare with the line of mountinfo: upperdir= has to show the folder of --upper, workdir= that of --work.',
        '对照 mountinfo 那一行：upperdir= 应是 --upper 的目录，workdir= 应是 --work 的目录。',
      ),
    ],
  },
  LOWER_CHANGED: {
    title: text('A lower layer was written to', '下层被写了'),
    because: text(
      'Many containers stand on one layer. It has another content, inode or time now than before this container ran: all of them would see that.',
      '许多容器都站在同一层上。这个容器运行之后，层的内容、inode 或时间变了：所有容器都会看到。',
    ),
    read: ['overlayfs.rst, "Upper and Lower"', 'mount(2), MS_BIND'],
    hints: [
      text(
        'Through which mount did the container write?',
        '容器是通过哪个挂载写的？',
      ),
      text(
        'A bind mount is the same folder once more: whatever is written there is written to the layer. An overlay never writes to lowerdir.',
        '绑定挂载就是同一个目录再出现一次：写它就是写那一层。overlay 从不写 lowerdir。',
      ),
      text(
        'Name the folders below as lowerdir, and the one to be written to as upperdir.',
        '下面的目录写成 lowerdir，要写的那个写成 upperdir。',
      ),
    ],
  },
  LAYER_INCOMPLETE: {
    title: text(
      'The upper folder has a file without its content',
      'upper 里有个没有内容的文件',
    ),
    because: text(
      'With metacopy=on the kernel copies only mode and owner and leaves the content below, with a note of where. Whoever makes a layer of the folder gets zeros.',
      '有 metacopy=on 时，内核只复制权限和属主，内容留在下面，只记下位置。拿这个目录去做层的人得到的全是零。',
    ),
    read: [
      'overlayfs.rst, "Metadata only copy up"',
      'overlayfs.rst, "Renaming directories"',
    ],
    hints: [
      text(
        'Which options does the overlay have beside its folders?',
        '除了目录以外，overlay 还有哪些选项？',
      ),
      text(
        'A kernel may have metacopy and redirect_dir on unless it is told otherwise.',
        '除非明确关掉，内核可能默认打开 metacopy 和 redirect_dir。',
      ),
      text(
        'settingsOf switches both off. Are its words among your options?',
        'settingsOf 把两者都关掉了。你的选项里有它给出的词吗？',
      ),
    ],
  },
})
