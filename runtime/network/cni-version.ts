// Which versions of the specification are spoken, and what differs.
import { CniError } from './cni-error.ts'

/** From the oldest to the newest. */
export const VERSIONS = ['0.3.0', '0.3.1', '0.4.0', '1.0.0', '1.1.0'] as const

export type CniVersion = (typeof VERSIONS)[number]

/** That of error results, as long as nobody has said which one they speak. */
export const NEWEST: CniVersion = '1.1.0'

/**
 * The version that a configuration is written in.
 *
 * @throws {CniError} Code 1.
 */
export function parseVersion(text: string): CniVersion {
  const version = VERSIONS.find((known) => known === text)
  if (version) return version
  throw new CniError(
    'incompatibleVersion',
    `Expected "cniVersion" to be one of ${VERSIONS.join(', ')} but found "${text}"`,
  )
}

/** Whether something is there that came with a version. */
export function isSince(version: CniVersion, first: CniVersion): boolean {
  return VERSIONS.indexOf(version) >= VERSIONS.indexOf(first)
}
