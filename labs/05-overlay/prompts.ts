import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

/** What the starter says where a region was, without the marks of a comment. */
export const prompts: Readonly<Record<string, Text>> = {
  'lab-05-layers': text(
    `Write the options of the overlay as one text, with commas between them.
1. Which option names the directories below, and what stands between two of them?
2. A name may hold what ends an option or a directory: escapedLower.
3. aboveOf and settingsOf give the others.`,
    `把 overlay 的选项写成一行文本，选项之间用逗号。
1. 哪个选项列出下层目录？两个目录之间用什么隔开？
2. 目录名里可能有会结束选项或目录的字符：escapedLower。
3. 其余选项由 aboveOf 和 settingsOf 给出。`,
  ),
  'lab-05-mount': text(
    `Mount the overlay on its target.
1. mount(2) wants a source, a target, a type, flags and the options as text.
2. Without an upper directory nobody can write: which flag says so?`,
    `把 overlay 挂载到目标目录。
1. mount(2) 需要来源、目标、类型、标志，以及文本形式的选项。
2. 没有 upper 就不能写：哪个标志表示这一点？`,
  ),
  'lab-05-upper': text(
    `Give the options for the directory that is written to.
1. Which two options are these? The second one is where the kernel finishes a file before it shows.
2. Escape them: a comma in a name would end the option.`,
    `给出可写目录的选项。
1. 是哪两个选项？第二个是内核先把文件做完整、再让它出现的地方。
2. 记得转义：名字里的逗号会结束选项。`,
  ),
  'lab-05-whiteout': text(
    `Tell whether this file stands for a name that was deleted.
1. Delete something in an overlay and look at the upper directory with ls -l: what kind of file is it, and which two numbers does it have?
2. An image may have real devices. Both the kind and the numbers count.`,
    `判断这个文件是否表示一个已删除的名字。
1. 在 overlay 里删掉一个文件，用 ls -l 看 upper：它是什么类型，带着哪两个数字？
2. 镜像里可能有真正的设备。类型和数字都要看。`,
  ),
  'lab-05-opaque': text(
    `Tell whether a directory hides everything below it.
1. The kernel says so in an extended attribute of the directory; readXattr gives its value or undefined. "space" is the first part of its name.
2. Which value means yes? Other values mean other things.`,
    `判断一个目录是否遮住了下面的全部内容。
1. 内核把它写在目录的扩展属性里；readXattr 返回它的值或 undefined。"space" 是属性名的第一段。
2. 哪个值表示“是”？别的值有别的含义。`,
  ),
  'lab-05-diff': text(
    `Tell the letter of what is in the upper directory; whiteouts are done.
1. What was not there before is A, everything else C.
2. But a directory is copied up for the sake of what is in it. If isSameDirectory finds no difference, it is no change at all. Nothing can be compared where "before" is true.`,
    `判断 upper 里的东西该用哪个字母；whiteout 已经处理好了。
1. 以前没有的是 A，其余是 C。
2. 但目录会因为里面的内容而被复制上来。如果 isSameDirectory 看不出区别，就根本不算改动。"before" 为 true 时无从比较。`,
  ),
  'lab-05-commit': text(
    `Give the entries that this becomes in the archive.
1. A whiteout of the kernel becomes an empty file of a special name: mark and whiteoutOf, with its directory before it. It is of use only if it hides something.
2. A directory becomes all that is in it as well: directoryEntries.
3. Everything else is one entry: fileEntry.`,
    `给出它在归档里对应的条目。
1. 内核的 whiteout 变成一个名字特殊的空文件：mark 和 whiteoutOf，前面加上它的目录。只有确实遮住了东西时才需要。
2. 目录还包括里面的全部内容：directoryEntries。
3. 其他的都是一个条目：fileEntry。`,
  ),
  'lab-05-digest': text(
    `Write the archive, compressed, and return what a manifest says of it.
1. Two hashes watch the bytes go by, one on each side of compress: through() hands them on.
2. end() gives digest and size of what went by. Call it when everything is written.
3. Which of the two names the blob, which the archive in it?`,
    `把压缩后的归档写出去，返回 manifest 对它的描述。
1. 两个哈希看着字节流过，compress 的前后各一个：through() 会把字节往下传。
2. end() 给出流过的字节的摘要和大小。全部写完之后再调用。
3. 哪一个是 blob 的名字，哪一个是里面归档的名字？`,
  ),
  'lab-05-unpack': text(
    `Do what one entry of the archive means.
1. A whiteout hides one name, an opaque mark everything in a directory: #hide and #hideAll.
2. A file is made: #make, which reads its content; wait for it.
3. There is a fourth kind, of which nothing comes.`,
    `按照归档里一个条目的含义去做。
1. whiteout 遮住一个名字，opaque 标记遮住一个目录里的全部：#hide 和 #hideAll。
2. 文件要创建出来：#make，它会读取内容；要等它完成。
3. 还有第四种，什么也不用做。`,
  ),
  'lab-05-unpack-whiteout': text(
    `Tell a whiteout from a file, by the last part of the name.
1. What comes after the prefix is what it deletes, in the same directory.
2. Somebody may put nothing there, or "." or "..". What would be deleted then? Refuse it.`,
    `根据名字的最后一段区分 whiteout 和普通文件。
1. 前缀后面的部分就是要删除的名字，在同一个目录里。
2. 后面可能是空的，也可能是 “.” 或 “..”。那样会删掉什么？要拒绝。`,
  ),
  'lab-05-inside': text(
    `Open a directory as if "root" were "/" for every path and every link.
1. openat2(2) takes the rules in a structure: openHow. Which of its RESOLVE_ flags makes a root of the directory, which keeps it from the links in /proc?
2. The path is bytes with a NUL at its end; the empty path is the root itself.
3. Wrap the call in untilSure. It is a directory that we want, and no child process is to inherit it.`,
    `打开一个目录，对所有路径和链接来说 "root" 就是 “/”。
1. openat2(2) 的规则放在一个结构里：openHow。哪个 RESOLVE_ 标志把目录当作根，哪个不让走 /proc 里的链接？
2. 路径是以 NUL 结尾的字节；空路径就是根本身。
3. 用 untilSure 包住调用。要的是目录，而且不能被子进程继承。`,
  ),
  'lab-05-init': text(
    `Make the places for what each container gets of its own.
1. First the directories, or the files have nowhere to be.
2. Then the files, which are empty, and the links; the three lists name them all.`,
    `准备好每个容器自己那一份东西的位置。
1. 先建目录，否则文件没有地方放。
2. 再建空文件和链接；三个列表里都有名字。`,
  ),
}
