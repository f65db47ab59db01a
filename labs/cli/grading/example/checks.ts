/**
 * An example of hidden checks: one more container for lab 01, with what a runtime
 * that was written for the checks alone may not have thought of.
 */

import type { Ending } from '#checker/agent/protocol.ts'
import type { Bench } from '#checker/bench.ts'
import {
  type Container,
  folderOf,
  killContainer,
  startContainer,
} from '#checker/container.ts'
import { diagnosesOf, text } from '#checker/diagnoses.ts'
import { programEntry } from '#checker/entries.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { nothingRuns } from '#checker/nothing-runs.ts'
import { describeHeld, procEvidence } from '#checker/outcome.ts'
import { sleepingProbe } from '#checker/probe.ts'
import { profileOf } from '#labs/01-chroot/resident.ts'

interface Parameters {
  /** How many arguments the program gets. */
  readonly arguments: number
}

const NAME = 'crowded'

/** A container with many arguments, in a directory with a strange name. */
interface Crowded {
  readonly container: Container
  readonly ending: Ending
  readonly args: readonly string[]
  readonly cwd: string
  /** Identity of the working directory that was asked for. */
  readonly wanted: string | null
}

const crowdedWith = (count: number) => async (bench: Bench) => {
  const hex = (what: string) => bench.seed.hex(`${NAME} ${what}`, 4)
  const program = `/bin/probe-${hex('program')}`
  const cwd = `/two words/容器 ${hex('cwd')}/${'deep/'.repeat(8)}end`
  const args = [
    program,
    ...Array.from({ length: count }, (_, at) => hex(`${at}`)),
  ]
  const { executable } = sleepingProbe(bench.hello.arch, hex('mark'))
  const rootfs = `${folderOf(bench, NAME)}/bundle/rootfs`
  const container = await startContainer(
    bench,
    {
      ...{ name: NAME, args, cwd, env: ['PATH=/bin', 'HOME=/'] },
      rootPath: rootfs,
      entries: [
        programEntry(`bundle/rootfs${program}`, executable),
        { kind: 'directory', path: `bundle/rootfs${cwd}` },
      ],
      programs: [`${rootfs}${program}`],
    },
    await profileOf(bench),
  )
  const paths = [`${rootfs}${cwd}`]
  const [wanted = null] = await bench.call('identify', { paths })
  const ending = await killContainer(bench, container)
  return { container, ending, args, cwd, wanted } satisfies Crowded
}

/** As the checks of the kit: what was drawn, and what the kernel shows of it. */
export function checks({ arguments: count }: Parameters): readonly Check[] {
  const crowded = crowdedWith(count)
  return [
    {
      id: 'hidden.many-arguments',
      title: text(
        'it gets many arguments, and all of them',
        '程序得到很多参数，一个不少',
      ),
      ...{ points: 2, needs: [], source: 'execve(2), "Limits on size"' },
      run: async (bench) => {
        const found = await bench.share(crowded)
        const { seen } = found.container
        if (seen === null) return nothingRuns(found)
        const evidence = procEvidence(seen, 'cmdline', seen.argv.join(' '))
        const [expected, actual] = [found.args, seen.argv].map((list) =>
          JSON.stringify(list),
        )
        if (expected === actual) return pass({ evidence })
        return fail({
          expected: `${found.args.length} arguments`,
          actual: `${seen.argv.length} arguments, or others`,
          ...{ evidence, diagnosis: 'ARGUMENTS_LOST' },
        })
      },
    },
    {
      id: 'hidden.strange-directory',
      title: text(
        'its working directory may have any name',
        '工作目录可以是任何名字',
      ),
      ...{ points: 2, needs: [], source: 'path_resolution(7)' },
      run: async (bench) => {
        const found = await bench.share(crowded)
        const { seen } = found.container
        if (seen === null) return nothingRuns(found)
        const evidence = procEvidence(seen, 'cwd', describeHeld(seen.cwd))
        if (seen.cwd.identity === found.wanted) return pass({ evidence })
        return fail({
          expected: `it stands in "${found.cwd}" inside its root`,
          actual: `it stands in ${describeHeld(seen.cwd)}`,
          ...{ evidence, diagnosis: 'DIRECTORY_LOST' },
        })
      },
    },
  ]
}

export const diagnoses = diagnosesOf({
  ARGUMENTS_LOST: {
    title: text('Arguments are missing, or changed', '参数缺失或被改动'),
    because: text(
      'execve takes a list of any length that fits into memory.',
      'execve 接受任意长度的参数列表，只要内存放得下。',
    ),
    read: ['execve(2)'],
    hints: [
      text('How long may the list be?', '列表可以有多长？'),
      text(
        'Nothing between config.json and execve may cut it.',
        '从 config.json 到 execve，任何地方都不能截断它。',
      ),
      text('Hand over process.args as it stands.', '原样传递 process.args。'),
    ],
  },
  DIRECTORY_LOST: {
    title: text('The working directory is another one', '工作目录是另一个目录'),
    because: text(
      'Names of files are bytes: blanks and other alphabets are nothing special.',
      '文件名只是字节：空格和其他文字没有什么特别。',
    ),
    read: ['path_resolution(7)'],
    hints: [
      text(
        'What do you do with the path before chdir?',
        '在 chdir 之前，你对路径做了什么？',
      ),
      text(
        'It must reach the system call byte for byte.',
        '它必须一字节不差地到达系统调用。',
      ),
      text(
        'chdir takes process.cwd in UTF-8, and nothing else.',
        'chdir 直接使用 UTF-8 的 process.cwd。',
      ),
    ],
  },
})
