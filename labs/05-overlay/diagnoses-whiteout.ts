/** Step 3: what can be wrong with the reading of marks. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const MARKS = 'overlayfs.rst, "whiteouts and opaque directories"'

export const whiteoutDiagnoses = diagnosesOf({
  WHITEOUT_UNSEEN: {
    title: text('A deletion was not recognised', '没有认出删除'),
    because: text(
      'The kernel cannot take a file out of a layer that is never written to. It puts a mark of that name into the upper folder, shown as evidence, and the program took it for something else.',
      '下层从不被写，内核没法从里面拿走文件。它在 upper 里放了一个同名的标记（见证据），程序却把它当成了别的东西。',
    ),
    read: [MARKS, 'mknod(2)'],
    hints: [
      text(
        'What kind of file is the mark, as ls -l shows it?',
        '用 ls -l 看，这个标记是什么类型的文件？',
      ),
      text(
        'It is a character device; its two numbers are those of no device that there is.',
        '它是字符设备；它的两个编号不属于任何真实设备。',
      ),
      text(
        'stat has isCharacterDevice(), and rdev is the two numbers in one.',
        'stat 有 isCharacterDevice()，rdev 把两个编号合成一个。',
      ),
    ],
  },
  DEVICE_TAKEN_FOR_MARK: {
    title: text('A device was taken for a whiteout', '设备被当成了 whiteout'),
    because: text(
      'A layer had a device node, and the container deleted it. The program believed that the node itself was a mark, so that there had been nothing to delete.',
      '下层有一个设备节点，容器把它删了。程序以为节点本身就是标记，于是觉得没有东西可删。',
    ),
    read: [MARKS, 'makedev(3)'],
    hints: [
      text(
        'Which devices does an image have in /dev, perhaps?',
        '镜像的 /dev 里可能有哪些设备？',
      ),
      text(
        'Only 0:0 is a mark. Both numbers have to be 0: 5:0 and 0:5 are not.',
        '只有 0:0 才是标记。两个编号都必须是 0：5:0 和 0:5 都不算。',
      ),
      text(
        'Compare the whole of rdev, which is a bigint.',
        '比较整个 rdev，它是 bigint。',
      ),
    ],
  },
  OPAQUE_UNSEEN: {
    title: text(
      'A folder that hides all below was not recognised',
      '没有认出遮住下层的目录',
    ),
    because: text(
      'A folder was removed, and a new one made of the same name. Nothing of the old one may show in it: the kernel marks it opaque, by an extended attribute.',
      '目录被删掉，又新建了同名的。旧目录里的东西都不能再出现：内核用扩展属性把它标成不透明。',
    ),
    read: [MARKS, 'xattr(7)'],
    hints: [
      text(
        'In the VM: getfattr -d -m - on the folder. What is the attribute called?',
        '在虚拟机里对这个目录运行 getfattr -d -m -。属性叫什么？',
      ),
      text(
        'It begins with trusted. on a machine, with user. in a user namespace: that is the parameter.',
        '在机器上以 trusted. 开头，在用户命名空间里以 user. 开头：参数说的就是这个。',
      ),
      text(
        'Its name ends in overlay.opaque, and its value is the letter y.',
        '名字以 overlay.opaque 结尾，值是字母 y。',
      ),
    ],
  },
  OPAQUE_TOO_EASILY: {
    title: text(
      'A folder was taken for opaque that is not',
      '把并非不透明的目录当成了不透明',
    ),
    because: text(
      'The folder has attributes of the overlay, but none of them says that it hides what is below. What it is believed to have deleted is still there.',
      '这个目录有 overlay 的属性，但没有一个表示它遮住下层。被认为删掉的东西其实都在。',
    ),
    read: [MARKS],
    hints: [
      text(
        'What does your code ask: is there an attribute, or what does it say?',
        '你的代码问的是“有没有属性”，还是“属性说了什么”？',
      ),
      text(
        'Newer kernels give the same attribute other values, with other meanings.',
        '较新的内核会给同一个属性别的值，含义也不同。',
      ),
      text('Only the value y means opaque.', '只有值 y 表示不透明。'),
    ],
  },
})
