/** Step 5: what a container changed becomes a layer of an image. */
import type { TreeEntry } from '#checker/files.ts'
import { type Check, fail, pass } from '#checker/lab.ts'
import { digestChecks } from './checks-digest.ts'
import { checkOf, commandsOf } from './commands.ts'
import { digestOf, type Packed, packed } from './packed.ts'
import type { TarEntry } from './tar.ts'

const WHITEOUTS = 'image-spec layer.md, "Whiteouts"'
const ATTRIBUTES = 'image-spec layer.md, "File Attributes"'

/** Lines about the archive are these. */
function ofArchive(
  wanted: (shown: Packed) => readonly string[],
  found: (entries: readonly TarEntry[], shown: Packed) => readonly string[],
  diagnosis: string,
): Check['run'] {
  return checkOf(packed, (shown) => {
    const { entries } = shown
    const expected = [...wanted(shown)].sort().join('\n')
    const actual = entries
      ? [...found(entries, shown)].sort().join('\n')
      : 'the file is no tar archive'
    const evidence = {
      ...commandsOf(shown),
      'tar -tvf': entries?.map(listed).join('\n') ?? '(no archive)',
    }
    if (expected === actual) return pass({ evidence })
    return fail({
      expected: expected || 'none',
      actual: actual || 'none',
      evidence,
      diagnosis,
    })
  })
}

const listed = ({ name, type, mode, uid, gid, link }: TarEntry) =>
  `${type} ${mode.toString(8)} ${uid}:${gid} ${name}${link && ` -> ${link}`}`

