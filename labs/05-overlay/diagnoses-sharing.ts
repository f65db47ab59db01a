/** Step 8: what can be wrong where many containers stand on one image. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const SHARING = 'overlayfs.rst, "Sharing and copying layers"'

export const sharingDiagnoses = diagnosesOf({
  NOT_SHARED: {
    title: text(
      'Each container reads a file of its own',
      '每个容器读的是自己的一份文件',
    ),
    because: text(
      'Memory keeps the pages of a file by its inode. Two containers that read two inodes keep the same bytes twice, and so do a hundred.',
      '内存按 inode 保存文件的页。两个容器读两个 inode，同样的字节就存了两份；一百个容器也一样。',
    ),
    read: ['overlayfs.rst, "Inode properties"', SHARING],
    hints: [
      text(
        'Which inode does the file have in the layer, and which in each container: ls -i?',
        '文件在层里是哪个 inode，在每个容器里又是哪个：ls -i？',
      ),
      text(
        'A file that nobody has written to has the inode of the layer, seen through an overlay.',
        '没有人写过的文件，透过 overlay 看到的就是层里的 inode。',
      ),
      text(
        'Nothing is to be copied for a mount: name the folders of the layers themselves.',
        '挂载不需要复制任何东西：直接写层所在的目录。',
      ),
    ],
  },
  DISK_TAKEN: {
    title: text(
      'A container takes place before it has written anything',
      '容器还没写就占了空间',
    ),
    because: text(
      'Starting a container from a large image is a matter of milliseconds, because nothing of it is copied. There are files in the upper folder of a container that has done nothing.',
      '从大镜像启动容器只要几毫秒，因为什么都不复制。但一个什么都没做的容器，upper 里已经有文件了。',
    ),
    read: ['overlayfs.rst, "Non-directories"'],
    hints: [
      text(
        'Who put the files into the upper folder?',
        '是谁把文件放进 upper 的？',
      ),
      text(
        'The kernel copies a file up when it is opened for writing, and only that file.',
        '内核只在文件以写方式打开时才复制，而且只复制这一个。',
      ),
      text(
        'The upper folder is empty before the mount, and after it.',
        '挂载之前和之后，upper 都是空的。',
      ),
    ],
  },
  CHANGE_SHARED: {
    title: text(
      'A container sees what another one wrote',
      '一个容器看到了另一个写的内容',
    ),
    because: text(
      'Each container has an upper folder of its own, and what it writes is to be there. It went where all of them read, or nowhere.',
      '每个容器有自己的 upper，写的内容应当在那里。它却进了大家都读的地方，或者哪儿也没有。',
    ),
    read: [SHARING, 'overlayfs.rst, "Upper and Lower"'],
    hints: [
      text('In which folder is the new text?', '新内容在哪个目录里？'),
      text(
        'An overlay never writes to lowerdir; a bind mount does.',
        'overlay 从不写 lowerdir；绑定挂载会写。',
      ),
      text(
        'Each mount names the upper folder of its own container.',
        '每次挂载都写自己容器的 upper。',
      ),
    ],
  },
})
