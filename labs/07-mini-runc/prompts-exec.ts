import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const execPrompts: Readonly<Record<string, Text>> = {
  'lab-07-exec-process': text(
    `A whole process stands in the file: read it.
1. What may be wrong with it, parseProcess says, with the place in the file: it takes a JsonValue.
2. The file is no config.json: its "process" is all of it.`,
    `文件里是一整个 process：把它读出来。
1. 哪里写错了，parseProcess 会连同文件中的位置一起说出来：它接受 JsonValue。
2. 这个文件不是 config.json：整个文件就是 "process"。`,
  ),
}
