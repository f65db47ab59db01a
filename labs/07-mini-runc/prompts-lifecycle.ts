import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const lifecyclePrompts: Readonly<Record<string, Text>> = {
  'lab-07-create-wait': text(
    `Record how the child says that all is made, and waits until it is started.
1. What tells the parent that every step until here has succeeded? Then create ends.
2. The child has the FIFO open as a descriptor. Which call sleeps there until somebody writes?
3. One byte is enough; nobody looks at it.`,
    `记录子进程怎样报告一切就绪，然后等待启动。
1. 用什么告诉父进程，到这里为止每一步都成功了？之后 create 就结束。
2. 子进程手里有 FIFO 的描述符。哪个调用会睡在那里，直到有人写入？
3. 一个字节就够，没人看它的内容。`,
  ),
  'lab-07-start': text(
    `Let the child go, and wait until it executes its program.
1. Open the FIFO for writing. Without a reader that fails, with which flag?
2. Write a byte, and close it: what would become of the next reader otherwise?
3. untilExecuted reads the other FIFO. What does its end without a word mean?`,
    `放子进程走，并等到它执行程序。
1. 打开 FIFO 准备写。没有读者时应当失败，这要用哪个标志？
2. 写一个字节，然后关闭：不关的话，下一个读者会怎样？
3. untilExecuted 读另一个 FIFO。它不说一句话就结束，意味着什么？`,
  ),
  'lab-07-status': text(
    `Its first process is alive. Is it created, or does it run?
1. Whoever was created reads a FIFO until it is started. What is written down cannot know; the kernel does.
2. To open a FIFO for writing, without waiting, fails where nobody has it open to read: openForWriting tells.
3. Leave nothing open: you only look.`,
    `第一个进程还活着。它是 created，还是已经在运行？
1. 创建好的进程在被启动之前一直读一个 FIFO。写下来的记录不可能知道，内核知道。
2. 不等待地以写方式打开 FIFO，没有人打开它来读时会失败：openForWriting 会告诉你。
3. 什么都不要留着不关：你只是看一眼。`,
  ),
}
