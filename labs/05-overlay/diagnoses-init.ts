/** Step 7: what can be wrong with the init layer. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

export const initDiagnoses = diagnosesOf({
  INIT_PLACES: {
    title: text('A place is missing, or another one', '少了位置，或位置不对'),
    because: text(
      'A bind mount needs something to be mounted on. The image need not have these files and folders, so the init layer has them, empty, for all to read.',
      '绑定挂载需要一个落脚点。镜像里不一定有这些文件和目录，所以由 init 层提供：空的，人人可读。',
    ),
    read: [
      'runtime-spec config-linux.md, "Default Filesystems"',
      'umask(2)',
      'mount(2), MS_BIND',
    ],
    hints: [
      text(
        'Which line is missing, or has another mode?',
        '哪一行缺了，或者权限不同？',
      ),
      text(
        'The umask of whoever starts the command takes bits away: set the mode afterwards.',
        '启动命令者的 umask 会去掉一些位：建好之后再设权限。',
      ),
      text(
        'Folders first, then the files in them, then the link.',
        '先建目录，再建其中的文件，最后是链接。',
      ),
    ],
  },
  INIT_OVERWRITTEN: {
    title: text(
      'A file that was there has lost its content',
      '原有文件的内容丢了',
    ),
    because: text(
      'The command was asked for a folder that has /etc/hosts already. It is to make what is missing, and leave alone what is there.',
      '命令面对的目录里已经有 /etc/hosts。它应当只补上缺少的，不碰已有的。',
    ),
    read: ['open(2), O_EXCL'],
    hints: [
      text(
        'What does open(2) do with a file that is there?',
        '对已存在的文件，open(2) 会怎样？',
      ),
      text(
        'O_EXCL makes it fail with EEXIST, which is fine here; O_TRUNC empties it.',
        'O_EXCL 会让它以 EEXIST 失败，这里正合适；O_TRUNC 会清空它。',
      ),
      text(
        'makeFile does that for one file; use it for each.',
        'makeFile 已为单个文件做好了；逐个使用它。',
      ),
    ],
  },
  INIT_COMMITTED: {
    title: text(
      'Files of one container went into a layer',
      '某个容器自己的文件进了层',
    ),
    because: text(
      'The hosts file has the name and address of this very container. In a layer, every container of the image would begin with them.',
      'hosts 文件里是这个容器自己的名字和地址。进了层，这个镜像的每个容器都会带着它们。',
    ),
    read: ['docker-container-commit(1)', 'hosts(5)'],
    hints: [
      text(
        'Which of the files in the archive does the init layer have as well?',
        '归档里的哪些文件 init 层也有？',
      ),
      text(
        'Files of the init layer are left out whatever became of them; folders go along if something else is in them.',
        'init 层的文件不论变成什么都不带；目录里有别的东西时才带上。',
      ),
      text(
        'Everything that the container wrote elsewhere has to be in the layer, in the same folders too.',
        '容器写在别处的内容都要进层，包括同一目录里的。',
      ),
    ],
  },
  INIT_LISTED: {
    title: text(
      'Files of the init layer are listed as changes',
      'init 层的文件被列为改动',
    ),
    because: text(
      'diff tells what a commit would take along. It tells of a file that belongs to the init layer, or not of one that the container changed.',
      'diff 说的是 commit 会带上什么。它列出了属于 init 层的文件，或漏了容器改过的文件。',
    ),
    read: ['docker-container-diff(1)'],
    hints: [
      text(
        'Compare the list with the archive of commit.',
        '把列表和 commit 的归档对比。',
      ),
      text(
        'Both have to leave out the same files.',
        '两者应当略去同样的文件。',
      ),
      text(
        'isOfInit tells whether a path is a file of the init layer.',
        'isOfInit 能判断一个路径是不是 init 层的文件。',
      ),
    ],
  },
})
