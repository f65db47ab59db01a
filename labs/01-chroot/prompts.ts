import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

/** What the starter says where a region was, without the marks of a comment. */
export const prompts: Readonly<Record<string, Text>> = {
  'lab-01-bundle': text(
    `Read config.json of the bundle in "directory", and find its root.
1. readConfig and parseSpec give you the spec.
2. root.path may be relative. Relative to what? See runtime-spec config.md, "Root".
3. Return the spec, the path of config.json and the rootfs, both paths absolute.`,
    `读取 "directory" 这个 bundle 的 config.json，并找到它的根目录。
1. 用 readConfig 和 parseSpec 得到 spec。
2. root.path 可能是相对路径。相对于什么？见 runtime-spec config.md 的 "Root"。
3. 返回 spec、config.json 的路径和 rootfs，两个路径都是绝对路径。`,
  ),
  'lab-01-exec': text(
    `Become the program of the container: record execve(2).
1. Exactly the arguments and the environment of the spec, and nothing of ours.
2. A name without a slash is searched in PATH. In whose? And on which side of chroot?
3. A failed execve returns, so the next directory can be tried; see { ignore: ... }.`,
    `变成容器里的程序：记录 execve(2)。
1. 参数和环境变量与 spec 完全一致，不带我们自己的任何东西。
2. 不含斜杠的名字要在 PATH 中查找。谁的 PATH？在 chroot 的哪一边？
3. execve 失败会返回，于是可以尝试下一个目录；见 { ignore: ... }。`,
  ),
  'lab-01-descriptors': text(
    `Leave 0, 1 and 2 open, and nothing else.
1. Node marked its own three close-on-exec. fcntl(2) can take the mark off.
2. All others, known or not, have to be gone after execve: close_range(2).
3. Not before: one of them tells the parent which step failed.`,
    `只让 0、1、2 保持打开，其他都不留。
1. Node 给自己的三个描述符加了 close-on-exec 标记。fcntl(2) 可以去掉它。
2. 其余的描述符，不管知不知道，execve 之后都必须消失：close_range(2)。
3. 不能更早：其中一个要告诉父进程哪一步失败了。`,
  ),
  'lab-01-status': text(
    `Turn the ending of the container into our own exit status.
1. It exited: with which code?
2. A signal killed it: what do shells report for "kill -9"?
3. It was never executed: "no such program" and "may not be executed" differ.`,
    `把容器的结束方式变成我们自己的退出状态。
1. 它自己退出：退出码是多少？
2. 它被信号杀死：shell 对 "kill -9" 报告什么？
3. 它从未被执行：“没有这个程序”和“不能执行”是两回事。`,
  ),
  'lab-01-root': text(
    `Make "rootfs" the root of the child, and go to "cwd" inside.
1. A process has two directories, and chroot(2) moves one of them.
2. In which order? "cwd" is a path inside the new root.`,
    `让 "rootfs" 成为子进程的根目录，并进入其中的 "cwd"。
1. 进程有两个目录，chroot(2) 只移动其中一个。
2. 顺序是什么？"cwd" 是新根目录里的路径。`,
  ),
  'lab-01-escape': text(
    `Get out. You are root, in a chroot, with your working directory inside.
1. Walking up stops at the root directory of the process, and at nothing else.
2. You may call mkdir, chroot and chdir. Where must the root be, so that the walk up never meets it?
3. At the top, make that the root.`,
    `逃出去。你是 root，在 chroot 里，工作目录也在里面。
1. 往上走只会停在进程的根目录，别的什么也拦不住。
2. 你可以调用 mkdir、chroot 和 chdir。根目录要在哪里，往上走才永远碰不到它？
3. 到了顶上，把那里设为根目录。`,
  ),
}
