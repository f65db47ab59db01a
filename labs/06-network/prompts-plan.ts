/** What the starter says about addresses, and about what ADD tells. */
import type { Text } from '#checker/check.ts'

export const planPrompts: Readonly<Record<string, Text>> = {
  'lab-06-lease': {
    en: `Find an address that nobody has.
  1. addressesAfter(set, last) goes through the set once, beginning after the one that was leased last. Why not begin at the first one?
  2. taken has the leases by address, as text: formatIp makes it.
  3. What do you throw if there is none (poolExhausted)? Say which ranges, and how many are leased.`,
    zh: `找一个没人用的地址。
  1. addressesAfter(set, last) 从上次分出的地址之后开始，把集合走一遍。为什么不从第一个开始？
  2. taken 按地址的文本记录已分出的；formatIp 得到这个文本。
  3. 一个都没有时抛出什么（poolExhausted）？写明是哪些范围、已分出多少。`,
  },
  'lab-06-result': {
    en: `Tell the caller what was made.
  1. Three interfaces, in this order: the bridge, the host's end, the container's end. Only the last one has a sandbox: what is it?
  2. For each lease an address: describeAddress knows how.
  3. The version is the caller's; routes and dns are handed on.`,
    zh: `告诉调用者创建了什么。
  1. 按顺序三个接口：网桥、宿主机那一端、容器那一端。只有最后一个有 sandbox：它是什么？
  2. 每个租约对应一个地址：describeAddress 会做。
  3. 版本用调用者的；routes 和 dns 原样交回。`,
  },
}
