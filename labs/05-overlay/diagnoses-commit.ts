/** Step 5: what can be wrong with the archive of a layer. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const LAYER = 'image-spec layer.md'

export const commitDiagnoses = diagnosesOf({
  WHITEOUT_NAME: {
    title: text(
      'A deletion is not written as layers have it',
      '删除没有按层的格式写',
    ),
    because: text(
      'The mark of the kernel is a device that only an overlay understands. In an archive a deletion is a name: an empty file in the same folder.',
      '内核的标记是只有 overlay 才懂的设备。在归档里，删除是一个名字：同一目录里的一个空文件。',
    ),
    read: [`${LAYER}, "Whiteouts"`],
    hints: [
      text(
        'What is in the archive in the place of the deleted name?',
        '归档里被删名字的位置上是什么？',
      ),
      text(
        'The prefix .wh. stands before the last name of the path, not before the path.',
        '前缀 .wh. 加在路径的最后一段前面，而不是整个路径前面。',
      ),
      text(
        'Ask isWhiteout first, before you look at what kind of file it is.',
        '先问 isWhiteout，再看它是什么类型的文件。',
      ),
    ],
  },
  OPAQUE_NOT_COMMITTED: {
    title: text(
      'The opaque mark is missing, or too much',
      '缺少 opaque 标记，或者多了',
    ),
    because: text(
      'Where a folder was replaced, whoever unpacks the layer must know that the old files are gone. Where one was only copied up, the old files must stay.',
      '目录被替换时，解包的人必须知道旧文件没有了；只是复制上来的目录，旧文件要保留。',
    ),
    read: [`${LAYER}, "Opaque Whiteout"`],
    hints: [
      text(
        'Which folders of the upper one have the attribute?',
        'upper 里哪些目录有那个属性？',
      ),
      text(
        'In the archive it is an empty file in the folder, called .wh..wh..opq.',
        '在归档里，它是目录中一个名为 .wh..wh..opq 的空文件。',
      ),
      text(
        'The kernel marks every new folder; without one below there is nothing to hide.',
        '内核会给每个新目录都打上标记；下面没有同名目录时没有东西可遮。',
      ),
    ],
  },
  ENTRY_WRONG: {
    title: text(
      'The archive has other files than the upper folder',
      '归档里的文件与 upper 不一致',
    ),
    because: text(
      'Each file has to be there once, with its kind, content, target or numbers. The lists show where they differ.',
      '每个文件都要出现一次，类型、内容、目标或编号都要对。两份列表显示了差别。',
    ),
    read: [`${LAYER}, "File Types"`, 'tar(5)'],
    hints: [
      text(
        'Which lines stand in one of the lists only?',
        '哪些行只出现在其中一份列表里？',
      ),
      text(
        'A folder is an entry, and all that is in it comes after.',
        '目录本身是一个条目，里面的全部内容跟在后面。',
      ),
      text(
        'Make the archive by hand and look: tar -tvf.',
        '手动做一个归档，用 tar -tvf 看看。',
      ),
    ],
  },
  ATTRIBUTES_LOST: {
    title: text(
      'Mode, owner or time of a file were lost',
      '文件的权限、属主或时间丢了',
    ),
    because: text(
      'A layer has to make the same file on another machine: set-user-ID included, by numbers of users and not by names, and with the time of the file.',
      '层要能在另一台机器上还原同样的文件：包括 set-user-ID，用户用编号而不是名字，时间是文件的时间。',
    ),
    read: [`${LAYER}, "File Attributes"`, 'inode(7)'],
    hints: [
      text('Which number of the line is another?', '这一行里哪个数不同？'),
      text(
        'A mode has twelve bits: the upper three are set-user-ID, set-group-ID and sticky.',
        '权限有十二位：最高三位是 set-user-ID、set-group-ID 和 sticky。',
      ),
      text('Keep all of 0o7777.', '保留 0o7777 的每一位。'),
    ],
  },
  LINK_STORED_TWICE: {
    title: text(
      'Two names of one file became two files',
      '同一文件的两个名字变成了两个文件',
    ),
    because: text(
      'Both names have one inode. Stored twice, the layer is larger, and a write through one name is not seen through the other any more.',
      '两个名字是同一个 inode。存两份会让层变大，而且通过一个名字写的内容另一个名字再也看不到。',
    ),
    read: [`${LAYER}, "Hardlinks"`, 'link(2)'],
    hints: [
      text(
        'How can you tell that two names are one file?',
        '怎样看出两个名字是同一个文件？',
      ),
      text(
        'They have the same device and inode. The first name has the content, each further one is a link to it.',
        '它们的设备号和 inode 相同。第一个名字带内容，之后的都是指向它的链接。',
      ),
      text(
        'links remembers the first name by identity.',
        'links 按身份记住第一个名字。',
      ),
    ],
  },
  XATTRS_WRONG: {
    title: text(
      'The extended attributes are not those of the files',
      '扩展属性与文件的不一致',
    ),
    because: text(
      'Capabilities of a program are an attribute and belong to the layer. What the overlay noted for itself is about this machine, and would be believed on another.',
      '程序的 capability 是属性，属于这一层。overlay 自己的记录只对本机有意义，到别的机器上却会被当真。',
    ),
    read: [`${LAYER}, "File Attributes"`, 'xattr(7)', 'capabilities(7)'],
    hints: [
      text(
        'Which attributes are missing, or too many?',
        '缺了哪些属性，多了哪些？',
      ),
      text(
        'PAX records named SCHILY.xattr. and the attribute hold them, as bytes.',
        '它们以字节形式放在名为 SCHILY.xattr. 加属性名的 PAX 记录里。',
      ),
      text(
        'isMark tells those of the overlay: all others go along.',
        'isMark 能认出 overlay 的属性：其余的都要带上。',
      ),
    ],
  },
  NOT_DETERMINISTIC: {
    title: text(
      'The same changes made two different layers',
      '同样的改动做出了两个不同的层',
    ),
    because: text(
      'Two folders with the same files, made in another order, gave archives that differ. A layer is named by its bytes: nobody would find out that it is there already.',
      '两个目录文件相同，只是创建顺序不同，归档却不一样。层以字节命名：没有人能发现它其实已经有了。',
    ),
    read: ['readdir(3)', 'image-spec descriptor.md, "Digests"'],
    hints: [
      text(
        'What is different about the two: cmp, or tar -tvf of both?',
        '两者哪里不同：用 cmp，或对两者运行 tar -tvf？',
      ),
      text(
        'A folder gives its names in any order, and an archive may hold the clock.',
        '目录给出名字的顺序是任意的，归档里还可能混进当前时间。',
      ),
      text(
        'Sort the names of each folder; take times from files only.',
        '给每个目录的名字排序；时间只取自文件。',
      ),
    ],
  },
  DIGEST_WRONG: {
    title: text(
      'The digest is not that of the file',
      'digest 不是这个文件的摘要',
    ),
    because: text(
      'The digest is how a registry finds the blob and how everyone checks what arrived. It is the SHA-256 of exactly the bytes in the file.',
      '仓库靠 digest 找到 blob，收到的人靠它检查。它就是文件里那些字节的 SHA-256。',
    ),
    read: ['image-spec descriptor.md, "Digests"'],
    hints: [
      text(
        'Compare with sha256sum of the file, and of zcat of the file.',
        '分别与文件的 sha256sum、zcat 之后的 sha256sum 比较。',
      ),
      text(
        'The blob is what comes out of compress; the archive is what goes in.',
        '从 compress 出来的是 blob，进去的是归档。',
      ),
      text(
        'digest and size are of the blob, diffID is of the archive.',
        'digest 和 size 属于 blob，diffID 属于归档。',
      ),
    ],
  },
  DIFF_ID_WRONG: {
    title: text(
      'The diffID is not that of the archive',
      'diffID 不是归档的摘要',
    ),
    because: text(
      'One archive compressed in three ways is one layer: the config of an image names it by the bytes before they were compressed.',
      '同一个归档用三种方式压缩，仍是同一层：镜像的配置用压缩前的字节给它命名。',
    ),
    read: ['image-spec config.md, "Layer DiffID"'],
    hints: [
      text(
        'Is it the same for --compress none, gzip and zstd?',
        '对 --compress none、gzip、zstd，它是同一个吗？',
      ),
      text(
        'Without compression, digest and diffID are the same.',
        '不压缩时，digest 和 diffID 相同。',
      ),
      text(
        'Let the hash of the archive watch before compress.',
        '让归档的哈希在 compress 之前看着字节流过。',
      ),
    ],
  },
  SIZE_WRONG: {
    title: text('The size is not that of the file', 'size 不是文件的大小'),
    because: text(
      'Who downloads the blob stops after that many bytes, or waits for more.',
      '下载 blob 的人会在这么多字节之后停下，或者继续等。',
    ),
    read: ['image-spec descriptor.md, "Properties"'],
    hints: [
      text('Compare with stat -c %s.', '与 stat -c %s 比较。'),
      text('It is counted after the compression.', '它是压缩之后的字节数。'),
      text('The Digester of the blob knows it.', 'blob 的 Digester 知道它。'),
    ],
  },
  MEDIA_TYPE_WRONG: {
    title: text(
      'The media type is not that of the file',
      'mediaType 与文件不符',
    ),
    because: text(
      'The media type tells whoever unpacks the layer how it is compressed. The first bytes of the file say something else.',
      'mediaType 告诉解包的人层是怎么压缩的。文件开头的字节却是另一种。',
    ),
    read: ['image-spec media-types.md', 'RFC 1952', 'RFC 8878'],
    hints: [
      text('Which compression was asked for?', '要求的是哪种压缩？'),
      text(
        'The type ends in +gzip or +zstd, or in tar alone.',
        '类型以 +gzip 或 +zstd 结尾，或者只以 tar 结尾。',
      ),
      text('MEDIA_TYPES has one for each.', 'MEDIA_TYPES 里每种都有。'),
    ],
  },
})
