/** What goes wrong with a layer that is made: step 5. */
import type { Mistake } from '#checker/check.ts'

const ENTRIES = 'image/layer-entries.ts'
const COMMIT = 'image/commit.ts'
const RESULT =
  '  return { mediaType: MEDIA_TYPES[compression], digest, size, diffID }\n'

export const commitMistakes: readonly Mistake[] = [
  {
    id: 'whiteouts-as-devices',
    title: 'marks of the kernel go into the archive as they are',
    file: ENTRIES,
    find: '  if (isWhiteout(stat)) {\n',
    replace: '  if (isWhiteout(stat) && stat.isSocket()) {\n',
    check: 'commit.whiteouts',
    diagnosis: 'WHITEOUT_NAME',
  },
  {
    id: 'opaque-forgotten',
    title: 'an opaque folder goes into the archive as any other',
    file: ENTRIES,
    find: '    if (isHiding) yield { entry: mark(opaqueIn(path)) }\n',
    replace: '    if (isHiding) mark(opaqueIn(path))\n',
    check: 'commit.opaque',
    diagnosis: 'OPAQUE_NOT_COMMITTED',
  },
  {
    id: 'pipes-are-files',
    title: 'a FIFO becomes an empty file',
    file: ENTRIES,
    find: "  if (stat.isFIFO()) return 'fifo'\n",
    replace: "  if (stat.isFIFO()) return 'file'\n",
    check: 'commit.files',
    diagnosis: 'ENTRY_WRONG',
  },
  {
    id: 'folders-without-content',
    title: 'what is in a new folder is forgotten',
    file: ENTRIES,
    find: '    yield* directoryEntries(thing)\n',
    replace: "    yield { entry: entryOf(thing, 'directory') }\n",
    check: 'commit.files',
    diagnosis: 'ENTRY_WRONG',
  },
  {
    id: 'nine-bits-of-mode',
    title: 'set-user-ID is lost',
    file: ENTRIES,
    find: 'mode: Number(stat.mode) & 0o7777,',
    replace: 'mode: Number(stat.mode) & 0o777,',
    check: 'commit.attributes',
    diagnosis: 'ATTRIBUTES_LOST',
  },
  {
    id: 'links-as-copies',
    title: 'each name of a file is stored with its content',
    file: ENTRIES,
    find: '  if (first !== undefined)\n',
    replace: "  if (first !== undefined && first === '')\n",
    check: 'commit.links',
    diagnosis: 'LINK_STORED_TWICE',
  },
  {
    id: 'xattrs-forgotten',
    title: 'extended attributes are forgotten',
    file: ENTRIES,
    find: "xattrs: kind === 'link' ? new Map() : xattrsOf(path),",
    replace: "xattrs: kind !== 'directory' ? new Map() : xattrsOf(path),",
    check: 'commit.xattrs',
    diagnosis: 'XATTRS_WRONG',
  },
  {
    id: 'marks-of-the-overlay-too',
    title: 'attributes of the overlay are taken along',
    file: ENTRIES,
    find: '(name) => !isMark(name) && name !== HOST_LABEL,',
    replace: '(name) => name !== HOST_LABEL || isMark(name),',
    check: 'commit.xattrs',
    diagnosis: 'XATTRS_WRONG',
  },
  {
    id: 'in-order-of-inodes',
    title: 'files come in the order in which they were made',
    file: ENTRIES,
    find: '  for (const name of upper.directory.names()) {\n',
    replace: `  const number = (name: FileName) => Number(upper.directory.stat(name)?.ino)
  const names = upper.directory.names()
  for (const name of names.sort((a, b) => number(a) - number(b))) {
`,
    check: 'commit.same',
    diagnosis: 'NOT_DETERMINISTIC',
  },
  {
    id: 'digest-of-the-archive',
    title: 'the digest is that of the archive',
    file: COMMIT,
    find: RESULT,
    replace: RESULT.replace('digest,', 'digest: diffID,'),
    check: 'commit.digest',
    diagnosis: 'DIGEST_WRONG',
  },
  {
    id: 'diff-id-of-the-blob',
    title: 'the diffID is that of the compressed file',
    file: COMMIT,
    find: RESULT,
    replace: RESULT.replace('diffID }', 'diffID: diffID && digest }'),
    check: 'commit.diff-id',
    diagnosis: 'DIFF_ID_WRONG',
  },
  {
    id: 'size-of-the-archive',
    title: 'the size is that of the archive',
    file: COMMIT,
    find: `  const { digest, size } = blob.end()
  const { digest: diffID } = archive.end()
`,
    replace: `  const { digest } = blob.end()
  const { digest: diffID, size } = archive.end()
`,
    check: 'commit.size',
    diagnosis: 'SIZE_WRONG',
  },
  {
    id: 'always-gzip',
    title: 'the media type is that of gzip, whatever was asked for',
    file: COMMIT,
    find: RESULT,
    replace: RESULT.replace('[compression]', '.gzip'),
    check: 'commit.media-type',
    diagnosis: 'MEDIA_TYPE_WRONG',
  },
]
