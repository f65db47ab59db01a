/** Step 6: what can be wrong with files made of an archive. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const LAYER = 'image-spec layer.md'
const APPLY = `${LAYER}, "Applying Changesets"`

export const unpackDiagnoses = diagnosesOf({
  UNPACKED_WRONG: {
    title: text(
      'The files are not those of the archive',
      '文件与归档里的不一致',
    ),
    because: text(
      'Each entry has to become one file of its kind, with all of its bytes, at the place that its name says. The lists show where they differ.',
      '每个条目都要变成一个对应类型的文件，字节完整，位置如名字所说。两份列表显示了差别。',
    ),
    read: [APPLY, 'tar(5)'],
    hints: [
      text(
        'Which lines stand in one of the lists only?',
        '哪些行只出现在其中一份列表里？',
      ),
      text(
        'A file may be mostly zeros, a name longer than 100 bytes, and a folder reached by a link that stays inside.',
        '文件可能大部分是零，名字可能超过 100 字节，目录也可能经由没有越界的链接到达。',
      ),
      text(
        'Unpack the same archive with tar -xf into another folder, and compare with diff -r.',
        '用 tar -xf 把同一归档解到另一个目录，再用 diff -r 比较。',
      ),
    ],
  },
  LINK_COPIED: {
    title: text('A link became a file of its own', '硬链接变成了独立的文件'),
    because: text(
      'Two entries are names of one file in the archive. On the disk they are two inodes: what is written through one name is not seen through the other.',
      '归档里两个条目是同一文件的名字。磁盘上却成了两个 inode：通过一个名字写的内容，另一个名字看不到。',
    ),
    read: [`${LAYER}, "Hardlinks"`, 'link(2)'],
    hints: [
      text(
        'What does stat -c %i say of both names?',
        '对两个名字运行 stat -c %i，结果是什么？',
      ),
      text(
        'An entry of type 1 has no content: it names an entry that is there already.',
        '类型 1 的条目没有内容：它指向一个已经存在的条目。',
      ),
      text('Make it with link(2).', '用 link(2) 创建它。'),
    ],
  },
  ATTRIBUTES_NOT_SET: {
    title: text(
      'Mode, owner, time or attributes are others',
      '权限、属主、时间或扩展属性不对',
    ),
    because: text(
      'Each of these calls can undo another: a new owner takes set-user-ID and capabilities away, and a file put into a folder gives the folder a new time.',
      '这些调用会互相抵消：换属主会去掉 set-user-ID 和 capability，往目录里放文件会刷新目录的时间。',
    ),
    read: [`${LAYER}, "File Attributes"`, 'chown(2)', 'utimensat(2)'],
    hints: [
      text('Which number of the line is another?', '这一行里哪个数不同？'),
      text(
        'Owner first, then mode and attributes, and the time last.',
        '先属主，再权限和扩展属性，最后是时间。',
      ),
      text(
        'The time of a folder is set when nothing is put into it any more: at the very end.',
        '目录的时间要等不再往里放东西之后才设：放在最后。',
      ),
    ],
  },
  WHITEOUT_NOT_APPLIED: {
    title: text('A whiteout did not remove the file', 'whiteout 没有移走文件'),
    because: text(
      'The layer says by a name that a file of the layers below is gone. It is there still, or the mark itself became a file.',
      '这一层用名字说明下层的某个文件没有了。它却还在，或者标记本身变成了文件。',
    ),
    read: [`${LAYER}, "Whiteouts"`],
    hints: [
      text(
        'Which names of the target begin with .wh., and which should be gone?',
        '目标里有哪些以 .wh. 开头的名字，哪些本该消失？',
      ),
      text(
        'What comes after the prefix is the name that is deleted, in the same folder.',
        '前缀后面就是同一目录里要删除的名字。',
      ),
      text(
        'It is deleted with all that is in it if it is a folder; if it is not there, nothing happens.',
        '如果是目录就连同里面的全部一起删；如果不存在，就什么也不做。',
      ),
    ],
  },
  OPAQUE_NOT_APPLIED: {
    title: text(
      'An opaque mark removed too little, or too much',
      'opaque 标记清得不够，或清过了头',
    ),
    because: text(
      'The mark is about the layers below. Files of its own layer stay, whether they stand before or after it in the archive.',
      '标记针对的是下面的层。同一层自己的文件要保留，不论在归档里排在它前面还是后面。',
    ),
    read: [`${LAYER}, "Opaque Whiteout"`],
    hints: [
      text(
        'What did the folder have before, and what does the layer bring?',
        '目录原来有什么，这一层带来了什么？',
      ),
      text(
        'Order in an archive means nothing to marks.',
        '对标记来说，归档里的先后没有意义。',
      ),
      text(
        'Remember the inodes that this layer made, and leave them alone.',
        '记住这一层创建的 inode，不要动它们。',
      ),
    ],
  },
  MARKS_NOT_WRITTEN: {
    title: text(
      'The folder has no marks that an overlay knows',
      '目录里没有 overlay 认识的标记',
    ),
    because: text(
      'As a lower folder the layer has to hide what lies below it. The kernel looks for a device 0:0 and for an attribute, not for names of an archive.',
      '作为下层目录，这一层要遮住更下面的内容。内核找的是 0:0 设备和扩展属性，而不是归档里的名字。',
    ),
    read: ['overlayfs.rst, "whiteouts and opaque directories"'],
    hints: [
      text(
        'What is in the folder in the place of the deleted name?',
        '目录里被删名字的位置上有什么？',
      ),
      text(
        'With --overlay nothing is removed: the layer stands alone.',
        '有 --overlay 时不需要移走什么：这一层独自存在。',
      ),
      text(
        'makeWhiteout and makeOpaque write what isWhiteout and isOpaque read.',
        'makeWhiteout 和 makeOpaque 写下的，正是 isWhiteout 和 isOpaque 读的。',
      ),
    ],
  },
  LED_OUTSIDE: {
    title: text(
      'An archive reached files outside of the target',
      '归档碰到了目标之外的文件',
    ),
    because: text(
      'A layer below has a link bin -> …/outside, and the next layer a file bin/secret. Opened like any path, that is a file of the host.',
      '下层有链接 bin -> …/outside，上一层有文件 bin/secret。按普通路径打开，那就是宿主机的文件。',
    ),
    read: ['openat2(2)', 'path_resolution(7)', 'symlink(7)'],
    hints: [
      text(
        'Who follows the link: your code, or the kernel?',
        '是谁跟随了链接：你的代码还是内核？',
      ),
      text(
        'A check of the name before the call is of no use: the link is in the file system, not in the name.',
        '在调用之前检查名字没有用：链接在文件系统里，不在名字里。',
      ),
      text(
        'openat2 with RESOLVE_IN_ROOT takes the folder for "/" in every link and for every "..".',
        '带 RESOLVE_IN_ROOT 的 openat2 对每个链接和每个 “..” 都把该目录当作 “/”。',
      ),
    ],
  },
  HOSTILE_TAKEN: {
    title: text('A name that wants to go up was taken', '接受了想往上走的名字'),
    because: text(
      'No builder writes ".." into a layer. Wherever such a file lands, it is not where its maker says: the archive is forged or damaged.',
      '没有哪个构建工具会在层里写 “..”。这种文件不论落在哪里，都不是它声称的位置：归档是伪造或损坏的。',
    ),
    read: [APPLY, 'path_resolution(7)'],
    hints: [
      text(
        'Which of the archives was taken without an error?',
        '哪个归档没有报错就被接受了？',
      ),
      text(
        'There are three places for it: a name, the target of a link, and what a whiteout deletes.',
        '它可能出现在三个地方：名字、链接的目标、whiteout 要删除的名字。',
      ),
      text(
        '".wh..." deletes "..": look at what is left without the prefix.',
        '“.wh...” 删除的是 “..”：看看去掉前缀后剩下什么。',
      ),
    ],
  },
  DIFF_ID_IGNORED: {
    title: text(
      'Another archive than the one asked for was unpacked',
      '解开的不是要求的那个归档',
    ),
    because: text(
      'The config of an image names each layer by its diffID. This archive has another one, and its files are in the target.',
      '镜像配置用 diffID 给每一层命名。这个归档的 diffID 不同，文件却进了目标目录。',
    ),
    read: ['image-spec config.md, "Layer DiffID"'],
    hints: [
      text(
        'When is the digest known, and when are the files there for all to see?',
        '摘要什么时候才知道？文件什么时候对外可见？',
      ),
      text(
        'Only the last byte tells. Until then, unpack where nobody looks.',
        '直到最后一个字节才知道。在那之前，先解到没人看的地方。',
      ),
      text(
        'Compare before you publish, and discard otherwise.',
        '先比较再发布，不符就丢弃。',
      ),
    ],
  },
  HALF_UNPACKED: {
    title: text(
      'An archive that failed left something behind',
      '失败的归档留下了东西',
    ),
    because: text(
      'The command gave up in the middle, or should have. The target is not what it was, so whoever tries again begins with half a layer.',
      '命令中途放弃了，或者本该放弃。目标已经不是原样，再试的人要从半个层开始。',
    ),
    read: ['rename(2), RENAME_EXCHANGE', APPLY],
    hints: [
      text(
        'What of the archive is in the target, or beside it?',
        '目标里或旁边有归档的哪些内容？',
      ),
      text(
        'Work on a copy beside the target and exchange the two at the end.',
        '在目标旁边的副本上工作，最后再交换两者。',
      ),
      text(
        'Whatever went wrong: discard the copy, and end with a status other than 0.',
        '无论哪里出错：丢掉副本，并以非 0 状态结束。',
      ),
    ],
  },
})
