/** Step 5: what can be wrong with the limits of a disk. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const RST = 'Documentation/admin-guide/cgroup-v2.rst, "IO Interface Files"'
const SPEC = 'runtime-spec config-linux.md, "Block IO"'

export const ioDiagnoses = diagnosesOf({
  IO_REFUSED: {
    title: text(
      'With limits on a disk, nothing runs',
      '有了磁盘限制之后什么也跑不起来',
    ),
    because: text(
      'The bundle has linux.resources.blockIO with four limits of one disk. Turning them into io.max, or writing that, failed.',
      'bundle 里的 linux.resources.blockIO 给一块磁盘写了四个限制。把它们变成 io.max 或写入时失败了。',
    ),
    read: [RST, SPEC],
    hints: [
      text('Which file was written, and what?', '写的是哪个文件，写了什么？'),
      text(
        'A line begins with major:minor. ENODEV means that there is no such disk, EINVAL that a word after it is not understood, ERANGE a rate of 0.',
        '每行以 major:minor 开头。ENODEV 表示没有这块磁盘，EINVAL 表示后面有看不懂的词，ERANGE 表示速率为 0。',
      ),
      text(
        "{ file: 'io.max', value: '7:0 rbps=1048576 wbps=2097152' }.",
        "{ file: 'io.max', value: '7:0 rbps=1048576 wbps=2097152' }。",
      ),
    ],
  },
  IO_NOT_LIMITED: {
    title: text(
      'The disk is not as slow as the bundle asks for',
      '磁盘没有慢到 bundle 要求的程度',
    ),
    because: text(
      'io.max holds, for each disk, bytes and operations a second, reads and writes apart; what is beyond has to wait. The file or the counters of io.stat show other numbers.',
      'io.max 为每块磁盘写出每秒的字节数和操作数，读写分开；超出的部分要等。文件或 io.stat 的计数却是别的数。',
    ),
    read: [RST, SPEC],
    hints: [
      text(
        'Is the disk in io.max of the leaf at all?',
        '叶子的 io.max 里到底有没有这块磁盘？',
      ),
      text(
        'throttleReadBpsDevice is rbps, throttleWriteBpsDevice wbps, and the two with IOPS are riops and wiops; each is a list of disks.',
        'throttleReadBpsDevice 对应 rbps，throttleWriteBpsDevice 对应 wbps，带 IOPS 的两个对应 riops 和 wiops；每个都是磁盘的列表。',
      ),
      text(
        'Go through the four lists, and add `key=rate` to the line of its major:minor.',
        '遍历这四个列表，把 `key=rate` 加到对应 major:minor 的那一行。',
      ),
    ],
  },
  IO_SWAPPED: {
    title: text(
      'Reads have the limit of writes, and writes that of reads',
      '读用了写的限制，写用了读的限制',
    ),
    because: text(
      'In io.max, rbps is for reads and wbps for writes. Here each has the rate of the other.',
      '在 io.max 里，rbps 管读，wbps 管写。这里两者的速率换了位置。',
    ),
    read: [RST],
    hints: [
      text('Which key goes with which list?', '哪个键对应哪个列表？'),
      text(
        '"r" and "w" are seen from the program: a read takes bytes from the disk.',
        '“r” 和 “w” 是从程序的角度看的：读就是从磁盘取出字节。',
      ),
      text(
        'rbps: throttleReadBpsDevice; wbps: throttleWriteBpsDevice.',
        'rbps：throttleReadBpsDevice；wbps：throttleWriteBpsDevice。',
      ),
    ],
  },
  IO_LINE_TORN: {
    title: text(
      'Some limits of the disk are there, others are not',
      '磁盘的限制有的在，有的不在',
    ),
    because: text(
      'Each write to io.max sets the keys that it names, of the disk that it names. At least one of the four is not what the bundle asks for.',
      '每次写 io.max，设置的是写入的那块磁盘、写入的那几个键。四个里至少有一个不是 bundle 要求的。',
    ),
    read: [RST, SPEC],
    hints: [
      text('Which of the four is missing?', '四个里缺了哪个？'),
      text(
        'Collect the limits of one disk before you write: the same disk may be in four lists.',
        '先把同一块磁盘的限制收齐再写：同一块磁盘可能出现在四个列表里。',
      ),
      text(
        'A map from major:minor to its line; append to the line that is there.',
        '用一个从 major:minor 到行的 Map；已经有行就接在后面。',
      ),
    ],
  },
})
