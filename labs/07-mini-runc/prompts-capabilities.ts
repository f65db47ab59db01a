import type { Text } from '#checker/check.ts'
import { text } from '#checker/diagnoses.ts'

export const capabilitiesPrompts: Readonly<Record<string, Text>> = {
  'lab-07-capabilities': text(
    `Have the capabilities of "sets" and no others, and become the user in between.
1. "dropped" have to leave the bounding set, one prctl each. That takes a right: when is it gone?
2. become() may take all that is permitted. A flag of the process (see prctl(2)) keeps it.
3. capset takes capabilityHeader() and capabilityData(sets): three of the five sets at once.
4. "ambient" are raised one by one. Of which other sets do they have to be a part by then?`,
    `拥有 "sets" 里的权限，别的一个也没有，并在中间变成那个用户。
1. "dropped" 里的要离开边界集，每个用一次 prctl。这需要权限：什么时候就没有了？
2. become() 可能拿走许可集里的一切。进程的一个标志（见 prctl(2)）能保住它。
3. capset 接受 capabilityHeader() 和 capabilityData(sets)：一次设置五个集合中的三个。
4. "ambient" 要一个一个地提升。那时它们必须已经在哪些集合里？`,
  ),
}
