/** Step 4: what can be wrong with the list of changes. */
import { diagnosesOf, text } from '#checker/diagnoses.ts'

const DIFF = 'docker-container-diff(1)'
const MARKS = 'overlayfs.rst, "whiteouts and opaque directories"'

export const diffDiagnoses = diagnosesOf({
  DIFF_WRONG_LETTER: {
    title: text(
      'A change has the wrong letter, or none',
      '改动的字母不对，或者没有列出',
    ),
    because: text(
      'The upper folder shows that something is there now. Whether it is new or another depends on what the layers below show under the same name.',
      'upper 只说明现在有什么。它是新的还是变了，要看下面各层在同一个名字下显示什么。',
    ),
    read: [DIFF, 'overlayfs.rst, "Upper and Lower"'],
    hints: [
      text(
        'What do the layers below have at this path?',
        '下面各层在这个路径上有什么？',
      ),
      text(
        'Nothing below: A. Something below and something now: C. Something below and a whiteout now: D.',
        '下面没有：A。下面有、现在也有：C。下面有、现在是 whiteout：D。',
      ),
      text(
        'before is undefined exactly if nothing was there.',
        'before 为 undefined 就表示以前没有。',
      ),
    ],
  },
  DIFF_HIDDEN_UNTOLD: {
    title: text(
      'What an opaque folder hides is not told',
      '没有说出不透明目录遮住了什么',
    ),
    because: text(
      'A folder was removed and made anew. There is one mark for all that was in it, so the names have to come from the layers below.',
      '目录删掉后重新建立。里面原有的一切只有一个标记，所以名字要到下面的层里去找。',
    ),
    read: [MARKS, DIFF],
    hints: [
      text(
        'Which names does the old folder have, and which the new one?',
        '旧目录有哪些名字，新目录有哪些？',
      ),
      text(
        'What is in both is C, what is only below is D, and only if the folder is opaque.',
        '两边都有的是 C；只在下面有的是 D，但只有目录不透明时才算。',
      ),
      text(
        'Walk through the names below, also if the new folder has files of its own.',
        '即使新目录里有自己的文件，也要走一遍下面的名字。',
      ),
    ],
  },
  DIFF_PARENT_LISTED: {
    title: text(
      'A folder is listed in which nothing came or went',
      '列出了一个没有增减内容的目录',
    ),
    because: text(
      'To copy a file up, the kernel has to make the folder that it is in. That is no change: the folder has mode, owner and time of the one below.',
      '要复制文件，内核得先建好它所在的目录。这不算改动：目录的权限、属主和时间都与下面的一样。',
    ),
    read: ['overlayfs.rst, "Non-directories"', 'inode(7)'],
    hints: [
      text(
        'What is different between the two folders, as stat shows them?',
        '用 stat 看，两个目录有什么不同？',
      ),
      text(
        'A folder changes when a name comes or goes in it: then its time is another.',
        '目录里有名字增减时，目录才算变了：这时它的时间会不同。',
      ),
      text(
        'isSameDirectory compares what counts; where it says yes, there is no line.',
        'isSameDirectory 比较了该比较的；它说“是”就不输出这一行。',
      ),
    ],
  },
  DIFF_UNSORTED: {
    title: text('The list is not sorted', '列表没有排序'),
    because: text(
      'Two lists can be compared only if they have an order that does not depend on the file system, nor on the way the program went through it.',
      '两份列表要能比较，顺序就不能取决于文件系统，也不能取决于程序的遍历方式。',
    ),
    read: ['readdir(3)', DIFF],
    hints: [
      text(
        'In which order do the lines come to be?',
        '这些行是按什么顺序产生的？',
      ),
      text(
        'A folder is finished with what it hides, which comes after what it has.',
        '一个目录先列出它有的，最后才列出它遮住的。',
      ),
      text(
        'Sort the whole list by path at the end, byte by byte: compareNames.',
        '最后按路径逐字节给整个列表排序：compareNames。',
      ),
    ],
  },
  DIFF_JSON_DIFFERS: {
    title: text('The list as JSON is another one', 'JSON 形式的列表内容不一样'),
    because: text(
      'With --json the same changes are told to a program: [{"kind":"A","path":"/a"}]. It found something else there.',
      '加上 --json 是把同样的改动告诉程序：[{"kind":"A","path":"/a"}]。结果却不同。',
    ),
    read: ['mini-layers --help'],
    hints: [
      text(
        'Put the two outputs side by side: which path differs?',
        '把两种输出放在一起看：哪个路径不同？',
      ),
      text(
        'Both have to be made of one list of changes.',
        '两者应当由同一份改动列表生成。',
      ),
      text('A path begins with "/" in both.', '两种输出里路径都以 “/” 开头。'),
    ],
  },
})