const bare = (name: string) => name.replace(/^\.\//, '').replace(/\/$/, '')
const lastOf = (name: string) => bare(name).split('/').at(-1) ?? ''

/** Files of the upper folder that are no marks, and their entries. */
function filesIn({ changed }: Packed): readonly TreeEntry[] {
  const entries = changed.upper?.entries ?? []
  return entries.filter(({ path, device }) => path !== '' && device !== '0:0')
}

const isMark = ({ name }: TarEntry) => lastOf(name).startsWith('.wh.')

const TYPES: Readonly<Record<string, TreeEntry['kind']>> = {
  0: 'file',
  2: 'link',
  3: 'character device',
  4: 'block device',
  5: 'directory',
  6: 'fifo',
}

const OPAQUE = '.wh..wh..opq'
const whiteoutAt = (path: string) => path.replace(/([^/]*)$/, '.wh.$1')

const whiteouts: Check = {
  id: 'commit.whiteouts',
  title: {
    en: 'each deletion is an empty file named .wh. and what was deleted',
    zh: '每个删除都是一个空文件，名字是 .wh. 加上被删的名字',
  },
  points: 2,
  needs: ['whiteout.deleted'],
  source: WHITEOUTS,
  run: ofArchive(
    ({ changed: { drawn } }) =>
      ['gone/x', 'tree', 'note'].map(
        (label) => `0 ${whiteoutAt(drawn.path(label))} 0`,
      ),
    (entries) =>
      entries
        .filter((entry) => isMark(entry) || entry.type === '3')
        .filter(({ name }) => lastOf(name) !== OPAQUE)
        .filter(({ major, minor, type }) => type === '0' || major + minor === 0)
        .map(({ name, type, body }) => `${type} ${bare(name)} ${body.length}`),
    'WHITEOUT_NAME',
  ),
}

const opaque: Check = {
  id: 'commit.opaque',
  title: {
    en: 'a folder that was replaced has an opaque mark in it, and no other has',
    zh: '被替换的目录里有 opaque 标记，别的目录没有',
  },
  points: 1,
  needs: ['whiteout.opaque'],
  source: 'image-spec layer.md, "Opaque Whiteout"',
  run: ofArchive(
    ({ changed: { drawn } }) => [`${drawn.name('swept')}/${OPAQUE}`],
    (entries) =>
      entries
        .filter(({ name }) => lastOf(name) === OPAQUE)
        .map(({ name }) => bare(name)),
    'OPAQUE_NOT_COMMITTED',
  ),
}

const files: Check = {
  id: 'commit.files',
  title: {
    en: 'everything else is there once, with its kind and content',
    zh: '其他文件各出现一次，类型和内容都对',
  },
  points: 2,
  needs: ['copy-up.upper'],
  source: 'image-spec layer.md, "File Types"',
  run: ofArchive(
    (shown) => filesIn(shown).map(({ path, kind }) => `${path}: ${kind}`),
    (entries, shown) =>
      entries
        .filter((entry) => !isMark(entry))
        .map((entry) => `${bare(entry.name)}: ${kindOf(entry, shown) ?? '?'}`),
    'ENTRY_WRONG',
  ),
}

const attributes: Check = {
  id: 'commit.attributes',
  title: {
    en: 'entries have mode, owner, group and time of their files',
    zh: '条目带有文件的权限、属主、属组和时间',
  },
  points: 2,
  needs: ['commit.files'],
  source: ATTRIBUTES,
  run: ofArchive(
    (shown) =>
      filesIn(shown).map(({ path, mode, uid, gid, mtimeNs }) =>
        attributesLine(path, { mode, uid, gid, mtime: seconds(mtimeNs) }),
      ),
    (entries) =>
      entries
        .filter((entry) => !isMark(entry))
        .map((entry) => attributesLine(bare(entry.name), entry)),
    'ATTRIBUTES_LOST',
  ),
}

const links: Check = {
  id: 'commit.links',
  title: {
    en: 'a file with two names is stored once: the second entry is a link',
    zh: '有两个名字的文件只存一份：第二个条目是链接',
  },
  points: 1,
  needs: [],
  source: 'image-spec layer.md, "Hardlinks"',
  run: ofArchive(
    (shown) => {
      const [first, second] = ['new/file', 'new/twin']
        .map((label) => shown.changed.drawn.path(label))
        .sort()
      return [`${second} -> ${first}`]
    },
    (entries) =>
      entries
        .filter(({ type }) => type === '1')
        .map(({ name, link }) => `${bare(name)} -> ${bare(link)}`),
    'LINK_STORED_TWICE',
  ),
}

const xattrs: Check = {
  id: 'commit.xattrs',
  title: {
    en: 'extended attributes go along, those of the overlay do not',
    zh: '扩展属性会带上，但 overlay 自己的不带',
  },
  points: 2,
  needs: [],
  source: `${ATTRIBUTES}; tar(5), SCHILY.xattr`,
  run: ofArchive(
    ({ changed: { drawn } }) => [
      `${drawn.path('new/capable')}: security.capability=${drawn.capability.toString('hex')}`,
    ],
    (entries) =>
      entries.flatMap(({ name, xattrs }) =>
        Object.entries(xattrs).map(
          ([key, value]) => `${bare(name)}: ${key}=${value.toString('hex')}`,
        ),
      ),
    'XATTRS_WRONG',
  ),
}

export const commitChecks: readonly Check[] = [
  whiteouts,
  opaque,
  files,
  attributes,
  links,
  xattrs,
  ...digestChecks,
]

const seconds = (ns: string) => Number(BigInt(ns) / 1_000_000_000n)

function attributesLine(
  path: string,
  { mode, uid, gid, mtime }: Pick<TarEntry, 'mode' | 'uid' | 'gid' | 'mtime'>,
): string {
  return `${path}: mode ${mode.toString(8)}, ${uid}:${gid}, time ${mtime}`
}

/** What an entry is, if it is the same as the file in the upper folder. */
function kindOf(entry: TarEntry, shown: Packed): string | null {
  const path = bare(entry.name)
  const file = filesIn(shown).find((file) => file.path === path)
  if (file === undefined) return 'an entry of no file'
  if (entry.type === '1') return file.kind
  const kind = TYPES[entry.type] ?? `type ${entry.type}`
  const { device, target, size } = file
  if (device !== null && device !== `${entry.major}:${entry.minor}`)
    return `${kind} ${entry.major}:${entry.minor}`
  if (kind === 'link' && target !== entry.link) return `link to ${entry.link}`
  if (kind === 'file' && !isSameContent(entry, file))
    return `file with another content, ${entry.body.length} of ${size} bytes`
  return kind
}

const isSameContent = ({ body }: TarEntry, { sha256 }: TreeEntry) =>
  digestOf(body) === `sha256:${sha256}`
