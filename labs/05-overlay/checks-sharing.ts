/** Step 8: many containers, one image. */
import { type Check, fail, pass } from '#checker/lab.ts'
import { checkOf, commandsOf } from './commands.ts'
import { type Shared, shared } from './shared.ts'

type Facts = Readonly<Record<string, string | number | null>>

/** Facts about the layer and both containers are these. */
function ofFacts(
  wanted: (shown: Shared) => Facts,
  found: (shown: Shared) => Facts,
  diagnosis: string,
): Check['run'] {
  return checkOf(
    shared,
    (shown) => {
      const lines = (facts: Facts) =>
        Object.entries(facts)
          .map(([where, fact]) => `${where}: ${fact ?? 'not there'}`)
          .join('\n')
      const [expected, actual] = [lines(wanted(shown)), lines(found(shown))]
      const evidence = { ...commandsOf(shown), 'seen there': actual }
      if (expected === actual) return pass({ evidence })
      return fail({ expected, actual, evidence, diagnosis })
    },
    'NOT_MOUNTED',
  )
}

/** Bytes on the disk, and of the large file. */
const disk = (has: number, sees: number): Facts => ({
  'one has': has,
  'other has': has,
  'one sees': sees,
  'other sees': sees,
})

export const sharingChecks: readonly Check[] = [
  {
    id: 'sharing.inode',
    title: {
      en: 'two containers read the very inode of the layer: one copy in memory',
      zh: '两个容器读的就是层里的那个 inode：内存里只有一份',
    },
    points: 2,
    needs: [],
    source: 'overlayfs.rst, "Inode properties"',
    run: ofFacts(
      ({ inodes: { layer } }) => ({ layer, one: layer, other: layer }),
      ({ inodes }) => inodes,
      'NOT_SHARED',
    ),
  },
  {
    id: 'sharing.disk',
    title: {
      en: 'a container that has written nothing takes no place on the disk',
      zh: '什么都没写的容器不占磁盘空间',
    },
    points: 2,
    needs: [],
    source: 'overlayfs.rst, "Non-directories"',
    run: ofFacts(
      ({ sizes: { layer } }) => disk(0, layer),
      ({ taken, sizes }) => ({
        'one has': taken.one,
        'other has': taken.other,
        'one sees': sizes.one,
        'other sees': sizes.other,
      }),
      'DISK_TAKEN',
    ),
  },
  {
    id: 'sharing.apart',
    title: {
      en: 'what one container writes, no other sees, and the layer neither',
      zh: '一个容器写的内容，别的容器看不到，层里也没有',
    },
    points: 2,
    needs: [],
    source: 'overlayfs.rst, "Sharing and copying layers"',
    run: ofFacts(
      ({ before, written }) => ({
        layer: before,
        one: before + written,
        other: before,
      }),
      ({ texts }) => texts,
      'CHANGE_SHARED',
    ),
  },
]
