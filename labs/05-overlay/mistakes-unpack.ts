/** What goes wrong when a layer is unpacked: step 6. */
import type { Mistake } from '#checker/check.ts'

const APPLY = 'image/apply-layer.ts'
const ENTRY = 'image/unpack-entry.ts'
const UNPACK = 'image/unpack.ts'

export const unpackMistakes: readonly Mistake[] = [
  {
    id: 'trailing-zeros-lost',
    title: 'zeros at the end of a file are never written',
    file: ENTRY,
    find: '    ftruncateSync(fd, size)\n',
    replace: '    if (size < 0) ftruncateSync(fd, size)\n',
    check: 'unpack.files',
    diagnosis: 'UNPACKED_WRONG',
  },
  {
    id: 'links-copied',
    title: 'a link becomes a file with the same content',
    file: APPLY,
    find: '      linkSync(source, parent.at(name))\n',
    replace:
      "      process.getBuiltinModule('node:fs').copyFileSync(source, parent.at(name))\n",
    check: 'unpack.links',
    diagnosis: 'LINK_COPIED',
  },
  {
    id: 'owner-after-mode',
    title: 'the mode is set before the owner, which takes bits of it away',
    file: ENTRY,
    find: '  setTimes(path, entry.mtime)\n',
    replace: `  lchownSync(path, entry.uid, entry.gid)
  setTimes(path, entry.mtime)
`,
    check: 'unpack.attributes',
    diagnosis: 'ATTRIBUTES_NOT_SET',
  },
  {
    id: 'time-of-folders-too-early',
    title: 'folders keep the time at which they were filled',
    file: APPLY,
    find: "if (directory.own().ino === ino) setTimes(directory.at('.'), time)",
    replace:
      "if (directory.own().ino === 0n) setTimes(directory.at('.'), time + 0n * ino)",
    check: 'unpack.attributes',
    diagnosis: 'ATTRIBUTES_NOT_SET',
  },
  {
    id: 'whiteouts-skipped',
    title: 'whiteouts are skipped',
    file: APPLY,
    find: "    if (meaning.kind === 'whiteout') this.#hide(meaning.path, item.entry)\n",
    replace: "    if (meaning.kind === 'whiteout') return\n",
    check: 'unpack.whiteouts',
    diagnosis: 'WHITEOUT_NOT_APPLIED',
  },
  {
    id: 'opaque-takes-its-own',
    title: 'an opaque mark removes what its own layer has brought',
    file: APPLY,
    find: 'emptyOut(directory, ({ ino }) => this.#own.has(ino))',
    replace: 'emptyOut(directory, () => false)',
    check: 'unpack.opaque',
    diagnosis: 'OPAQUE_NOT_APPLIED',
  },
  {
    id: 'no-marks-for-the-overlay',
    title: 'for an overlay, deletions are forgotten',
    file: APPLY,
    find: '    else if (stat === undefined) makeWhiteout(parent, name)\n',
    replace: '    else if (stat === undefined) return\n',
    check: 'unpack.overlay',
    diagnosis: 'MARKS_NOT_WRITTEN',
  },
  {
    id: 'links-followed-outside',
    title: 'paths are opened as any path, links and all',
    file: 'image/inside.ts',
    find: 'resolve: RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,',
    replace: 'resolve: RESOLVE_NO_MAGICLINKS,',
    check: 'unpack.inside',
    diagnosis: 'LED_OUTSIDE',
  },
  {
    id: 'dots-taken',
    title: '".." in a name is passed on',
    file: 'image/layer-name.ts',
    find: "  if (parts.includes('..')) refuse(name, 'without \"..\"')\n",
    replace: '',
    check: 'unpack.refused',
    diagnosis: 'HOSTILE_TAKEN',
  },
  {
    id: 'diff-id-not-compared',
    title: 'the diffID is computed and never compared',
    file: UNPACK,
    find: 'if (diffID !== undefined && digest !== diffID)',
    replace: "if (diffID !== undefined && digest === '')",
    check: 'unpack.diff-id',
    diagnosis: 'DIFF_ID_IGNORED',
  },
  {
    id: 'half-a-layer-kept',
    title: 'what was unpacked before the error stays',
    file: UNPACK,
    find: '    staging.discard()\n    throw error\n',
    replace: '    staging.publish()\n    throw error\n',
    check: 'unpack.whole',
    diagnosis: 'HALF_UNPACKED',
  },
]
