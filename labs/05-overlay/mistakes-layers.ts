/** What goes wrong with mounts and marks: steps 1 to 3, and 8. */
import type { Mistake } from '#checker/check.ts'

const OPTIONS = 'linux/overlay-options.ts'
const MARKS = 'linux/overlay-marks.ts'
const OVERLAY = 'linux/overlay.ts'

const MOUNT = "  syscall('mount', source, target, 'overlay', flags, options)\n"
/** What is written lands in the topmost lower folder. */
const BIND = `  const isBind = overlay.upper !== undefined
  const from = isBind ? \`\${overlay.lower[0]}\` : source
  syscall('mount', from, target, 'overlay', isBind ? 0x1000 : flags, options)
`

/** What is read is a copy. */
const COPY = `  for (const path of overlay.upper === undefined ? [] : overlay.lower)
    process
      .getBuiltinModule('node:fs')
      .cpSync(path, \`\${overlay.upper}\`, { recursive: true })
${MOUNT}`

export const layerMistakes: readonly Mistake[] = [
  {
    id: 'never-mounted',
    title: 'the options are made and nothing is mounted',
    file: OVERLAY,
    find: MOUNT,
    replace: '  if (flags < 0) throw new Error(options)\n',
    check: 'mount.attached',
    diagnosis: 'NOT_MOUNTED',
  },
  {
    id: 'two-layers-only',
    title: 'only the first two lower folders are taken',
    file: OPTIONS,
    find: "lower.map(escapedLower).join(':')",
    replace: "lower.slice(0, 2).map(escapedLower).join(':')",
    check: 'mount.all',
    diagnosis: 'LAYER_MISSING',
  },
  {
    id: 'bottom-first',
    title: 'the lower folders are listed as an image lists them',
    file: OPTIONS,
    find: "lower.map(escapedLower).join(':')",
    replace: "lower.map(escapedLower).reverse().join(':')",
    check: 'mount.order',
    diagnosis: 'LAYER_ORDER',
  },
  {
    id: 'names-as-they-are',
    title: 'names go into the options as they are',
    file: OPTIONS,
    find: "lower.map(escapedLower).join(':')",
    replace: "lower.join(':')",
    check: 'mount.names',
    diagnosis: 'NAME_NOT_ESCAPED',
  },
  {
    id: 'upper-as-it-is',
    title: 'the name of the upper folder goes into the options as it is',
    file: OPTIONS,
    find: 'escaped(upper)',
    replace: 'upper',
    check: 'copy-up.names',
    diagnosis: 'NAME_NOT_ESCAPED',
  },
  {
    id: 'options-of-any-length',
    title: 'options of any length go to mount(2)',
    file: OVERLAY,
    find: 'const MOST_OPTIONS = 4095',
    replace: 'const MOST_OPTIONS = 65536',
    check: 'mount.many',
    diagnosis: 'TOO_MANY_LAYERS',
  },
  {
    id: 'upper-and-work-swapped',
    title: 'the upper folder is named as workdir, and the other way round',
    file: OPTIONS,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the reference
    find: '[`upperdir=${escaped(upper)}`, `workdir=${escaped(work)}`]',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the reference
    replace: '[`upperdir=${escaped(work)}`, `workdir=${escaped(upper)}`]',
    check: 'copy-up.upper',
    diagnosis: 'NOT_IN_UPPER',
  },
  {
    id: 'topmost-bound',
    title: 'the topmost layer is bound, and written to',
    file: OVERLAY,
    find: MOUNT,
    replace: BIND,
    check: 'copy-up.lower',
    diagnosis: 'LOWER_CHANGED',
  },
  {
    id: 'content-left-below',
    title: 'a file of which only the mode changed leaves its content below',
    file: OPTIONS,
    find: "['redirect_dir=off', 'metacopy=off', 'index=off']",
    replace: "['redirect_dir=on', 'metacopy=on', 'index=off']",
    check: 'copy-up.whole',
    diagnosis: 'LAYER_INCOMPLETE',
  },
  {
    id: 'whiteout-by-block-device',
    title: 'a whiteout is looked for among block devices',
    file: MARKS,
    find: 'stat.isCharacterDevice() &&',
    replace: 'stat.isBlockDevice() &&',
    check: 'whiteout.deleted',
    diagnosis: 'WHITEOUT_UNSEEN',
  },
  {
    id: 'any-device-is-a-whiteout',
    title: 'every character device is taken for a whiteout',
    file: MARKS,
    find: 'stat.rdev === BigInt(WHITEOUT_DEVICE)',
    replace: 'stat.rdev >= BigInt(WHITEOUT_DEVICE)',
    check: 'whiteout.device',
    diagnosis: 'DEVICE_TAKEN_FOR_MARK',
  },
  {
    id: 'opaque-in-another-space',
    title: 'the attribute is looked for in the other space of names',
    file: MARKS,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the reference
    find: "readXattr(directory.at('.'), `${space}.overlay.opaque`)",
    replace:
      // biome-ignore lint/suspicious/noTemplateCurlyInString: text of the reference
      "readXattr(directory.at('.'), `${space === 'user' ? 'trusted' : 'user'}.overlay.opaque`)",
    check: 'whiteout.opaque',
    diagnosis: 'OPAQUE_UNSEEN',
  },
  {
    id: 'any-value-is-opaque',
    title: 'the attribute counts, whatever it says',
    file: MARKS,
    find: "value?.toString() === 'y'",
    replace: 'value !== undefined',
    check: 'whiteout.kept',
    diagnosis: 'OPAQUE_TOO_EASILY',
  },
  {
    id: 'layers-copied',
    title: 'the layers are copied for each container',
    file: OVERLAY,
    find: MOUNT,
    replace: COPY,
    check: 'sharing.inode',
    diagnosis: 'NOT_SHARED',
  },
  {
    id: 'layers-copied-to-disk',
    title: 'the layers are copied for each container',
    file: OVERLAY,
    find: MOUNT,
    replace: COPY,
    check: 'sharing.disk',
    diagnosis: 'DISK_TAKEN',
  },
  {
    id: 'image-bound',
    title: 'containers write to the topmost layer',
    file: OVERLAY,
    find: MOUNT,
    replace: BIND,
    check: 'sharing.apart',
    diagnosis: 'CHANGE_SHARED',
  },
]
