import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const hooksPrompts: Readonly<Record<string, Text>> = {
  'lab-07-hooks': text(
    `Run all hooks of this kind, one after the other; the first that fails is the last.
1. Each is told the state of the container, as JSON: publicState gives most of it.
2. The status is that of the moment: see the table at the top.
3. Which pid? In the container its first process has another number than here; place tells whether the hook is run there.`,
    `依次运行这一种的所有钩子；有一个失败，后面的就不再运行。
1. 每个钩子都会读到容器状态的 JSON：大部分由 publicState 给出。
2. status 是那一刻的状态：见文件开头的表。
3. 用哪个 pid？第一个进程在容器里的编号与在这里的不同；place 说明钩子是否在容器里运行。`,
  ),
}
