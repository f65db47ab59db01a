/** How large a submission may be: who packs and who reads obeys the same numbers. */

const KIB = 1024
const MIB = 1024 * KIB

/** Sizes are bytes. */
export interface Limits {
  /** The file that is handed in. */
  readonly archive: number
  /** The tar inside it, headers and padding included. */
  readonly tar: number
  /** `manifest.json`, for as many files as there may be. */
  readonly manifest: number
  /** One source file. */
  readonly file: number
  /** How many source files. */
  readonly files: number
  /** The name of a file in the archive, in UTF-8. */
  readonly path: number
}

/**
 * The finished runtime has some 400 files, 1.5 MB, the largest of 60 kB, and
 * packs into a tenth of these limits.
 */
export const LIMITS: Limits = {
  archive: 8 * MIB,
  tar: 16 * MIB,
  manifest: MIB,
  file: MIB,
  files: 2000,
  path: 200,
}
