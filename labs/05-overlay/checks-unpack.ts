/** Step 6: an archive of a layer becomes files again. */
import type { TreeEntry } from '#checker/files.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { hostileChecks } from './checks-hostile.ts'
import { checkOf, commandsOf } from './commands.ts'
import { digestOf } from './packed.ts'
import type { TarInput } from './tar-make.ts'
import { type Unpacked, unpacked } from './unpacked.ts'

/** Lines about the target are these. */
function ofTarget(
  wanted: (shown: Unpacked) => readonly string[],
  found: (shown: Unpacked) => readonly string[],
  diagnosis: string,
): Check['run'] {
  return checkOf(unpacked, (shown) => {
    const sorted = (lines: readonly string[]) => [...lines].sort().join('\n')
    const [expected, actual] = [sorted(wanted(shown)), sorted(found(shown))]
    const archive = shown.layer.entries.map(({ name }) => name).join('\n')
    const evidence = {
      ...commandsOf(shown),
      'the archive': archive,
      'the target': (shown.target?.entries ?? [])
        .map(({ path, kind }) => `${path} (${kind})`)
        .join('\n'),
    }
    if (expected === actual) return pass({ evidence })
    return fail({
      expected,
      actual: actual || 'nothing of it',
      evidence,
      diagnosis,
    })
  })
}

const KINDS: Readonly<Record<string, TreeEntry['kind']>> = {
  0: 'file',
  1: 'file',
  2: 'link',
  3: 'character device',
  5: 'directory',
  6: 'fifo',
}

const bare = (name: string) => name.replace(/\/$/, '')

/** The files of these entries, by their paths. */
function filesOf(shown: Unpacked): readonly [TarInput, TreeEntry][] {
  const { entries = [] } = shown.target ?? {}
  return inDir(shown).flatMap((input) => {
    const file = entries.find(({ path }) => path === bare(input.name))
    return file ? [[input, file] as [TarInput, TreeEntry]] : []
  })
}

const inDir = ({ layer }: Unpacked) => {
  const dir = layer.entries[0]?.name ?? ''
  return layer.entries.filter(({ name }) => name.startsWith(dir))
}

const files: Check = {
  id: 'unpack.files',
  title: {
    en: 'every kind of file is there, with its content',
    zh: '每种文件都在，内容也对',
  },
  points: 2,
  needs: [],
  source: 'image-spec layer.md, "Applying Changesets"; tar(5)',
  run: ofTarget(
    (shown) =>
      inDir(shown).map((input) => contentLine(input, wantedOf(input, shown))),
    (shown) => filesOf(shown).map(([input, file]) => contentLine(input, file)),
    'UNPACKED_WRONG',
  ),
}

const links: Check = {
  id: 'unpack.links',
  title: {
    en: 'a link is one more name of the same file',
    zh: '硬链接是同一个文件的另一个名字',
  },
  points: 1,
  needs: ['unpack.files'],
  source: 'image-spec layer.md, "Hardlinks"; link(2)',
  run: ofTarget(
    () => ['2 names, 1 inode'],
    (shown) => {
      const own = filesOf(shown).filter(
        ([, { kind, links }]) => kind === 'file' && links > 1,
      )
      const inodes = new Set(own.map(([, { identity }]) => identity))
      return [`${own.length} names, ${inodes.size} inode`]
    },
    'LINK_COPIED',
  ),
}

const attributes: Check = {
  id: 'unpack.attributes',
  title: {
    en: 'files and folders have the mode, owner, time and attributes of the archive',
    zh: '文件和目录带有归档里的权限、属主、时间和扩展属性',
  },
  points: 2,
  needs: ['unpack.files'],
  source: 'image-spec layer.md, "File Attributes"; chown(2)',
  run: ofTarget(
    (shown) => [
      ...inDir(shown)
        .filter(({ type }) => type !== '1')
        .map(({ name, mode = 0, uid, gid, mtime }) =>
          attributesLine({ path: bare(name), mode, uid, gid, mtime }),
        ),
      ...inDir(shown).flatMap(({ xattrs = {} }) => describeXattrs(xattrs)),
    ],
    (shown) => [
      ...filesOf(shown)
        .filter(([{ type }]) => type !== '1')
        .map(([, file]) =>
          attributesLine({ ...file, mtime: Number(file.mtimeNs) / 1e9 }),
        ),
      ...describeXattrs(shown.xattrs ?? {}),
    ],
    'ATTRIBUTES_NOT_SET',
  ),
}

