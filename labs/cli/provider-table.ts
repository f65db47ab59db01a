/**
 * Every provider in a line: whether it would do here, why, and which it is.
 *
 *     ✓ qemu     QEMU is installed: /usr/bin/qemu-system-x86_64
 *                chosen: the first that fits
 *     ✗ lima     there is no limactl …
 */
import { padTo } from '#checker/text/width.ts'
import type { Chosen } from '#vm/providers.ts'
import type { Io } from './io.ts'
import { chosenWords, fitnessWords } from './provider-words.ts'

export function providerTable(io: Io, chosen: Chosen): string {
  const { bold, dim, green, yellow } = io.color
  const { fitness, name: choice } = chosen.choice
  const width = Math.max(...fitness.map(({ name }) => name.length))
  const lines = fitness.flatMap((one) => {
    const mark = one.fit ? green('✓') : dim('✗')
    const row = `${padTo(one.name, width)}  ${fitnessWords(io, one)}`
    if (one.name !== choice) return [`${mark} ${row}`]
    const why = `  ${' '.repeat(width)}  ${chosenWords(io, chosen)}`
    return [`${mark} ${bold(row)}`, one.fit ? green(why) : yellow(why)]
  })
  return `${lines.join('\n')}\n`
}
