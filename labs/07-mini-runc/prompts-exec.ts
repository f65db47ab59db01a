import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const execPrompts: Readonly<Record<string, Text>> = {
  'lab-07-exec-process': text(
    `Tell what process is asked for.
1. With --process, all of it is in that file, and the container's own has no say: readProcess.
2. Without it, it has what the container's own process was allowed, and the words of the command line.
3. --tty asks for a terminal in both cases.`,
    `给出所要求的进程。
1. 有 --process 时，一切都在那个文件里，与容器自己的进程无关：readProcess。
2. 没有时，它拥有容器自己的进程所允许的一切，再加上命令行上的内容。
3. 两种情况下，--tty 都表示要一个终端。`,
  ),
}
