// What an overlay is made of, and how that is written down for mount(2).

/** What an overlay is made of. */
export interface Overlay {
  /** Directories below, the topmost first. */
  readonly lower: readonly string[]
  /** Where changes go; without one, nothing can be changed. */
  readonly upper?: string | undefined
  /** Empty, on the filesystem of `upper`: a file is made whole there first. */
  readonly work?: string | undefined
  /** Directory that it covers. */
  readonly target: string
  /** What it is called in mountinfo; `overlay` if undefined. */
  readonly source?: string | undefined
  /** Keep marks in user.*, as an overlay in a user namespace has to. */
  readonly userxattr?: boolean
}

/**
 * All of an overlay but its target, as mount(8) has it after `-o`.
 *
 * @see overlayfs.rst, "Multiple lower layers"
 */
export function optionsOf(overlay: Overlay): string {
  const { lower, userxattr } = overlay
  // #region lab-05-layers
  const below = `lowerdir=${lower.map(escapedLower).join(':')}`
  return [below, ...aboveOf(overlay), ...settingsOf(userxattr)].join(',')
  // #endregion lab-05-layers
}

/** What it takes to write to it. */
function aboveOf({ upper, work }: Overlay): readonly string[] {
  if (upper === undefined || work === undefined) return []
  // #region lab-05-upper
  return [`upperdir=${escaped(upper)}`, `workdir=${escaped(work)}`]
  // #endregion lab-05-upper
}

/** A comma ends an option, unless it is escaped. */
const escaped = (path: string) => path.replace(/[\\,]/g, '\\$&')

/** Among lower directories a colon ends a name. */
const escapedLower = (path: string) => path.replace(/[\\,:]/g, '\\$&')

/**
 * Every layer is to have all that it shows. Without these, the kernel may leave
 * the content of a file, or of a directory, below, and note where it is.
 *
 * @see overlayfs.rst, "Renaming directories", "Metadata only copy up"
 */
const WHOLE = ['redirect_dir=off', 'metacopy=off', 'index=off']

/** The options that are no directories. */
export function settingsOf(userxattr = false): readonly string[] {
  // It switches off redirect_dir and metacopy itself, and bears no mention.
  return userxattr ? ['userxattr', 'index=off'] : WHOLE
}