const whiteouts: Check = {
  id: 'unpack.whiteouts',
  title: {
    en: 'a whiteout removes the file below, and leaves nothing of itself',
    zh: 'whiteout 会移走下面的文件，自己什么也不留下',
  },
  points: 2,
  needs: [],
  source: 'image-spec layer.md, "Whiteouts"',
  run: ofTarget(
    ({ layer }) => [layer.kept],
    ({ layer, target }) =>
      (target?.entries ?? [])
        .map(({ path }) => path)
        .filter(
          (path) =>
            [layer.gone, layer.kept].includes(path) ||
            path.split('/').at(-1)?.startsWith('.wh.'),
        ),
    'WHITEOUT_NOT_APPLIED',
  ),
}

const opaque: Check = {
  id: 'unpack.opaque',
  title: {
    en: 'an opaque mark empties the folder of what is below, and of nothing else',
    zh: 'opaque 标记清掉目录里下层的内容，别的不动',
  },
  points: 2,
  needs: [],
  source: 'image-spec layer.md, "Opaque Whiteout"',
  run: ofTarget(
    ({ layer: { old } }) => [`${old}/first`, `${old}/last`],
    ({ layer: { old }, target }) =>
      (target?.entries ?? [])
        .map(({ path }) => path)
        .filter((path) => path.startsWith(`${old}/`)),
    'OPAQUE_NOT_APPLIED',
  ),
}

const overlay: Check = {
  id: 'unpack.overlay',
  title: {
    en: 'for an overlay, the marks become those of the kernel',
    zh: '为 overlay 解包时，标记变成内核的标记',
  },
  points: 2,
  needs: ['unpack.whiteouts', 'unpack.opaque'],
  source: 'overlayfs.rst, "whiteouts and opaque directories"',
  run: ofTarget(
    ({ layer: { gone, old } }) => [
      `${gone}: character device 0:0`,
      `${old}: trusted.overlay.opaque=y`,
    ],
    ({ layer: { gone, old }, lower, lowerOld }) => {
      const mark = lower?.entries.find(({ path }) => path === gone)
      const value = lowerOld?.['trusted.overlay.opaque']
      return [
        `${gone}: ${mark ? `${mark.kind} ${mark.device}` : 'not there'}`,
        `${old}: trusted.overlay.opaque=${value ?? ''}`,
      ]
    },
    'MARKS_NOT_WRITTEN',
  ),
}

export const unpackChecks: readonly Check[] = [
  files,
  links,
  attributes,
  whiteouts,
  opaque,
  overlay,
  ...hostileChecks,
]

type Content = Pick<TreeEntry, 'kind' | 'sha256' | 'target' | 'device'>

function contentLine({ name }: TarInput, content: Content): string {
  const { kind, sha256, target, device } = content
  return `${bare(name)}: ${kind} ${sha256?.slice(0, 12) ?? target ?? device ?? ''}`
}

function wantedOf(input: TarInput, { layer }: Unpacked): Content {
  const { type = '0', link, major, minor } = input
  const kind = KINDS[type] ?? 'socket'
  const first = layer.entries.find(({ name }) => name === link)
  const content = (first ?? input).body ?? Buffer.alloc(0)
  return {
    kind,
    sha256: kind === 'file' ? digestOf(content).slice('sha256:'.length) : null,
    target: kind === 'link' ? (link ?? '') : null,
    device: kind === 'character device' ? `${major}:${minor}` : null,
  }
}

interface Attributes {
  readonly path: string
  readonly mode: number
  readonly uid?: number | undefined
  readonly gid?: number | undefined
  readonly mtime?: number | undefined
}

function attributesLine({ path, mode, uid, gid, mtime }: Attributes): string {
  return `${path}: mode ${mode.toString(8)}, ${uid}:${gid}, time ${mtime}`
}

const describeXattrs = (xattrs: Readonly<Record<string, Buffer>>) =>
  Object.entries(xattrs).map(
    ([name, value]) => `${name}=${value.toString('hex')}`,
  )
