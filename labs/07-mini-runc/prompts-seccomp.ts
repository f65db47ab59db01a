import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const seccompPrompts: Readonly<Record<string, Text>> = {
  'lab-07-filter': text(
    `Go to "yes" or to "no", by one condition on an argument of 64 bits. The machine loads 32 at a time.
1. "jump" is a comparison that the machine has; if "isOpposite", the two ways are exchanged.
2. The upper half is at offset + 4. Greater there is greater; equal there decides nothing yet.
3. With a mask, only its bits count: and() after each load. Of a narrow argument there is no upper half.
4. Places further on: ahead() makes one, place() fixes it.`,
    `按对一个 64 位参数的条件，转到 "yes" 或 "no"。这台机器一次只能加载 32 位。
1. "jump" 是机器有的比较；如果 "isOpposite"，两条路就交换。
2. 高半部分在 offset + 4。那里大就是大；那里相等则还没有结论。
3. 有掩码时只看掩码里的位：每次加载之后 and()。窄参数没有高半部分。
4. 后面的位置：ahead() 创建，place() 固定。`,
  ),
  'lab-07-seccomp': text(
    `Load the filter of "profile", if there is one and this is the moment for it.
1. Who may load a filter: see EACCES in seccomp(2). Two kinds of processes may.
2. All that follows is filtered, what we do ourselves too. So which moment is right, with no_new_privs and without?
3. flagsOf and sockFprog make what seccomp(2) wants.`,
    `如果有 "profile"，而且现在正是时候，就加载它的过滤器。
1. 谁可以加载过滤器：见 seccomp(2) 的 EACCES。有两种进程可以。
2. 之后的一切都会被过滤，我们自己做的也一样。那么有 no_new_privs 和没有时，各是哪个时机？
3. flagsOf 和 sockFprog 生成 seccomp(2) 要的东西。`,
  ),
  'lab-07-no-new-privileges': text(
    `Set the bit of this process that keeps every execve from giving it more.
1. prctl(2) has an option for it. It takes no right, and nobody can undo it.`,
    `设置进程的那一位，让任何 execve 都不能给它更多权限。
1. prctl(2) 有对应的选项。它不需要权限，谁也不能撤销。`,
  ),
}
